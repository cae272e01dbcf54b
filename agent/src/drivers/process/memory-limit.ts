/**
 * Changes the limit of memory of a control group with something in it. Version 1 refuses a limit below what is in use, and
 * cannot be freed, by itself; version 2 would kill for it, so that it is asked to free first.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BerthError } from '@berth/core';

const MIB = 2 ** 20;

/** `memoryMiB` 0 = none. Throws "conflict" when more is in use, and leaves the limit as it was. */
export async function changeMemoryLimit(folder: string, version: 1 | 2, memoryMiB: number): Promise<void> {
  if (version === 2) await changeVersion2(folder, memoryMiB);
  else await changeVersion1(folder, memoryMiB);
}

const V1 = { memory: 'memory.limit_in_bytes', both: 'memory.memsw.limit_in_bytes' } as const;

/** Memory with swap is never less than memory alone: the order depends on the direction. */
async function changeVersion1(folder: string, memoryMiB: number): Promise<void> {
  const limit = memoryMiB > 0 ? String(memoryMiB * MIB) : '-1';
  const before = (await readFile(join(folder, V1.memory), 'utf8')).trim();
  const grows = memoryMiB === 0 || memoryMiB * MIB > Number(before);
  const [first, second] = grows ? ([V1.both, V1.memory] as const) : ([V1.memory, V1.both] as const);
  try {
    await set(folder, first, limit);
    await set(folder, second, limit);
  } catch (thrown) {
    await set(folder, first, before).catch(() => undefined);
    throw inUse(memoryMiB, thrown);
  }
}

/** Hosts without accounting of swap have no such file. */
async function set(folder: string, file: string, value: string): Promise<void> {
  await writeFile(join(folder, file), value, { flag: 'r+' }).catch((thrown: { code?: string }) => {
    if (file !== V1.both || thrown.code !== 'ENOENT') throw thrown;
  });
}

async function changeVersion2(folder: string, memoryMiB: number): Promise<void> {
  const limit = memoryMiB > 0 ? String(memoryMiB * MIB) : 'max';
  if (memoryMiB > 0) {
    // The kernel frees what it can before this returns, and kills nobody.
    await writeFile(join(folder, 'memory.high'), limit);
    const used = Number(await readFile(join(folder, 'memory.current'), 'utf8'));
    await writeFile(join(folder, 'memory.high'), 'max');
    if (used > memoryMiB * MIB) throw inUse(memoryMiB);
  }
  await writeFile(join(folder, 'memory.max'), limit);
}

function inUse(memoryMiB: number, cause?: unknown): BerthError {
  const message = `memory cannot be lowered to ${memoryMiB}Mi while it runs: more is in use`;
  return new BerthError('conflict', message, { cause });
}
