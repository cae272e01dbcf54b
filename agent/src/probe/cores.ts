/** Cores of this host: which ones its agent may use, on which NUMA node each is, and which the operator gives out whole. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BerthError, coreDevice, type Device } from '@berth/core';

export type HostCore = { readonly number: number; readonly numaNode?: number };

const NODES = '/sys/devices/system/node';

/** Those that the kernel lets this process run on, the lowest number first. */
export async function probeCores(): Promise<readonly HostCore[]> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const allowed = parseCoreList(/^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? '') ?? [];
  const numaNodes = new Map<number, number>();
  for (const name of await readdir(NODES).catch(() => [])) {
    const numaNode = /^node(\d+)$/.exec(name)?.[1];
    if (numaNode === undefined) continue;
    const list = await readFile(join(NODES, name, 'cpulist'), 'utf8').catch(() => '');
    for (const core of parseCoreList(list.trim()) ?? []) numaNodes.set(core, Number(numaNode));
  }
  return allowed.map((number) => {
    const numaNode = numaNodes.get(number);
    return { number, ...(numaNode !== undefined && { numaNode }) };
  });
}

/** Cores as devices, in the order of their numbers. */
export function exclusiveCores(text: string, found: readonly HostCore[]): Device[] {
  if (text === '') return [];
  const refuse = (why: string): never => {
    throw new BerthError('invalid_request', `--exclusive-cores "${text}": ${why}`);
  };
  const numbers = parseCoreList(text) ?? refuse('write numbers of cores, e.g. 2-3 or 2,5-7');
  return numbers.map((number) => {
    const core = found.find((one) => one.number === number);
    if (!core) refuse(`there is no core ${number} that this agent may use; there are ${listOf(found)}`);
    return coreDevice(number, core?.numaNode);
  });
}

/** "0-2,5" -> 0, 1, 2, 5: the kernel's form of sets of cores. Sorted, each once; undefined when it is none. */
export function parseCoreList(text: string): number[] | undefined {
  const numbers = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part);
    if (!match) return undefined;
    const [first, last] = [Number(match[1]), Number(match[2] ?? match[1])];
    if (last < first) return undefined;
    for (let number = first; number <= last; number++) numbers.add(number);
  }
  return [...numbers].sort((a, b) => a - b);
}

function listOf(cores: readonly HostCore[]): string {
  return cores.map(({ number }) => number).join(',');
}
