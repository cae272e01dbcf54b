/** Which tasks of a trace to expect: the most frequent ones until they are 95 % of all. */
import type { ExpectedTask } from '../engine/policy.js';
import { mostFrequent, type Sort } from '../outlook/mix.js';
import type { TraceTask } from './trace.js';
import type { TraceModel } from './trace-model.js';

/** What a task that asks for no cpu counts as, among typical tasks. */
const LEAST_CPU_MILLIS = 100;

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
