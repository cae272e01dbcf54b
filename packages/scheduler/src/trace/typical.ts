import type { ExpectedTask } from '../engine/policy.js';
import type { TraceModel } from './replay.js';
import type { TraceTask } from './trace.js';

/** What a task that asks for no cpu counts as. */
const LEAST_CPU_MILLIS = 100;
const COVERED = 0.95;

/** The most frequent sorts of tasks (memory aside) until they are 95 % of all, with their shares of those. */
export function typicalTasks(model: TraceModel): ExpectedTask[] {
  const sorts = new Map<string, Sort>();
  for (const each of model.tasks) {
    const task = { ...each, cpuMillis: each.cpuMillis || LEAST_CPU_MILLIS, memoryMiB: 0 };
    const key = JSON.stringify(task);
    const known = sorts.get(key);
    if (known) known.count++;
    else sorts.set(key, { task, count: 1 });
  }
  const typical: Sort[] = [];
  let covered = 0;
  for (const sort of [...sorts.values()].sort(byFrequency)) {
    if (covered >= COVERED * model.tasks.length) break;
    typical.push(sort);
    covered += sort.count;
  }
  const all = model.tasks.length;
  // Two divisions, as in the published runs: whole-number scores turn on the last bit.
  return typical.map(({ task, count }) => ({
    ...model.classFor(task),
    share: count / all / (covered / all),
  }));
}

type Sort = { readonly task: TraceTask; count: number };

/** Ties go to the larger cpu, share, count of devices, and list of models. */
function byFrequency(a: Sort, b: Sort): number {
  return (
    b.count - a.count ||
    b.task.cpuMillis - a.task.cpuMillis ||
    b.task.milli - a.task.milli ||
    b.task.devices - a.task.devices ||
    (a.task.models.join('|') < b.task.models.join('|') ? 1 : -1)
  );
}
