/**
 * Where the files of copies stand: in memory where the host has a place for that, because they may hold secrets; beside the
 * runs otherwise. A copy may read its folder and not change it, where it has a user of its own.
 *
 *   ROOT/PLACEMENT/           the agent's and the copy's user only
 *   ROOT/PLACEMENT/files/     what the copy sees
 */
import { constants } from 'node:fs';
import { lstat, mkdir, open, rm, rmdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlacementId, RunSpec } from '@berth/core';
import { readOwn, replaceOwn } from '../drivers/process/own-files.js';
import { readBeneath, removeOthers, writeBeneath } from './beneath.js';

const PLACES = ['/run', '/dev/shm'] as const;
const TMPFS = 0x01021994;

type Files = ReadonlyMap<string, { readonly data: Buffer; readonly mode: number }>;

export class RunFolders {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** `group`: unique on this host. */
  static async open(group: string, otherwise: string): Promise<RunFolders> {
    const places = process.getuid?.() === 0 ? PLACES : [];
    for (const place of places) {
      const root = join(place, `berth-files-${group.replaceAll('/', '-')}`);
      try {
        if ((await statfs(place)).type !== TMPFS) continue;
        await mkdir(root, { recursive: true, mode: 0o711 });
        return new RunFolders(root);
      } catch {
        // Not here.
      }
    }
    await mkdir(otherwise, { recursive: true, mode: 0o711 });
    return new RunFolders(otherwise);
  }

  /** What the copy sees. */
  folder(placement: PlacementId): string {
    return join(this.#above(placement), 'files');
  }

  /** Paths of those that are not there as they should be. */
  async differing(placement: PlacementId, files: Files): Promise<string[]> {
    const folder = this.folder(placement);
    const differing: string[] = [];
    for (const [path, { data, mode }] of files) {
      const there = await readBeneath(folder, path).catch(() => undefined);
      if (there?.mode !== mode || !there.data.equals(data)) differing.push(path);
    }
    return differing;
  }

  /** All of them, and no others. `owner`: who may read them; undefined: the agent's own user. */
  async write(placement: PlacementId, files: Files, owner: number | undefined): Promise<void> {
    const folder = this.folder(placement);
    await make(this.#above(placement), owner === undefined ? 0o700 : 0o750, owner);
    await make(folder, 0o755, owner);
    for (const path of await this.differing(placement, files)) {
      const { data, mode } = files.get(path) as { data: Buffer; mode: number };
      await writeBeneath(folder, path, data, { mode, owner });
    }
    await removeOthers(folder, [...files.keys()]);
  }

  /** Signals that are owed to the run, noted before its files change: an agent that dies in between makes up for it. */
  async owe(placement: PlacementId, signals: readonly string[]): Promise<void> {
    if (signals.length > 0) await replaceOwn(this.#owed(placement), signals.join('\n'));
  }

  async owed(placement: PlacementId): Promise<string[]> {
    return ((await readOwn(this.#owed(placement))) ?? '').split('\n').filter((signal) => signal !== '');
  }

  async paid(placement: PlacementId): Promise<void> {
    await rm(this.#owed(placement), { force: true });
  }

  /** The user that its files belong to by now; undefined when nothing is there, or they are the agent's. */
  async ownerOf(placement: PlacementId): Promise<number | undefined> {
    const gid = (await lstat(this.folder(placement)).catch(() => undefined))?.gid;
    return gid === process.getgid?.() ? undefined : gid;
  }

  async remove(placement: PlacementId): Promise<void> {
    await rm(this.#above(placement), { recursive: true, force: true, maxRetries: 3 });
  }

  /** Leaves what is in use. */
  async close(): Promise<void> {
    await rmdir(this.#root).catch(() => undefined);
  }

  #owed(placement: PlacementId): string {
    return join(this.#above(placement), 'owed');
  }

  #above(placement: PlacementId): string {
    return join(this.#root, placement.replaceAll('/', '~'));
  }
}

/** The signals that a run is owed for files that changed. */
export function signalsFor(files: RunSpec['files'], changed: readonly string[]): string[] {
  const signals = changed.flatMap((path) => {
    const file = files?.[path];
    return file?.onChange === 'signal' && file.signal !== undefined ? [file.signal] : [];
  });
  return [...new Set(signals)];
}

/** A folder of the agent's, no link to one, which this user may read. */
async function make(path: string, mode: number, owner: number | undefined): Promise<void> {
  await mkdir(path).catch((thrown: { code?: string }) => {
    if (thrown.code !== 'EEXIST') throw thrown;
  });
  const folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    if (owner !== undefined) await folder.chown(process.getuid?.() ?? 0, owner);
    await folder.chmod(mode);
  } finally {
    await folder.close();
  }
}
