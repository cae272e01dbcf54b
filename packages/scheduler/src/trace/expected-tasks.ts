/** Which tasks of a trace to expect: the most frequent ones until they are 95 % of all. */
import type { ExpectedTask } from '../engine/policy.js';
import type { TraceTask } from './trace.js';
import type { TraceModel } from './trace-model.js';

const COVERED = 0.95;
/** What a task that asks for no cpu counts as, among typical tasks. */
const LEAST_CPU_MILLIS = 100;

type Sort<Item> = { readonly item: Item; readonly count: number };

/** The most frequent of sorts that are in order, until they cover enough of `all`; and how many they cover. */
function mostFrequent<Item>(
  sorts: readonly Sort<Item>[],
  all: number,
): { kept: Sort<Item>[]; covered: number } {
  const kept: Sort<Item>[] = [];
  let covered = 0;
  for (const sort of sorts) {
    if (covered >= COVERED * all) break;
    kept.push(sort);
    covered += sort.count;
  }
  return { kept, covered };
}

/** Classes of the model (their numbers), with their shares of those that are expected. */
export function expectedClasses(model: TraceModel): { readonly of: number; readonly task: ExpectedTask }[] {
  const sorts = model.classes
    .map((_, of) => ({ item: of, count: model.classCounts[of] as number }))
    .sort((a, b) => b.count - a.count || a.item - b.item);
  const { kept, covered } = mostFrequent(sorts, model.tasks.length);
  return kept.map(({ item: of, count }) => ({
    of,
    task: { ...(model.classes[of] as (typeof model.classes)[number]), share: count / covered },
  }));
}

/** Typical tasks as fragmentation gradient descent wants them: memory aside, and with its own order of equal counts. */
export function typicalTasks(model: TraceModel): ExpectedTask[] {
  const counts = new Map<string, { item: TraceTask; count: number }>();
  for (const each of model.tasks) {
    const item = { ...each, cpuMillis: each.cpuMillis || LEAST_CPU_MILLIS, memoryMiB: 0 };
    const key = JSON.stringify(item);
    const known = counts.get(key);
    if (known) known.count++;
    else counts.set(key, { item, count: 1 });
  }
  const all = model.tasks.length;
  const { kept, covered } = mostFrequent([...counts.values()].sort(byFrequency), all);
  // Two divisions, as in the published runs: whole-number scores turn on the last bit.
  return kept.map(({ item, count }) => ({ ...model.classFor(item), share: count / all / (covered / all) }));
}

/** Ties go to the larger cpu, share, count of devices, and list of models. */
function byFrequency(a: Sort<TraceTask>, b: Sort<TraceTask>): number {
  return (
    b.count - a.count ||
    b.item.cpuMillis - a.item.cpuMillis ||
    b.item.milli - a.item.milli ||
    b.item.devices - a.item.devices ||
    (a.item.models.join('|') < b.item.models.join('|') ? 1 : -1)
  );
}
