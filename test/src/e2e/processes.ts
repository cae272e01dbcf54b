/** What runs on this machine, read from /proc. */
import { readdir, readFile, readlink } from 'node:fs/promises';

/** Live processes whose environment or command names a text, such as the folder of a test. */
export async function processesOf(text: string): Promise<number[]> {
  const pids: number[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry) || Number(entry) === process.pid) continue;
    if ((await names(entry, 'environ', text)) || (await names(entry, 'cmdline', text)))
      pids.push(Number(entry));
  }
  return pids;
}

async function names(pid: string, file: 'environ' | 'cmdline', text: string): Promise<boolean> {
  return (await readFile(`/proc/${pid}/${file}`, 'latin1').catch(() => '')).includes(text);
}

/** A process that has ended and is only waited for is not alive. */
export async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return stat !== undefined && !stat.slice(stat.lastIndexOf(')')).startsWith(') Z');
}

export type RunningProcess = {
  readonly pid: number;
  /** Clock ticks since the kernel started: with the pid, no other process is the same. */
  readonly startTicks: string;
  readonly environ: string;
  readonly command: string;
};

/** All of the PID namespace that this process is in. */
export async function processesBeside(pid: number): Promise<RunningProcess[]> {
  const namespace = await readlink(`/proc/${pid}/ns/pid`);
  const found: RunningProcess[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    if ((await readlink(`/proc/${entry}/ns/pid`).catch(() => '')) !== namespace) continue;
    const [stat, environ, command] = await Promise.all(
      ['stat', 'environ', 'cmdline'].map((file) =>
        readFile(`/proc/${entry}/${file}`, 'latin1').catch(() => ''),
      ),
    );
    const startTicks = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
    if (startTicks !== '')
      found.push({ pid: Number(entry), startTicks, environ: environ ?? '', command: command ?? '' });
  }
  return found;
}
