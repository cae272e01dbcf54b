import type { NodeInfo, PlacementRules } from '@berth/core';

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

/** How a message names a node's lack of a domain. */
export function lacks(by: string): string {
  return by === 'site' || by === 'region' ? `the node has no ${by}` : `the node has no label "${by}"`;
}

/** Equal for nodes that stand in the same domains of every rule: whether one may take a copy holds for all of them. */
export function groupKey(info: NodeInfo, { spread, apart, near }: PlacementRules): string {
  if (!spread && !apart && !near) return '';
  let key = '';
  for (const rule of [spread, apart, near]) {
    const domain = rule && domainOf(info, rule.by);
    // Lengths keep "a" + "bc" and "ab" + "c" apart, whatever labels contain.
    key += domain === undefined ? '-' : `${domain.length}:${domain}`;
  }
  return key;
}
