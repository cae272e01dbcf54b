/**
 * Who needs whom, from the specs of all workloads, those that are on their way out as well. Derived, and kept beside the
 * state: never stored, never compared.
 */
import type { WorkloadKey } from '../basics/ids.js';
import type { Need } from '../model/model.js';

export class Dependants {
  readonly #needs = new Map<WorkloadKey, readonly WorkloadKey[]>();
  readonly #dependants = new Map<WorkloadKey, Set<WorkloadKey>>();

  /** What a workload needs from now on; nothing when it is gone. */
  set(workload: WorkloadKey, needs: readonly Need[] = []): void {
    for (const need of this.#needs.get(workload) ?? []) {
      const dependants = this.#dependants.get(need);
      dependants?.delete(workload);
      if (dependants?.size === 0) this.#dependants.delete(need);
    }
    if (needs.length === 0) {
      this.#needs.delete(workload);
      return;
    }
    const keys = needs.map((need) => need.workload);
    this.#needs.set(workload, keys);
    for (const need of keys) {
      const dependants = this.#dependants.get(need);
      if (dependants) dependants.add(workload);
      else this.#dependants.set(need, new Set([workload]));
    }
  }

  /** Those that need it, whether it is there or not. In the order in which they came to. */
  of(workload: WorkloadKey): Iterable<WorkloadKey> {
    return this.#dependants.get(workload) ?? NOBODY;
  }

  copy(): Dependants {
    const copy = new Dependants();
    for (const [workload, keys] of this.#needs) copy.set(workload, asNeeds(keys));
    return copy;
  }
}

const NOBODY: readonly WorkloadKey[] = [];

function asNeeds(keys: readonly WorkloadKey[]): Need[] {
  return keys.map((workload) => ({ workload }));
}
