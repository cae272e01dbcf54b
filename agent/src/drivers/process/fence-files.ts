/**
 * The moments until which exclusive runs may live, one small file each, which the agent moves on with every contact and the
 * run's supervisor reads every second. They stand in memory where the host has a place for that (a fence means nothing after
 * a reboot), so that an idle node does not write to its disk every few seconds; beside the attempt there is a link to it.
 */
import { mkdir, readdir, readlink, rm, statfs, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { replaceOwn } from './own-files.js';
import { uptimeSeconds } from './proc.js';

/** Kept in memory by the kernel, there for as long as the host runs. */
const PLACES = ['/run', '/dev/shm'] as const;
const TMPFS = 0x01021994;

export class FenceFiles {
  /** In memory; undefined where there is no place for it. */
  readonly #folder: string | undefined;

  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** `group`: unique on this host. Only for root: what belongs to a user may be swept away when that one logs out. */
  static async open(group: string): Promise<FenceFiles> {
    if (process.getuid?.() !== 0) return new FenceFiles(undefined);
    for (const place of PLACES) {
      const folder = join(place, `berth-fences-${group.replaceAll('/', '-')}`);
      try {
        if ((await statfs(place)).type !== TMPFS) continue;
        await mkdir(folder, { recursive: true, mode: 0o700 });
        return new FenceFiles(folder);
      } catch {
        // Not here.
      }
    }
    return new FenceFiles(undefined);
  }

  /** Before the attempt begins. */
  async make(attemptFolder: string, afterMs: number): Promise<void> {
    const path = `${attemptFolder}.fence`;
    if (this.#folder !== undefined) {
      const name = `${basename(dirname(attemptFolder))}~${basename(attemptFolder)}`;
      // Earlier attempts have ended: one file for each placement is enough.
      await this.remove(dirname(attemptFolder));
      await rm(path, { force: true });
      await symlink(join(this.#folder, name), path);
    }
    await this.move(attemptFolder, afterMs);
  }

  /** Written whole or not at all. A run of an earlier agent has its file where that one put it. */
  async move(attemptFolder: string, afterMs: number): Promise<void> {
    const path = await readlink(`${attemptFolder}.fence`).catch(() => `${attemptFolder}.fence`);
    const atSeconds = Math.floor((await uptimeSeconds()) + afterMs / 1000);
    await replaceOwn(path, `${atSeconds}\n`);
  }

  /** Of all attempts of a placement, by the name of its folder. */
  async remove(placementFolder: string): Promise<void> {
    if (this.#folder === undefined) return;
    const ours = `${basename(placementFolder)}~attempt-`;
    for (const name of await readdir(this.#folder).catch(() => []))
      if (name.startsWith(ours)) await rm(join(this.#folder, name), { force: true });
  }

  /** When nothing runs that needs it. */
  async close(): Promise<void> {
    if (this.#folder === undefined) return;
    const left = await readdir(this.#folder).catch(() => []);
    if (left.length === 0) await rm(this.#folder, { recursive: true, force: true });
  }
}
