import type { WorkloadKey } from '@berth/core';
import { grown } from '../engine/typed-arrays.js';
import type { CopyCounter } from './copy-counters.js';
import { type DomainNumbers, LACKS } from './domain-numbers.js';
import type { Mirror } from './mirror.js';

/** The copies that one rule looks at, by domain, as an index knows them: its call's own picks are in there, too. */
export class RuleCount {
  readonly domains: DomainNumbers;
  readonly #workloads: readonly WorkloadKey[];
  #counters: readonly CopyCounter[] = [];
  #asOf = -1;
  #known = new Int32Array(4);
  #picks = 0;

  constructor(domains: DomainNumbers, workloads: readonly WorkloadKey[]) {
    this.domains = domains;
    this.#workloads = workloads;
  }

  in(domain: number): number {
    return domain < this.#known.length ? (this.#known[domain] as number) : 0;
  }

  /** In all domains. */
  get total(): number {
    let copies = this.#picks;
    for (const counter of this.#counters) copies += counter.total;
    return copies;
  }

  /** To be called once per call, before `sync`. */
  renew(mirror: Mirror): void {
    this.#picks = 0;
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

  /** Counts a pick; where there is no domain, nobody asks. */
  add(domain: number): void {
    if (domain === LACKS) return;
    this.#picks++;
    this.#set(domain, this.in(domain) + 1);
  }

  #set(domain: number, copies: number): void {
    this.#known = grown(this.#known, domain + 1);
    this.#known[domain] = copies;
  }
}
