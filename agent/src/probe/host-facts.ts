/** What this host is: asked once, at start. Facts that change are read from /proc (usage.ts). */
import { readFile, statfs } from 'node:fs/promises';
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

/** Model, cores and distribution. The library is large and starts programs: loaded on demand, and asked this once. */
async function describeHost(): Promise<Record<string, string>> {
  const { default: information } = await import('systeminformation');
  const cpu = await information.cpu();
  const facts: Record<string, string> = {
    'cpu.model': `${cpu.manufacturer} ${cpu.brand}`.trim(),
    'cpu.cores': String(cpu.physicalCores),
    'os.name': osName(await readFile('/etc/os-release', 'utf8').catch(() => '')),
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== '' && value !== '0'));
}

/** Of /etc/os-release: "Debian GNU/Linux 12". */
export function osName(text: string): string {
  const value = (key: string) => new RegExp(`^${key}=(["']?)(.*)\\1$`, 'm').exec(text)?.[2] ?? '';
  return `${value('NAME')} ${value('VERSION_ID')}`.trim();
}
