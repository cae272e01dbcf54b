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

export class CopyCounts {
  readonly #request: PlaceRequest;
  readonly #spread: Map<string, number>;
  readonly #own: Map<string, number>;
  readonly #others: Map<string, number>;
  readonly #near: Map<string, number>;
  readonly #eligible = new Set<string>();
  #least = 0;
  /** Eligible domains whose count is the least: when none is left, the least rises. */
  #atLeast = 0;

  constructor(view: ClusterView, request: PlaceRequest) {
    this.#request = request;
    const { rules, workload } = request;
    const { spread, apart, near } = rules;
    const self = workload ? [workload] : [];
    const named = (names: readonly string[]) =>
      workload ? names.map((name) => sibling(workload, name)) : [];
    const others = named(apart?.from ?? []).filter((key) => key !== workload);
    this.#spread = countCopies(view, spread ? self : [], spread?.by);
    this.#own = countCopies(view, apart ? self : [], apart?.by);
    this.#others = countCopies(view, others, apart?.by);
    this.#near = countCopies(view, near ? named([near.workload]) : [], near?.by);
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
    return this.#spread.get(domain) ?? 0;
  }

  /** Copies that a copy in this domain would be too close to: of the workload itself, and of those it names. */
  apartIn(domain: string): { readonly own: number; readonly others: number } {
    return { own: this.#own.get(domain) ?? 0, others: this.#others.get(domain) ?? 0 };
  }

  /** Copies of the workload that `near` names. */
  nearIn(domain: string): number {
    return this.#near.get(domain) ?? 0;
  }

  /** Counts a copy that this call has just put on the node. */
  picked(info: NodeInfo): void {
    const { spread, apart } = this.#request.rules;
    if (apart) count(this.#own, domainOf(info, apart.by));
    if (!spread) return;
    const domain = domainOf(info, spread.by);
    if (domain === undefined) return;
    const before = this.spreadIn(domain);
    this.#spread.set(domain, before + 1);
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

function sibling(workload: WorkloadKey, name: string): WorkloadKey {
  return workloadKey(splitWorkloadKey(workload).stack, name);
}

function countCopies(
  view: ClusterView,
  workloads: readonly WorkloadKey[],
  by: string | undefined,
): Map<string, number> {
  const counts = new Map<string, number>();
  if (by === undefined) return counts;
  for (const key of workloads) {
    for (const { node, desired } of view.workloads.get(key)?.placements.values() ?? []) {
      const info = view.nodes.get(node)?.info;
      if (desired === 'running' && info) count(counts, domainOf(info, by));
    }
  }
  return counts;
}

function count(into: Map<string, number>, domain: string | undefined): void {
  if (domain !== undefined) into.set(domain, (into.get(domain) ?? 0) + 1);
}
