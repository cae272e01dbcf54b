/**
 * Where copies are, for calls that look at every node they speak of: `explain`, and placing on a few. Counts the copies that
 * are desired running when the call begins, and each pick of the call. memory/ does the same for the others.
 *
 * A domain is eligible for spread when there is a node in it that every filter but room and copies of the workload itself
 * lets through. The least count is taken over eligible domains only: a site that is cordoned, or that no copy may enter,
 * does not hold the others back; a site that is merely full does (as DoNotSchedule of Kubernetes'
 * topologySpreadConstraints has it). A rule to be near the workload itself closes what is far from the first copy.
 */
import { type ClusterView, isStanding, type NodeInfo, type WorkloadKey } from '@berth/core';
import { domainOf } from './domain.js';
import { isOpenTo, type Relation, type Standing, shareOf } from './relations.js';

/** Copies of a workload that are desired running, by domain: as the cluster is when the call begins. */
export type CountSource = (workload: WorkloadKey, by: string) => DomainCounts;
export type DomainCounts = { readonly in: (domain: string) => number; readonly total: number };

export class CopyCounts {
  readonly relations: readonly Relation[];
  readonly #own: readonly Counted[];
  readonly #others: readonly Counted[];
  /** Nodes that pass the filters that do not look at copies. */
  #passing: readonly NodeInfo[] = [];
  /** Per relation: the least count of an eligible domain. */
  #least: number[] = [];

  constructor(relations: readonly Relation[], workload: WorkloadKey | undefined, source: CountSource) {
    const self = workload === undefined ? [] : [workload];
    this.relations = relations;
    this.#own = relations.map(({ own, by }) => new Counted(source, own ? self : [], by));
    this.#others = relations.map(({ others, by }) => new Counted(source, others, by));
  }

  /** To be called before anything is asked. */
  begin(passing: readonly NodeInfo[]): void {
    this.#passing = passing;
    this.#findLeast();
  }

  /** How the node's domain stands in the relation of this number; undefined when it has none. */
  standing(info: NodeInfo, at: number): Standing | undefined {
    const relation = this.relations[at] as Relation;
    const domain = domainOf(info, relation.by);
    if (domain === undefined) return undefined;
    return {
      own: this.#ownIn(domain, at),
      others: this.#others[at]?.in(domain) ?? 0,
      least: this.#least[at] ?? 0,
      total: this.#own[at]?.total ?? 0,
      share: shareOf(relation, domain),
    };
  }

  /** Counts a copy that this call has just put on the node. */
  picked(info: NodeInfo): void {
    for (const [at, { own, by }] of this.relations.entries()) {
      if (own) this.#own[at]?.add(domainOf(info, by));
    }
    this.#findLeast();
  }

  #ownIn(domain: string, at: number): number {
    return this.#own[at]?.in(domain) ?? 0;
  }

  #findLeast(): void {
    if (!this.relations.some(({ kind }) => kind === 'spread')) return;
    const open = this.#passing.filter((info) =>
      this.relations.every((relation, at) => isOpenTo(relation, this.standing(info, at))),
    );
    this.#least = this.relations.map(({ kind, by }, at) => {
      if (kind !== 'spread') return 0;
      let least = Infinity;
      for (const info of open) least = Math.min(least, this.#ownIn(domainOf(info, by) ?? '', at));
      return least === Infinity ? 0 : least;
    });
  }
}

/** What the cluster counts, and what this call has picked on top. */
class Counted {
  readonly #sources: readonly DomainCounts[];
  readonly #picks = new Map<string, number>();
  #total: number;

  constructor(source: CountSource, workloads: readonly WorkloadKey[], by: string) {
    this.#sources = workloads.map((workload) => source(workload, by));
    this.#total = this.#sources.reduce((sum, { total }) => sum + total, 0);
  }

  get total(): number {
    return this.#total;
  }

  in(domain: string): number {
    let copies = this.#picks.get(domain) ?? 0;
    for (const source of this.#sources) copies += source.in(domain);
    return copies;
  }

  add(domain: string | undefined): void {
    if (domain === undefined) return;
    this.#picks.set(domain, (this.#picks.get(domain) ?? 0) + 1);
    this.#total++;
  }
}

/** Counts by looking at every copy. */
export function countOnce({ nodes, workloads }: ClusterView): CountSource {
  return (workload, by) => {
    const counts = new Map<string, number>();
    let total = 0;
    for (const copy of workloads.get(workload)?.placements.values() ?? []) {
      const info = nodes.get(copy.node)?.info;
      const domain = isStanding(copy) && info ? domainOf(info, by) : undefined;
      if (domain === undefined) continue;
      counts.set(domain, (counts.get(domain) ?? 0) + 1);
      total++;
    }
    return { in: (domain) => counts.get(domain) ?? 0, total };
  };
}
