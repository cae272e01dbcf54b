/**
 * Images on this node: there already, from an archive that the operator put there, or pulled. A tag is looked up once and
 * noted: later starts on this node run the same, until the name in the stack changes.
 *
 * Invariants: 1. of one image, one fetch at a time, and of all, PARALLEL_FETCHES; 2. with a digest, nothing else is run;
 * 3. only images that this agent fetched are ever removed, and none that a container uses: the engine refuses that.
 */
import { createReadStream } from 'node:fs';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BerthError, type Clock, type Log, parseImage } from '@berth/core';
import { Slots } from '../../placements/slots.js';
import { readArchive } from './archive.js';
import { type Engine, isCode } from './engine.js';
import { type PullLine, PullProgress } from './pull-progress.js';
import { registryAuth } from './registry-auth.js';

const PARALLEL_FETCHES = 2;
const ARCHIVES_MAX = 1_000;

export type ImagesOptions = {
  readonly engine: Engine;
  /** Where what is known of images is noted. */
  readonly note: string;
  /** A folder of archives; none when absent. */
  readonly archives?: string;
  /** A file in the form of Docker's config.json, with the credentials of registries. */
  readonly authFile?: string;
  readonly clock: Clock;
  readonly log: Log;
};

type Known = { readonly id: string; readonly fetched: boolean; readonly usedAtMs: number };
type Found = { readonly Id: string; readonly RepoDigests?: readonly string[] | null };

export class Images {
  readonly #options: ImagesOptions;
  readonly #slots = new Slots(PARALLEL_FETCHES);
  readonly #fetches = new Map<string, Promise<string>>();
  readonly #progress = new Map<string, PullProgress>();
  #known: Map<string, Known> | undefined;

  constructor(options: ImagesOptions) {
    this.#options = options;
  }

  /** One line for each image that is on its way: "pulling shop/web:1.4: 43 % of 120 MiB". */
  notes(): string[] {
    return [...this.#progress].map(([image, progress]) => {
      const far = progress.toString();
      return far === '' ? `pulling ${image}` : `pulling ${image}: ${far}`;
    });
  }

  /** The engine's id of the image, which is there when this resolves. Throws BerthError with one clear line. */
  async ensure(image: string): Promise<string> {
    const under = this.#fetches.get(image) ?? this.#ensure(image);
    this.#fetches.set(image, under);
    try {
      return await under;
    } finally {
      this.#fetches.delete(image);
    }
  }

  async #ensure(image: string): Promise<string> {
    const known = (await this.#load()).get(image);
    const { engine } = this.#options;
    // Only while it is there: else the name is looked up anew.
    if (known && (await engine.find<Found>(`/images/${known.id}/json`))) {
      await this.#note(image, { ...known, usedAtMs: this.#options.clock.nowMs() });
      return known.id;
    }
    const there = await this.#find(image);
    const id = there ?? (await this.#fetch(image));
    await this.#note(image, { id, fetched: there === undefined, usedAtMs: this.#options.clock.nowMs() });
    return id;
  }

  async #find(image: string): Promise<string | undefined> {
    return (await this.#options.engine.find<Found>(`/images/${encodeName(image)}/json`))?.Id;
  }

  async #fetch(image: string): Promise<string> {
    await this.#slots.take();
    try {
      const loaded = await this.#fromArchive(image);
      if (loaded !== undefined) return loaded;
      await this.#pull(image);
      const id = await this.#find(image);
      if (id === undefined)
        throw new BerthError('internal', `the engine pulled ${image} and does not have it`);
      return id;
    } finally {
      this.#slots.give();
    }
  }

  async #pull(image: string): Promise<void> {
    const { engine, authFile, log } = this.#options;
    const progress = new PullProgress();
    this.#progress.set(image, progress);
    log.info('pulling an image', { image });
    try {
      const auth = authFile === undefined ? undefined : await registryAuth(authFile, image);
      const lines = engine.lines<PullLine>('POST', '/images/create', {
        query: { fromImage: withTag(image) },
        ...(auth !== undefined && { headers: { 'x-registry-auth': auth } }),
      });
      for await (const line of lines) {
        if (line.error !== undefined) throw new BerthError('unreachable', line.error);
        progress.add(line);
      }
    } catch (thrown) {
      throw pullError(image, thrown, this.#options.archives);
    } finally {
      this.#progress.delete(image);
    }
  }

  // ---- archives ------------------------------------------------------------------------------------------------------

  async #fromArchive(image: string): Promise<string | undefined> {
    const { archives, engine, log } = this.#options;
    if (archives === undefined) return undefined;
    const names = await readdir(archives).catch((thrown: Error) => {
      throw new BerthError('storage', `cannot read the folder of images ${archives}: ${thrown.message}`);
    });
    for (const name of names.filter((entry) => entry.endsWith('.tar')).slice(0, ARCHIVES_MAX)) {
      const path = join(archives, name);
      const contents = await readArchive(path).catch(() => undefined);
      if (!contents || !holds(contents, image)) continue;
      log.info('loading an image from an archive', { image, archive: path });
      const stream = createReadStream(path);
      const before = await this.#ids();
      for await (const line of engine.lines<PullLine>('POST', '/images/load', {
        body: stream,
        headers: { 'content-type': 'application/x-tar' },
      })) {
        if (line.error !== undefined) throw new BerthError('storage', `cannot load ${path}: ${line.error}`);
      }
      const named = await this.#find(image);
      if (named !== undefined) return named;
      // With a digest, engines may not know it by the name; what came of this archive is it.
      const fresh = [...(await this.#ids())].filter((id) => !before.has(id));
      if (fresh.length === 1) return fresh[0];
      throw new BerthError(
        'storage',
        `${path} says that it holds ${image}, and the engine did not find it there`,
      );
    }
    return undefined;
  }

  async #ids(): Promise<Set<string>> {
    const images = await this.#options.engine.json<readonly Found[]>('GET', '/images/json');
    return new Set(images.map(({ Id }) => Id));
  }

  // ---- what is not used any more -------------------------------------------------------------------------------------

  /** Removes what this agent fetched and nothing used for that long. Returns the names. */
  async collect(unusedMs: number): Promise<string[]> {
    const { engine, clock, log } = this.#options;
    const removed: string[] = [];
    for (const [image, known] of await this.#load()) {
      if (!known.fetched || clock.nowMs() - known.usedAtMs < unusedMs || this.#fetches.has(image)) continue;
      try {
        // By its name first: another name of the same image stays.
        await engine.json('DELETE', `/images/${encodeName(known.id)}`);
        removed.push(image);
      } catch (thrown) {
        if (isCode(thrown, 'unreachable')) throw thrown;
        // In use: looked at again after the same time. Gone: forgotten.
        if (!isCode(thrown, 'not_found')) {
          await this.#note(image, { ...known, usedAtMs: clock.nowMs() });
          continue;
        }
      }
      await this.#note(image, undefined);
    }
    if (removed.length > 0) log.info('images removed that nothing used', { images: removed.join(', ') });
    return removed;
  }

  // ---- notes ---------------------------------------------------------------------------------------------------------

  async #load(): Promise<Map<string, Known>> {
    if (this.#known) return this.#known;
    const text = await readFile(this.#options.note, 'utf8').catch(() => '{}');
    let noted: Readonly<Record<string, Known>> = {};
    try {
      noted = JSON.parse(text) as typeof noted;
    } catch {
      this.#options.log.warn('the notes about images cannot be read, and begin anew', {
        file: this.#options.note,
      });
    }
    this.#known ??= new Map(Object.entries(noted));
    return this.#known;
  }

  async #note(image: string, known: Known | undefined): Promise<void> {
    const all = await this.#load();
    if (known) all.set(image, known);
    else all.delete(image);
    const { note } = this.#options;
    const draft = `${note}.${++this.#drafts}`;
    await writeFile(draft, JSON.stringify(Object.fromEntries(all)));
    await rename(draft, note);
  }
  #drafts = 0;
}

/** Without tag and digest, engines would pull every tag. */
function withTag(image: string): string {
  const { tag, digest } = parseImage(image) ?? {};
  return tag === undefined && digest === undefined ? `${image}:latest` : image;
}

function encodeName(image: string): string {
  return image.split('/').map(encodeURIComponent).join('/');
}

/** Names without a host are those of docker.io for some, and of the node itself for others. */
function holds(
  contents: { readonly names: readonly string[]; readonly digests: readonly string[] },
  image: string,
): boolean {
  const { name, tag = 'latest', digest } = parseImage(image) ?? { name: image };
  if (digest !== undefined) return contents.digests.includes(digest);
  const wanted = [
    `${name}:${tag}`,
    `docker.io/${name}:${tag}`,
    `docker.io/library/${name}:${tag}`,
    `localhost/${name}:${tag}`,
  ];
  return contents.names.some((found) => wanted.includes(found));
}

function pullError(image: string, thrown: unknown, archives: string | undefined): BerthError {
  const { code, message } = BerthError.from(thrown);
  const isEngine = message.startsWith('the container engine does not answer');
  if (isEngine) return BerthError.from(thrown);
  const where = archives === undefined ? '' : `, and no archive in ${archives} has it`;
  // What the registry will not give is not there by trying again; everything else may be.
  const refused = /manifest unknown|not found|unauthorized|denied|name unknown|invalid reference/i.test(
    message,
  );
  const why = message.replace(/^.*initializing source [^:]+:\/\/\S+: /, '');
  return new BerthError(
    refused || code === 'not_found' ? 'not_found' : 'unreachable',
    `cannot pull ${image}: ${why}${where}`,
    {
      cause: thrown,
    },
  );
}
