/**
 * Rules that look at where other copies are: spread, apart, near. Each names a domain (`by`): "node", "site", "region",
 * or a label. Nodes that share all domains of a request form a group; whether a group may take one more copy depends on
 * counts per domain only, never on the single node.
 */
import {
  type ClusterView,
  type NodeInfo,
  type NodeView,
  type PlaceRequest,
  type Reject,
  splitWorkloadKey,
  type WorkloadKey,
  workloadKey,
} from '@berth/core';

/** The value of a domain on a node; undefined when the node lacks the label. */
export function domainOf(info: NodeInfo, by: string): string | undefined {
  switch (by) {
    case 'node':
      return info.id;
    case 'site':
      return info.site;
    case 'region':
      return info.region;
    default:
      return Object.hasOwn(info.labels, by) ? info.labels[by] : undefined;
  }
}

/** Counts per domain of one call: existing copies, plus the ones that the call itself picks. */
export class DomainRules {
  readonly #request: PlaceRequest;
  readonly #spread = new Map<string, number>();
  readonly #apart = new Map<string, number>();
  readonly #near = new Set<string>();
  /** Smallest count of `#spread`, until a pick changes one. */
  #least: number | undefined;

  /** `candidates`: the nodes that nothing but room or other copies speaks against; they make a domain eligible. */
  constructor(view: ClusterView, request: PlaceRequest, candidates: Iterable<NodeView>) {
    this.#request = request;
    const { rules, workload } = request;
    if (rules.spread) {
      for (const { info } of candidates) {
        const domain = domainOf(info, rules.spread.by);
        if (domain !== undefined) this.#spread.set(domain, 0);
      }
      if (workload) countCopies(view, [workload], rules.spread.by, this.#spread);
    }
    if (rules.apart) countCopies(view, apartFrom(request), rules.apart.by, this.#apart);
    if (rules.near && workload) {
      const found = new Map<string, number>();
      countCopies(view, [sibling(workload, rules.near.workload)], rules.near.by, found);
      for (const domain of found.keys()) this.#near.add(domain);
    }
  }

  /** Nodes of one key stand in the same domains of every rule. */
  groupOf(info: NodeInfo): string {
    const { spread, apart, near } = this.#request.rules;
    const domains = [spread, apart, near].map((rule) => (rule ? domainOf(info, rule.by) : undefined));
    return domains.some((domain) => domain !== undefined) ? JSON.stringify(domains) : '';
  }

  /** What speaks against one more copy on this node, by these rules. */
  rejects(info: NodeInfo): Reject[] {
    const { spread, apart, near } = this.#request.rules;
    const rejects: Reject[] = [];
    if (near) {
      const domain = domainOf(info, near.by);
      if (domain === undefined || !this.#near.has(domain)) {
        const detail = `no copy of "${near.workload}" in this ${near.by}`;
        rejects.push({ reason: 'near', subject: near.workload, detail });
      }
    }
    if (apart) {
      const domain = domainOf(info, apart.by);
      const taken = domain === undefined ? undefined : this.#apart.get(domain);
      if (domain === undefined) rejects.push(noLabel('apart', apart.by));
      else if (taken)
        rejects.push({ reason: 'apart', subject: apart.by, detail: `${apart.by} "${domain}" has ${taken}` });
    }
    if (spread) {
      const reject = this.#spreadReject(info, spread);
      if (reject) rejects.push(reject);
    }
    return rejects;
  }

  #spreadReject(info: NodeInfo, { by, maxSkew }: { by: string; maxSkew: number }): Reject | undefined {
    const domain = domainOf(info, by);
    if (domain === undefined) return noLabel('spread', by);
    this.#least ??= smallest(this.#spread.values());
    const least = this.#least;
    const here = this.#spread.get(domain) ?? 0;
    if (here + 1 - Math.min(least, here) <= maxSkew) return undefined;
    const detail = `${by} "${domain}" has ${here}, another has ${least}; maxSkew is ${maxSkew}`;
    return { reason: 'spread', subject: by, detail };
  }

  /** Counts a copy that this call has just put on the node. */
  picked(info: NodeInfo): void {
    const { spread, apart } = this.#request.rules;
    if (spread) count(this.#spread, domainOf(info, spread.by));
    this.#least = undefined;
    if (apart && this.#countsItself()) count(this.#apart, domainOf(info, apart.by));
  }

  #countsItself(): boolean {
    const { workload } = this.#request;
    return workload === undefined || apartFrom(this.#request).includes(workload);
  }
}

function smallest(values: Iterable<number>): number {
  let least = Number.POSITIVE_INFINITY;
  for (const value of values) least = Math.min(least, value);
  return least;
}

function noLabel(reason: 'spread' | 'apart', by: string): Reject {
  return { reason, subject: by, detail: `the node has no label "${by}"` };
}

/** Whose copies count: the named workloads of the stack, or the workload itself when none is named. */
function apartFrom({ workload, rules }: PlaceRequest): WorkloadKey[] {
  if (!workload) return [];
  const names = rules.apart?.from ?? [];
  return names.length === 0 ? [workload] : names.map((name) => sibling(workload, name));
}

function sibling(workload: WorkloadKey, name: string): WorkloadKey {
  return workloadKey(splitWorkloadKey(workload).stack, name);
}

function countCopies(
  view: ClusterView,
  workloads: readonly WorkloadKey[],
  by: string,
  into: Map<string, number>,
): void {
  for (const key of workloads) {
    for (const { node, desired } of view.workloads.get(key)?.placements.values() ?? []) {
      const info = view.nodes.get(node)?.info;
      if (desired === 'running' && info) count(into, domainOf(info, by));
    }
  }
}

function count(into: Map<string, number>, domain: string | undefined): void {
  if (domain !== undefined) into.set(domain, (into.get(domain) ?? 0) + 1);
}
