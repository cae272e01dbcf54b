/** What this host is: asked once, at start. Facts that change are read from /proc (usage.ts). */
import { readdir, readFile, statfs } from 'node:fs/promises';
import { arch, availableParallelism, cpus, hostname, release, totalmem } from 'node:os';
import { join } from 'node:path';
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

/** Model, cores and distribution, as this host's files say: a program for each would cost more than the rest of the start. */
async function describeHost(): Promise<Record<string, string>> {
  const facts: Record<string, string> = {
    'cpu.model': cpuModel(cpus()[0]?.model ?? ''),
    'cpu.cores': String(await physicalCores()),
    'os.name': osName(await readFile('/etc/os-release', 'utf8').catch(() => '')),
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== '' && value !== '0'));
}

/** "Intel(R) Xeon(R) CPU @ 2.20GHz" -> "Intel Xeon CPU". */
export function cpuModel(text: string): string {
  const [model = ''] = text.split('@');
  const plain = model
    .replace(/\((R|TM)\)/gi, '')
    .replace(/\s+/g, ' ')
    .trim();
  return plain === 'unknown' ? '' : plain;
}

/** Of /etc/os-release: "Debian GNU/Linux 12". */
export function osName(text: string): string {
  const value = (key: string) => new RegExp(`^${key}=(["']?)(.*)\\1$`, 'm').exec(text)?.[2] ?? '';
  return `${value('NAME')} ${value('VERSION_ID')}`.trim();
}

const CPUS = '/sys/devices/system/cpu';

/** Threads of one core name the same siblings. */
async function physicalCores(): Promise<number> {
  const names = (await readdir(CPUS).catch(() => [])).filter((name) => /^cpu\d+$/.test(name));
  const siblings = await Promise.all(
    names.map((name) =>
      readFile(join(CPUS, name, 'topology', 'thread_siblings_list'), 'utf8').catch(() => ''),
    ),
  );
  return new Set(siblings.filter((list) => list !== '')).size;
}
