import type { PlacementRules, WorkloadKey } from '@berth/core';
import { siblings } from '../copy-counts.js';
import { grown } from '../engine/typed-arrays.js';
import type { CopyCounter } from './copy-counters.js';
import type { DomainNumbers } from './domain-numbers.js';
import type { Mirror } from './mirror.js';

/** The copies that one rule looks at, by domain, as an index knows them: its call's own picks are in there, too. */
export class RuleCount {
  readonly domains: DomainNumbers;
  readonly #workloads: readonly WorkloadKey[];
  #counters: readonly CopyCounter[] = [];
  #asOf = -1;
  #known = new Int32Array(4);

  constructor(domains: DomainNumbers, workloads: readonly WorkloadKey[]) {
    this.domains = domains;
    this.#workloads = workloads;
  }

  in(domain: number): number {
    return domain < this.#known.length ? (this.#known[domain] as number) : 0;
  }

  /** To be called once per call, before `sync`. */
  renew(mirror: Mirror): void {
    if (mirror.forgotten === this.#asOf) return;
    this.#counters = this.#workloads.map((workload) => mirror.counter(workload, this.domains.by));
    this.#asOf = mirror.forgotten;
  }

  /** Forgets picks: the count is what the cluster has now. Whether it was another one. */
  sync(domain: number): boolean {
    let copies = 0;
    for (const counter of this.#counters) copies += counter.in(domain);
    if (copies === this.in(domain)) return false;
    this.#set(domain, copies);
    return true;
  }

  /** Counts a pick. */
  add(domain: number): void {
    this.#set(domain, this.in(domain) + 1);
  }

  #set(domain: number, copies: number): void {
    this.#known = grown(this.#known, domain + 1);
    this.#known[domain] = copies;
  }
}

/** What a request's rules about copies look at. `own` and `others` are there or not together. */
export type RuleCounts = {
  readonly spread?: RuleCount;
  readonly own?: RuleCount;
  readonly others?: RuleCount;
  readonly near?: RuleCount;
};

export function ruleCounts(
  mirror: Mirror,
  { spread, apart, near }: PlacementRules,
  workload: WorkloadKey | undefined,
): RuleCounts {
  const self = workload === undefined ? [] : [workload];
  const count = (by: string, workloads: readonly WorkloadKey[]) =>
    new RuleCount(mirror.domains(by), workloads);
  return {
    ...(spread && { spread: count(spread.by, self) }),
    ...(apart && {
      own: count(apart.by, self),
      others: count(apart.by, otherThan(workload, siblings(workload, apart.from))),
    }),
    ...(near && { near: count(near.by, siblings(workload, [near.workload])) }),
  };
}

function otherThan(workload: WorkloadKey | undefined, keys: readonly WorkloadKey[]): WorkloadKey[] {
  return keys.filter((key) => key !== workload);
}
