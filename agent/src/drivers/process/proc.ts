/** What /proc says of processes and of this boot. */
import { readdir, readFile } from 'node:fs/promises';

/** USER_HZ, which Linux promises to programs on every architecture. */
export const TICKS_PER_SECOND = 100;

export type ProcStat = {
  /** "R", "S", "Z", ... */
  readonly state: string;
  readonly group: number;
  /** Clock ticks after boot: together with pid and boot id, the identity of a process. */
  readonly startTicks: number;
};

export async function procStat(pid: number): Promise<ProcStat | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The name in parentheses may hold anything, also spaces and parentheses.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  if (!fields || fields.length < 20) return undefined;
  return { state: fields[0] ?? '', group: Number(fields[2]), startTicks: Number(fields[19]) };
}

export async function bootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
}

/** Seconds since boot, the clock that fences are written in. */
export async function uptimeSeconds(): Promise<number> {
  return Number((await readFile('/proc/uptime', 'utf8')).split(' ')[0]);
}

/** What a supervisor runs in its foreground; its group where a sandbox stands between, which hears nothing. */
export async function programsOf(supervisor: number): Promise<number[]> {
  const path = `/proc/${supervisor}/task/${supervisor}/children`;
  const children = (await readFile(path, 'utf8').catch(() => '')).split(' ').map(Number).filter(Boolean);
  const names = await Promise.all(
    children.map((pid) => readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')),
  );
  const hidden = children.length === 0 || names.some((name) => name.trim() === 'bwrap');
  return hidden ? [-supervisor] : children;
}

/** Live members of a process group. Reads all of /proc: for ends, not for heartbeats. */
export async function groupMembers(group: number): Promise<number[]> {
  const pids = await allProcesses();
  const stats = await Promise.all(pids.map(async (pid) => ({ pid, stat: await procStat(pid) })));
  return stats.filter(({ stat }) => stat?.group === group && stat.state !== 'Z').map(({ pid }) => pid);
}

/** Live processes that were started with this entry ("NAME=value") in their environment. Reads all of /proc. */
export async function processesWith(entry: string): Promise<number[]> {
  const found: number[] = [];
  for (const pid of await allProcesses()) {
    if ((await startedWith(pid, entry)) && (await procStat(pid))?.state !== 'Z') found.push(pid);
  }
  return found;
}

/** Processes of this host that were started with an entry in their environment that begins so. */
export async function processesLike(beginning: string): Promise<number[]> {
  const found: number[] = [];
  for (const pid of await allProcesses()) {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (environment.split('\0').some((entry) => entry.startsWith(beginning))) found.push(pid);
  }
  return found;
}

export async function startedWith(pid: number, entry: string): Promise<boolean> {
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  return environment.split('\0').includes(entry);
}

export async function allProcesses(): Promise<number[]> {
  return (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
}

/** Sends a signal to a process, or to a group as -pgid; false when there is none. */
export function sendSignal(target: number, signal: NodeJS.Signals | number): boolean {
  try {
    return process.kill(target, signal);
  } catch {
    return false;
  }
}
