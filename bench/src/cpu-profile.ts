/** Where a process spends its time: a sampling profile, added up by package. */
import { readFile } from 'node:fs/promises';
import type { Profiler } from 'node:inspector';
import { Session } from 'node:inspector/promises';
import { sum } from './report.js';

export type Share = { readonly where: string; readonly percent: number };

/** Shares below this many percent are added up as "other". */
const LEAST_PERCENT = 1;
const HOTTEST = 20;

export type Times = {
  /** Self time by package, largest first; the rest as "other". */
  readonly packages: readonly Share[];
  /** The functions that took longest by themselves. */
  readonly functions: readonly Share[];
};

/** Where the time goes while `work` runs. */
export async function profiled<Result>(
  work: () => Promise<Result>,
): Promise<{ result: Result; times: Times }> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.start');
    const result = await work();
    const { profile } = await session.post('Profiler.stop');
    return { result, times: timesOf(profile) };
  } finally {
    session.disconnect();
  }
}

/** On the clock of `process.hrtime`, microseconds. */
export type Window = { readonly fromUs: number; readonly toUs: number };

/** Of a profile that a process has left (`--cpu-prof`), what lies in the window. */
export async function timesOfFile(path: string, { fromUs, toUs }: Window): Promise<Times> {
  const profile = JSON.parse(await readFile(path, 'utf8')) as Profiler.Profile;
  const { samples = [], timeDeltas = [] } = profile;
  const kept: { readonly sample: number; readonly delta: number }[] = [];
  let atUs = profile.startTime;
  samples.forEach((sample, at) => {
    const delta = timeDeltas[at] ?? 0;
    atUs += delta;
    if (atUs >= fromUs && atUs <= toUs) kept.push({ sample, delta });
  });
  return timesOf({
    ...profile,
    samples: kept.map(({ sample }) => sample),
    timeDeltas: kept.map(({ delta }) => delta),
  });
}

function timesOf(profile: Profiler.Profile): Times {
  const functions = sharesOf(profile, functionOf).slice(0, HOTTEST);
  return { packages: withOther(sharesOf(profile, placeOf)), functions };
}

type Frame = Profiler.ProfileNode['callFrame'];

function sharesOf(profile: Profiler.Profile, nameOf: (frame: Frame) => string): Share[] {
  const { nodes, samples = [], timeDeltas = [] } = profile;
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const times = new Map<string, number>();
  let total = 0;
  samples.forEach((id, at) => {
    const time = Math.max(0, timeDeltas[at] ?? 0);
    const where = names.get(id) ?? 'unknown';
    total += time;
    times.set(where, (times.get(where) ?? 0) + time);
  });
  const shares = [...times].map(([where, time]) => ({ where, percent: (100 * time) / total }));
  return shares.sort((a, b) => b.percent - a.percent);
}

function withOther(shares: readonly Share[]): Share[] {
  const named = shares.filter(({ percent }) => percent >= LEAST_PERCENT);
  const rest = 100 - sum(named.map(({ percent }) => percent));
  return [...named, { where: 'other', percent: Math.max(0, rest) }];
}

function functionOf({ url, functionName, lineNumber }: Frame): string {
  const file = /[^/]+\/[^/]+\/[^/]+$/.exec(url)?.[0] ?? url;
  return `${functionName || 'anonymous'} ${file && `${file}:${lineNumber + 1}`}`.trim();
}

function placeOf({ url, functionName }: Frame): string {
  const library = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (library) return library;
  const ours = /\/([a-z]+)\/dist\//.exec(url)?.[1];
  if (ours) return ours;
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (functionName === '(idle)') return 'waiting (disk, timers)';
  // What protobufjs compiles at run time comes from no file.
  if (/\$(encode|decode|verify|fromObject|toObject)$/.test(functionName)) return 'protobufjs';
  return 'Node.js, V8, system';
}
