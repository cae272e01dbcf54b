/**
 * The volumes of this node. Each has a folder that is the agent's, and in it what runs see of it.
 *
 *   ROOT/STACK/NAME/REPLICA/data/     a folder, or where the image is mounted
 *   ROOT/STACK/NAME/REPLICA/image     of a volume with a size: a file system in a file
 *   ROOT/STACK/NAME/REPLICA/number    what the volume was bound with
 *   ROOT/STACK/NAME/REPLICA/users/    placements that were given it and are not gone from this node
 *   ROOT/STACK/NAME/REPLICA/owners/   of each workload: the user of its last run
 *   ROOT/.removed/                    what is being deleted
 *
 * Invariants: 1. nothing is deleted but what the coordinator named, by its name and its number; what it knows nothing of
 * stays, and is found again by whoever is given its name; 2. what was named is out of the way of every later start before
 * the coordinator hears of it; 3. nothing is deleted under a run.
 */
import { statfsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir, unlink } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import {
  BerthError,
  type Log,
  type NumberedVolume,
  type PlacementId,
  parseVolumeId,
  SIZED_VOLUMES_ATTRIBUTE,
  splitWorkloadKey,
  type VolumeId,
  type VolumeUse,
  volumeId,
} from '@berth/core';
import type { StartRequest, VolumeOwner } from '../drivers/driver.js';
import { ownFolder, ownSize, readOwn, replaceOwn, writeOwn } from '../drivers/process/own-files.js';
import { handOver } from './hand-over.js';
import { LoopImages, mountPoints } from './loop-images.js';

const REMOVED = '.removed';

export class VolumeStore {
  readonly #root: string;
  readonly #images: LoopImages | undefined;
  readonly #log: Log;
  /** Volumes with a size that a copy has, and where they are mounted. */
  readonly #mounted = new Map<VolumeId, string>();
  /** What is done with volumes is done one after the other. */
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(root: string, images: LoopImages | undefined, log: Log) {
    this.#root = root;
    this.#images = images;
    this.#log = log;
  }

  /** `path`: PATH of the host's tools. */
  static async open(options: {
    readonly folder: string;
    readonly path: string;
    readonly log: Log;
  }): Promise<VolumeStore> {
    const root = resolve(options.folder);
    await mkdir(root, { recursive: true, mode: 0o711 });
    const images = await LoopImages.probe(join(root, '.probe'), options.path);
    const store = new VolumeStore(root, images, options.log);
    await store.#inTurn(() => store.#sweep());
    await store.#findMounted();
    return store;
  }

  /** What is written to those that are mounted, in MiB: in steps, so that it is not told with every byte. */
  used(): Readonly<Record<string, number>> {
    return Object.fromEntries(
      [...this.#mounted].flatMap(([id, data]) => {
        const used = usedMiB(data);
        return used === undefined ? [] : [[id, used]];
      }),
    );
  }

  get attributes(): Readonly<Record<string, string>> {
    return this.#images ? { [SIZED_VOLUMES_ATTRIBUTE]: 'ext4' } : {};
  }

  /** The request with its volumes, where it has some. */
  withVolumes(request: StartRequest): StartRequest {
    const { run, volumeNumbers = {} } = request;
    if (!run.volumes) return request;
    const all = run.volumes.map((use) => ({
      ...{ name: use.volume, path: join(this.#folder(idOf(request, use)), 'data'), readOnly: use.readOnly },
      ...(use.target !== undefined && { target: use.target }),
    }));
    const prepare = async (owner: VolumeOwner) => {
      for (const use of run.volumes ?? []) {
        const number = volumeNumbers[use.volume];
        if (number === undefined)
          throw new BerthError(
            'internal',
            `${request.placement} was assigned without its volume "${use.volume}"`,
          );
        await this.#inTurn(() => this.#prepare(idOf(request, use), number, { use, owner, request }));
      }
    };
    return { ...request, volumes: { all, prepare } };
  }

  async #prepare(
    id: VolumeId,
    number: number,
    { use, owner, request }: { use: VolumeUse; owner: VolumeOwner; request: StartRequest },
  ): Promise<void> {
    const folder = this.#folder(id);
    const data = join(folder, 'data');
    const users = join(folder, 'users');
    const owners = join(folder, 'owners');
    for (const path of [join(folder, '..', '..'), join(folder, '..'), folder, users, owners]) {
      await mkdir(path, { mode: 0o711 }).catch(unlessThere);
      await ownFolder(path);
    }
    // Whatever was bound before and was not removed is this volume, too: its ledger may have been lost.
    if ((await readOwn(join(folder, 'number'))) !== String(number))
      await replaceOwn(join(folder, 'number'), String(number), { isSynced: true });
    await writeOwn(join(users, fileName(request.placement)), '');
    await ownFolder(data);
    const image = join(folder, 'image');
    // Also for a version of the stack before, which knew of no size.
    const sizeMiB = use.sizeMiB ?? ((await ownSize(image)) === undefined ? undefined : 0);
    if (sizeMiB !== undefined) {
      if (!this.#images) throw new BerthError('not_found', `cannot make volume ${id}: ${LoopImages.lacks}`);
      await this.#images.mount({ image, at: data, sizeMiB });
      this.#mounted.set(id, data);
    }
    const own = fileName(request.workload);
    const isShared = (await readdir(users)).some((name) => !name.startsWith(`${own}~`));
    await handOver({ above: folder, data, note: join(owners, own), isShared }, owner);
  }

  /** Nothing of the placement is left: what nobody else here has is unmounted. */
  async release(placement: PlacementId): Promise<void> {
    await this.#inTurn(async () => {
      for (const folder of await this.#folders()) {
        const users = join(folder, 'users');
        const was = await unlink(join(users, fileName(placement))).then(
          () => true,
          () => false,
        );
        if (!was || !(await isEmpty(users))) continue;
        const data = join(folder, 'data');
        for (const [id, mounted] of this.#mounted) if (mounted === data) this.#mounted.delete(id);
        await this.#images?.unmount(data).catch(() => undefined);
      }
      await this.#sweep();
    });
  }

  /** Returns those that nothing begins with any more: all of them. */
  async remove(volumes: readonly NumberedVolume[]): Promise<readonly NumberedVolume[]> {
    await this.#inTurn(async () => {
      for (const { volume, number } of volumes) await this.#setAside(volume, number);
    });
    // Deleting may take long, and nobody waits for it.
    this.#inTurn(() => this.#sweep()).catch((thrown: unknown) =>
      this.#log.warn('removed volumes are not deleted yet', { why: String(thrown) }),
    );
    return volumes;
  }

  async #setAside(volume: VolumeId, number: number): Promise<void> {
    const folder = this.#folder(volume);
    if ((await readOwn(join(folder, 'number'))) !== String(number)) return;
    const removed = join(this.#root, REMOVED);
    await mkdir(removed, { mode: 0o700 }).catch(unlessThere);
    await rename(folder, join(removed, `${fileName(volume)}~${number}`));
    this.#mounted.delete(volume);
    this.#log.info('volume removed', { volume });
    // Those above it, when it was their last one.
    for (const above of [join(folder, '..'), join(folder, '..', '..')])
      await rmdir(above).catch(() => undefined);
  }

  /** Deletes what was set aside and nothing uses. What does not work now is tried again with the next change. */
  async #sweep(): Promise<void> {
    const removed = join(this.#root, REMOVED);
    for (const name of await readdir(removed).catch(() => [])) {
      const folder = join(removed, name);
      if (!(await isEmpty(join(folder, 'users')))) continue;
      try {
        await this.#images?.unmount(join(folder, 'data'));
        await rm(folder, { recursive: true, force: true, maxRetries: 3 });
      } catch (thrown) {
        this.#log.warn('a removed volume is not deleted yet', {
          folder,
          why: BerthError.from(thrown).message,
        });
      }
    }
  }

  /** Of every volume, those that were set aside too. */
  async #folders(): Promise<string[]> {
    const removed = join(this.#root, REMOVED);
    let found = [this.#root];
    for (let depth = 0; depth < 3; depth++) found = (await Promise.all(found.map(foldersIn))).flat();
    return [...found, ...(await readdir(removed).catch(() => [])).map((name) => join(removed, name))];
  }

  /** Of copies that an earlier agent started. */
  async #findMounted(): Promise<void> {
    for (const at of await mountPoints()) {
      const [stack, volume, replica, last, ...more] = relative(this.#root, at).split(sep);
      const id = parseVolumeId(`${stack}/${volume}/${replica}`);
      if (id && last === 'data' && more.length === 0)
        this.#mounted.set(volumeId(id.stack, id.volume, id.replica), at);
    }
  }

  /** Names hold letters, digits and dashes only, so this cannot clash or leave the root. */
  #folder(id: VolumeId): string {
    return join(this.#root, ...id.split('/'));
  }

  #inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const done = this.#queue.then(act);
    this.#queue = done.catch(() => undefined);
    return done;
  }
}

const STEPS = 50;

/** Undefined when nothing is mounted there any more. */
function usedMiB(data: string): number | undefined {
  try {
    const { blocks, bfree, bsize } = statfsSync(data);
    const step = Math.max(1, Math.round((blocks * bsize) / 2 ** 20 / STEPS));
    return Math.round(((blocks - bfree) * bsize) / 2 ** 20 / step) * step;
  } catch {
    return undefined;
  }
}

function idOf({ workload, replica }: StartRequest, { volume }: VolumeUse): VolumeId {
  return volumeId(splitWorkloadKey(workload).stack, volume, replica);
}

function fileName(id: string): string {
  return id.replaceAll('/', '~');
}

async function foldersIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => join(path, name));
}

async function isEmpty(path: string): Promise<boolean> {
  return (await readdir(path).catch(() => [])).length === 0;
}

function unlessThere(thrown: { code?: string }): void {
  if (thrown.code !== 'EEXIST') throw thrown;
}
