/** Where a process spends its time: a sampling profile, added up by package. */
import type { Profiler } from 'node:inspector';
import { Session } from 'node:inspector/promises';

export type Share = { readonly where: string; readonly percent: number };

/** Shares below this many percent are added up as "other". */
const LEAST_PERCENT = 1;

/** Self time by package while `work` runs, largest first; the rest as "other" and "idle". */
export async function profiled<Result>(
  work: () => Promise<Result>,
): Promise<{ result: Result; shares: Share[] }> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.start');
    const result = await work();
    const { profile } = await session.post('Profiler.stop');
    return { result, shares: sharesOf(profile) };
  } finally {
    session.disconnect();
  }
}

function sharesOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Share[] {
  const places = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]));
  const times = new Map<string, number>();
  let total = 0;
  samples.forEach((id, at) => {
    const time = Math.max(0, timeDeltas[at] ?? 0);
    const where = places.get(id) ?? 'other';
    total += time;
    times.set(where, (times.get(where) ?? 0) + time);
  });
  const all = [...times].map(([where, time]) => ({ where, percent: (100 * time) / total }));
  const named = all.filter(({ where, percent }) => percent >= LEAST_PERCENT && where !== 'other');
  const rest = 100 - named.reduce((sum, { percent }) => sum + percent, 0);
  return [...named.sort((a, b) => b.percent - a.percent), { where: 'other', percent: Math.max(0, rest) }];
}

function placeOf({ url, functionName }: Profiler.ProfileNode['callFrame']): string {
  const library = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (library) return library;
  const ours = /\/([a-z]+)\/dist\//.exec(url)?.[1];
  if (ours) return ours;
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (functionName === '(idle)') return 'idle (disk, timers)';
  if (url.startsWith('node:') || functionName === '(program)') return 'Node.js';
  return 'other';
}
