/** What Linux says about a process. */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';

export type Memory = {
  /** Every page that it has in memory, MiB. */
  readonly residentMiB: number;
  /** Pages that it shares with others count in part: what would be free without it, MiB. */
  readonly proportionalMiB: number;
};

export async function memoryOf(pid: number): Promise<Memory> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  const mebibytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? Number.NaN) / 1024;
  return { residentMiB: mebibytes('Rss'), proportionalMiB: mebibytes('Pss') };
}

/** CPU time of all its threads, seconds. */
export async function cpuSecondsOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond();
}

function ticksPerSecond(): number {
  return Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
}

/** What it has caused to be written to block devices, bytes; the kernel counts a page when it becomes dirty. */
export async function writtenBytesOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/io`, 'utf8');
  return Number(/^write_bytes: (\d+)$/m.exec(text)?.[1] ?? Number.NaN);
}

/** What all block devices of this machine have written, bytes: partitions are parts of disks, and not counted again. */
export async function deviceWrittenBytes(): Promise<number> {
  const text = await readFile('/proc/diskstats', 'utf8');
  let sectors = 0;
  for (const line of text.split('\n')) {
    const [, , name = '', , , , , , , written = ''] = line.trim().split(/\s+/);
    if (/^(sd[a-z]+|vd[a-z]+|xvd[a-z]+|nvme\d+n\d+|mmcblk\d+)$/.test(name)) sectors += Number(written);
  }
  return sectors * SECTOR_BYTES;
}

const SECTOR_BYTES = 512;
/** The most that was resident since it began, MiB. */
export async function peakMemoryOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(text)?.[1] ?? Number.NaN) / 1024;
}
