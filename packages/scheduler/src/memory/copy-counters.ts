/**
 * Copies desired running, per workload and domain. Counted once, when first asked for; from then on told of each copy
 * that comes or goes and of each node that changes its domain.
 *
 * Invariant: a domain's count is the sum over the nodes that stand in it now of the copies on them.
 */
import { type ClusterView, isStanding, type NodeId, type WorkloadKey } from '@berth/core';
import { grown } from '../engine/typed-arrays.js';
import { type DomainNumbers, LACKS } from './domain-numbers.js';
import type { Roster } from './roster.js';

/** Workloads that are followed; the one that was not asked for longest goes. */
const FOLLOWED_MAX = 2_048;

/** Copies of one workload in one kind of domain. */
export class CopyCounter {
  readonly domains: DomainNumbers;
  #counts = new Int32Array(4);
  #total = 0;

  constructor(domains: DomainNumbers) {
    this.domains = domains;
  }

  /** In all domains. */
  get total(): number {
    return this.#total;
  }

  /** By the domain's number. */
  in(domain: number): number {
    return domain < this.#counts.length ? (this.#counts[domain] as number) : 0;
  }

  add(domain: number, copies: number): void {
    // Where there is no domain, nobody asks.
    if (domain === LACKS) return;
    this.#counts = grown(this.#counts, domain + 1);
    this.#counts[domain] = (this.#counts[domain] as number) + copies;
    this.#total += copies;
  }
}

type Followed = {
  /** Copies by node, whether the node is there or not: it may come back. */
  readonly onNode: Map<NodeId, number>;
  readonly counters: Map<DomainNumbers, CopyCounter>;
  usedAt: number;
};

export class CopyCounters {
  readonly #view: ClusterView;
  readonly #roster: Roster;
  readonly #followed = new Map<WorkloadKey, Followed>();
  #uses = 0;
  #forgotten = 0;

  constructor(view: ClusterView, roster: Roster) {
    this.#view = view;
    this.#roster = roster;
  }

  /** How many workloads are not followed any more: when it grows, counters have to be asked for again. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** The counter is kept up to date until `forgotten` grows. */
  of(workload: WorkloadKey, domains: DomainNumbers): CopyCounter {
    const followed = this.#follow(workload);
    const known = followed.counters.get(domains);
    if (known) return known;
    const counter = new CopyCounter(domains);
    for (const [node, copies] of followed.onNode) {
      const slot = this.#roster.slotOf(node);
      if (slot !== undefined) counter.add(domains.of(slot), copies);
    }
    followed.counters.set(domains, counter);
    return counter;
  }

  /** Copies came to a node or went. `slot`: where it stands, if it is there. */
  counted(workload: WorkloadKey, node: NodeId, slot: number | undefined, copies: number): void {
    const followed = this.#followed.get(workload);
    if (!followed) return;
    const now = (followed.onNode.get(node) ?? 0) + copies;
    if (now === 0) followed.onNode.delete(node);
    else followed.onNode.set(node, now);
    if (slot === undefined) return;
    for (const counter of followed.counters.values()) counter.add(counter.domains.of(slot), copies);
  }

  /** A node went from one domain to another; LACKS: it came or left. */
  moved(domains: DomainNumbers, node: NodeId, from: number, to: number): void {
    for (const { onNode, counters } of this.#followed.values()) {
      const counter = counters.get(domains);
      const copies = counter && onNode.get(node);
      if (!copies) continue;
      counter.add(from, -copies);
      counter.add(to, copies);
    }
  }

  #follow(workload: WorkloadKey): Followed {
    const known = this.#followed.get(workload);
    if (known) {
      known.usedAt = ++this.#uses;
      return known;
    }
    if (this.#followed.size >= FOLLOWED_MAX) this.#forgetOldest();
    const added = { onNode: this.#countAll(workload), counters: new Map(), usedAt: ++this.#uses };
    this.#followed.set(workload, added);
    return added;
  }

  #forgetOldest(): void {
    let oldest: [WorkloadKey, Followed] | undefined;
    for (const entry of this.#followed) if (!oldest || entry[1].usedAt < oldest[1].usedAt) oldest = entry;
    if (oldest) this.#followed.delete(oldest[0]);
    this.#forgotten++;
  }

  #countAll(workload: WorkloadKey): Map<NodeId, number> {
    const onNode = new Map<NodeId, number>();
    for (const copy of this.#view.workloads.get(workload)?.placements.values() ?? []) {
      if (isStanding(copy)) onNode.set(copy.node, (onNode.get(copy.node) ?? 0) + 1);
    }
    return onNode;
  }
}
