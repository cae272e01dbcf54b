import type { NodeInfo } from '@berth/core';

/** The value of a domain on a node; undefined when the node has none (a label that it lacks, an empty region). */
export function domainOf(info: NodeInfo, by: string): string | undefined {
  switch (by) {
    case 'node':
      return info.id;
    case 'site':
      return info.site || undefined;
    case 'region':
      return info.region || undefined;
    default:
      return Object.hasOwn(info.labels, by) ? info.labels[by] : undefined;
  }
}
