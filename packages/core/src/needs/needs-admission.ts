/** What needs a stack may not ask for, and what others need of what is to go. */
import { splitWorkloadKey, type WorkloadKey, workloadKey } from '../basics/ids.js';
import { LIMITS } from '../basics/limits.js';
import { endOf } from '../dispatches/runs.js';
import type { StackSpec } from '../model/model.js';
import type { ClusterState } from '../state/state.js';

/** One line for people, or undefined. Those of other stacks need not be there yet. */
export function wrongNeeds(state: ClusterState, spec: StackSpec): string | undefined {
  const own = new Map<WorkloadKey, readonly WorkloadKey[]>();
  for (const [name, { needs = [] }] of Object.entries(spec.workloads)) {
    if (needs.length > LIMITS.needsPerWorkload)
      return `workload "${name}" needs ${needs.length} others: at most ${LIMITS.needsPerWorkload} are taken`;
    own.set(
      workloadKey(spec.stack, name),
      needs.map(({ workload }) => workload),
    );
  }
  for (const [key, needs] of own) {
    const lost = needs.find((need) => splitWorkloadKey(need).stack === spec.stack && !own.has(need));
    if (lost) return `${key} needs ${lost}, which the stack does not have: add it, or take the need out`;
  }
  const cycle = cycleOf(own.keys(), (key) => own.get(key) ?? needsOf(state, spec.stack, key));
  return cycle && `needs go in a circle: ${cycle.join(' -> ')}; take one of them out`;
}

/** Of another stack, as it is. */
function needsOf({ workloads }: ClusterState, stack: string, key: WorkloadKey): readonly WorkloadKey[] {
  const workload = workloads.get(key);
  if (!workload || workload.deleted || splitWorkloadKey(key).stack === stack) return [];
  return (workload.spec.needs ?? []).map((need) => need.workload);
}

/** The way from a workload back to itself, each of them once more at its end; undefined where there is none. */
export function cycleOf<Key>(
  starts: Iterable<Key>,
  needsOf: (key: Key) => readonly Key[],
): Key[] | undefined {
  const done = new Set<Key>();
  for (const start of starts) {
    const way: { readonly key: Key; readonly rest: Key[] }[] = [];
    const enter = (key: Key) => way.push({ key, rest: [...needsOf(key)].reverse() });
    if (!done.has(start)) enter(start);
    while (way.length > 0) {
      const here = way.at(-1) as (typeof way)[number];
      const next = here.rest.pop();
      if (next === undefined) {
        done.add(here.key);
        way.pop();
        continue;
      }
      const at = way.findIndex(({ key }) => key === next);
      if (at >= 0) return [...way.slice(at).map(({ key }) => key), next];
      if (!done.has(next)) enter(next);
    }
  }
  return undefined;
}

/** Who of other stacks needs one of these: "shop/api needs infra/db", and how many more do. Undefined when nobody does. */
export function neededByOthers(
  { dependants, workloads }: ClusterState,
  stack: string,
  keys: Iterable<WorkloadKey>,
): string | undefined {
  const found: string[] = [];
  for (const key of keys) {
    if (!workloads.has(key)) continue;
    for (const other of dependants.of(key)) {
      const dependant = workloads.get(other);
      if (splitWorkloadKey(other).stack === stack || dependant?.deleted) continue;
      if (dependant && endOf(dependant)) continue;
      found.push(`${other} needs ${key}`);
    }
  }
  const more = found.length - 3;
  if (found.length === 0) return undefined;
  return `${found.slice(0, 3).join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}
