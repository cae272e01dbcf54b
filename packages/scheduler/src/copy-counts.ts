/**
 * Where copies are, per domain: what spread, apart and near are decided by. Counts the copies that are desired running
 * when the call begins, and each pick of the call.
 *
 * A domain is eligible for spread when the call begins with a node in it that every filter but room and copies of the
 * workload itself lets through. The least count is taken over eligible domains only: a site that is cordoned, or that no
 * copy may enter, does not hold the others back; a site that is merely full does (as DoNotSchedule of Kubernetes'
 * topologySpreadConstraints has it).
 */
import {
  type ClusterView,
  type NodeInfo,
  type PlaceRequest,
  splitWorkloadKey,
  type WorkloadKey,
  workloadKey,
} from '@berth/core';
import { domainOf } from './domain.js';

/** Copies of a workload that are desired running, by domain: as the cluster is when the call begins. */
export type CountSource = (workload: WorkloadKey, by: string) => (domain: string) => number;

export class CopyCounts {
  readonly #request: PlaceRequest;
  readonly #spread: Counted;
  readonly #own: Counted;
  readonly #others: Counted;
  readonly #near: Counted;
  readonly #eligible = new Set<string>();
  #least = 0;
  /** Eligible domains whose count is the least: when none is left, the least rises. */
  #atLeast = 0;

  constructor(request: PlaceRequest, source: CountSource) {
    this.#request = request;
    const { rules, workload } = request;
    const { spread, apart, near } = rules;
    const self = workload === undefined ? [] : [workload];
    const others = siblings(workload, apart?.from ?? []).filter((key) => key !== workload);
    this.#spread = new Counted(source, spread ? self : [], spread?.by);
    this.#own = new Counted(source, apart ? self : [], apart?.by);
    this.#others = new Counted(source, others, apart?.by);
    this.#near = new Counted(source, near ? siblings(workload, [near.workload]) : [], near?.by);
  }

  /** Makes the domains of these nodes the eligible ones. */
  open(infos: Iterable<NodeInfo>): void {
    const { spread } = this.#request.rules;
    if (!spread) return;
    for (const info of infos) {
      const domain = domainOf(info, spread.by);
      if (domain !== undefined) this.#eligible.add(domain);
    }
    this.#findLeast();
  }

  /** The smallest count of an eligible domain. Never falls during a call. */
  get least(): number {
    return this.#least;
  }

  spreadIn(domain: string): number {
    return this.#spread.in(domain);
  }

  /** Copies that a copy in this domain would be too close to: of the workload itself, and of those it names. */
  apartIn(domain: string): { readonly own: number; readonly others: number } {
    return { own: this.#own.in(domain), others: this.#others.in(domain) };
  }

  /** Copies of the workload that `near` names. */
  nearIn(domain: string): number {
    return this.#near.in(domain);
  }

  /** Counts a copy that this call has just put on the node. */
  picked(info: NodeInfo): void {
    const { spread, apart } = this.#request.rules;
    if (apart) this.#own.add(domainOf(info, apart.by));
    if (!spread) return;
    const domain = domainOf(info, spread.by);
    if (domain === undefined) return;
    const before = this.spreadIn(domain);
    this.#spread.add(domain);
    if (before === this.#least && this.#eligible.has(domain) && --this.#atLeast === 0) this.#findLeast();
  }

  #findLeast(): void {
    this.#least = 0;
    this.#atLeast = 0;
    let first = true;
    for (const domain of this.#eligible) {
      const copies = this.spreadIn(domain);
      if (first || copies < this.#least) {
        this.#least = copies;
        this.#atLeast = 1;
        first = false;
      } else if (copies === this.#least) this.#atLeast++;
    }
  }
}

/** What the cluster counts, and what this call has picked on top. */
class Counted {
  readonly #sources: readonly ((domain: string) => number)[];
  readonly #picks = new Map<string, number>();

  constructor(source: CountSource, workloads: readonly WorkloadKey[], by: string | undefined) {
    this.#sources = by === undefined ? [] : workloads.map((workload) => source(workload, by));
  }

  in(domain: string): number {
    let copies = this.#picks.get(domain) ?? 0;
    for (const copiesIn of this.#sources) copies += copiesIn(domain);
    return copies;
  }

  add(domain: string | undefined): void {
    if (domain !== undefined) this.#picks.set(domain, (this.#picks.get(domain) ?? 0) + 1);
  }
}

/** Names in the stack of a workload; nobody's names mean nothing. */
export function siblings(workload: WorkloadKey | undefined, names: readonly string[]): WorkloadKey[] {
  if (workload === undefined) return [];
  const { stack } = splitWorkloadKey(workload);
  return names.map((name) => workloadKey(stack, name));
}

/** Counts by looking at every copy. */
export function countOnce({ nodes, workloads }: ClusterView): CountSource {
  return (workload, by) => {
    const counts = new Map<string, number>();
    for (const { node, desired } of workloads.get(workload)?.placements.values() ?? []) {
      const info = nodes.get(node)?.info;
      const domain = desired === 'running' && info ? domainOf(info, by) : undefined;
      if (domain !== undefined) counts.set(domain, (counts.get(domain) ?? 0) + 1);
    }
    return (domain) => counts.get(domain) ?? 0;
  };
}
