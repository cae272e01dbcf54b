/** Where copies are: counted anew, by looking at each of them, whenever somebody asks. */
import {
  type ClusterView,
  type NodeInfo,
  splitWorkloadKey,
  type WorkloadKey,
  workloadKey,
} from '@berth/core';
import { domainOf } from './domain.js';

export class Copies {
  readonly #view: ClusterView;
  readonly #workload: WorkloadKey | undefined;
  readonly #picks: NodeInfo[] = [];
  /** Nodes that only room, or copies of the workload itself, could speak against. */
  open: readonly NodeInfo[] = [];

  constructor(view: ClusterView, workload: WorkloadKey | undefined) {
    this.#view = view;
    this.#workload = workload;
  }

  pick(info: NodeInfo): void {
    this.#picks.push(info);
  }

  /** Nodes of the workload's copies that are to run, one entry for each copy, and of the picks. */
  own(): NodeInfo[] {
    return [...(this.#workload ? this.#of(this.#workload) : []), ...this.#picks];
  }

  /** The same of other workloads of the stack. */
  others(names: readonly string[]): NodeInfo[] {
    if (!this.#workload) return [];
    const { stack, workload } = splitWorkloadKey(this.#workload);
    return names.filter((name) => name !== workload).flatMap((name) => this.#of(workloadKey(stack, name)));
  }

  isOwn(name: string): boolean {
    return this.#workload !== undefined && splitWorkloadKey(this.#workload).workload === name;
  }

  /** The least count of own copies in a domain that has an open node; 0 without any. */
  least(by: string): number {
    const own = this.own();
    const domains = new Set(this.open.map((info) => domainOf(info, by)));
    const counts = [...domains].map((domain) => countIn(own, by, domain));
    return counts.length === 0 ? 0 : Math.min(...counts);
  }

  #of(key: WorkloadKey): NodeInfo[] {
    const found: NodeInfo[] = [];
    for (const { node, desired } of this.#view.workloads.get(key)?.placements.values() ?? []) {
      const info = this.#view.nodes.get(node)?.info;
      if (desired === 'running' && info) found.push(info);
    }
    return found;
  }
}

export function countIn(infos: readonly NodeInfo[], by: string, domain: string | undefined): number {
  return domain === undefined ? 0 : infos.filter((info) => domainOf(info, by) === domain).length;
}
