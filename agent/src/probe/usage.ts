/** What the host uses, from /proc: cheap enough for every heartbeat. */
import { readFileSync } from 'node:fs';
import type { Usage } from '@berth/core';

/** Changes smaller than these are not worth the bytes on a metered link. */
const CPU_STEP_MILLIS = 200;
const MEMORY_STEP_MIB = 128;

type CpuTicks = { readonly busy: number; readonly total: number };

/** A function that gives the usage since it was called before, or undefined when that hardly changed. */
export function usageMeter(cpuMillis: number): () => Usage | undefined {
  let ticks = readTicks();
  let told: Usage | undefined;
  return () => {
    const now = readTicks();
    const total = now.total - ticks.total;
    const share = total > 0 ? (now.busy - ticks.busy) / total : 0;
    ticks = now;
    const usage = { cpuMillis: Math.round(share * cpuMillis), memoryMiB: readMemoryMiB() };
    if (told && !differs(told, usage)) return undefined;
    told = usage;
    return usage;
  };
}

/** The same with lines about what goes on, and what volumes hold: these are worth telling whenever they change. */
export function usageWithNotes(
  measure: () => Usage | undefined,
  notes: () => readonly string[],
  volumes: () => Readonly<Record<string, number>> = () => ({}),
): () => Usage | undefined {
  let usage: Usage | undefined;
  let told = '{}';
  return () => {
    const measured = measure();
    usage = measured ?? usage;
    const lines = notes();
    const used = volumes();
    const hasVolumes = Object.keys(used).length > 0;
    const text = [...lines, JSON.stringify(used)].join('\n');
    if (!usage || (!measured && text === told)) return undefined;
    told = text;
    return { ...usage, ...(lines.length > 0 && { notes: lines }), ...(hasVolumes && { volumes: used }) };
  };
}

function differs(a: Usage, b: Usage): boolean {
  return (
    Math.abs(a.cpuMillis - b.cpuMillis) >= CPU_STEP_MILLIS ||
    Math.abs(a.memoryMiB - b.memoryMiB) >= MEMORY_STEP_MIB
  );
}

/** First line of /proc/stat: user nice system idle iowait irq softirq steal. */
function readTicks(): CpuTicks {
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] =
    readFileSync('/proc/stat', 'utf8').split('\n', 1).join('').split(/\s+/).slice(1).map(Number);
  const busy = user + nice + system + irq + softirq + steal;
  return { busy, total: busy + idle + iowait };
}

function readMemoryMiB(): number {
  const text = readFileSync('/proc/meminfo', 'utf8');
  const of = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);
  return Math.round((of('MemTotal') - of('MemAvailable')) / 1024);
}
