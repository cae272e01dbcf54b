/** What this host is: asked once, at start. Facts that change are read from /proc (usage.ts). */
import { statfs } from 'node:fs/promises';
import { arch, availableParallelism, hostname, release, totalmem } from 'node:os';
import { type HostCore, probeCores } from './cores.js';

export type HostFacts = {
  readonly cpuMillis: number;
  readonly memoryMiB: number;
  /** Free on the file system of the data folder. */
  readonly diskMiB: number;
  readonly arch: string;
  readonly cores: readonly HostCore[];
  readonly attributes: Readonly<Record<string, string>>;
};

export async function probeHost(folder: string): Promise<HostFacts> {
  const disk = await statfs(folder);
  return {
    cpuMillis: availableParallelism() * 1000,
    memoryMiB: Math.floor(totalmem() / 2 ** 20),
    diskMiB: Math.floor((Number(disk.bavail) * Number(disk.bsize)) / 2 ** 20),
    arch: arch(),
    cores: await probeCores(),
    attributes: { hostname: hostname(), kernel: release(), ...(await describeHost()) },
  };
}

/** Model, distribution, virtualisation. Loaded on demand: the library is large, and needed this once. */
async function describeHost(): Promise<Record<string, string>> {
  const { default: information } = await import('systeminformation');
  const [cpu, os] = await Promise.all([information.cpu(), information.osInfo()]);
  const facts: Record<string, string> = {
    'cpu.model': `${cpu.manufacturer} ${cpu.brand}`.trim(),
    'cpu.cores': String(cpu.physicalCores),
    'os.name': `${os.distro} ${os.release}`.trim(),
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== '' && value !== '0'));
}
