/** What runs on this machine, read from /proc. */
import { readdir, readFile } from 'node:fs/promises';

/** Live processes whose environment or command names a text, such as the folder of a test. */
export async function processesOf(text: string): Promise<number[]> {
  const pids: number[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry) || Number(entry) === process.pid) continue;
    const environ = await readFile(`/proc/${entry}/environ`, 'latin1').catch(() => '');
    const command = await readFile(`/proc/${entry}/cmdline`, 'latin1').catch(() => '');
    if (environ.includes(text) || command.includes(text)) pids.push(Number(entry));
  }
  return pids;
}

/** A process that has ended and is only waited for is not alive. */
export async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return stat !== undefined && !stat.slice(stat.lastIndexOf(')')).startsWith(') Z');
}
