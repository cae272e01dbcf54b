/** What a phase of a measurement costs a process: CPU time, and the most memory that it ever had. */
import { cpuSecondsOf, peakMemoryOf } from '../process-figures.js';

export type Costs = { readonly cpuSeconds: number; readonly peakMiB: number };

export async function costsOf<Result>(
  pid: number,
  phase: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly costs: Costs }> {
  const before = await cpuSecondsOf(pid);
  const result = await phase();
  const cpuSeconds = (await cpuSecondsOf(pid)) - before;
  return { result, costs: { cpuSeconds, peakMiB: await peakMemoryOf(pid) } };
}
