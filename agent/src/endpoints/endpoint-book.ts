/**
 * What this node was told of endpoints, and a file for every placement that wants to know some: kept current while there
 * is a coordinator, and as it was last while there is none, also over restarts of the agent and of the host.
 *
 * Invariants: 1. the book is on disk before any file says what it says; 2. a file names the upstreams of its placement
 * only; 3. an update whose digest does not fit changes nothing.
 */
import {
  afterUpdate,
  BerthError,
  byPlacement,
  type Endpoint,
  type EndpointsUpdate,
  type EndpointTable,
  endpointsDigest,
  inOrder,
  type Log,
  type PlacementId,
  type WorkloadKey,
} from '@berth/core';
import type { EndpointFiles } from './endpoint-files.js';

/** No placement is named so: names hold letters, digits and dashes, and a "~" for each slash. */
const BOOK = '.book';

/** "stack/workload" -> its ready endpoints, none when it has none: what a file holds. */
export type EndpointsFile = { readonly workloads: Readonly<Record<string, readonly Endpoint[]>> };

export type Consumer = { readonly placement: PlacementId; readonly upstreams: readonly WorkloadKey[] };

export class EndpointBook {
  readonly #files: EndpointFiles;
  readonly #log: Log;
  readonly #consumers = new Map<PlacementId, readonly WorkloadKey[]>();
  #table: EndpointTable = new Map();
  /** Parts of an update that is not whole yet. */
  #draft: EndpointTable | undefined;
  /** Files are written one after the other: a later text never lands before an earlier one. */
  #writing: Promise<void> = Promise.resolve();

  constructor(files: EndpointFiles, log: Log) {
    this.#files = files;
    this.#log = log;
  }

  get digest(): string {
    return endpointsDigest(this.#table);
  }

  /** Reads what an earlier agent was told, and throws away the files of placements that are gone. */
  async load(consumers: readonly Consumer[]): Promise<void> {
    this.#table = readTable(await this.#files.read(BOOK));
    for (const { placement, upstreams } of consumers) this.#consumers.set(placement, upstreams);
    const known = new Set([BOOK, ...consumers.map(({ placement }) => nameOf(placement))]);
    for (const name of await this.#files.names()) if (!known.has(name)) await this.#files.remove(name);
    // A crash may have come between the book and a file.
    for (const placement of this.#consumers.keys()) await this.#writeFile(placement);
  }

  /** Path of the placement's file, which is there and current. */
  async open({ placement, upstreams }: Consumer): Promise<string> {
    this.#consumers.set(placement, upstreams);
    await this.#inTurn(() => this.#writeFile(placement));
    return this.#files.path(nameOf(placement));
  }

  async forget(placement: PlacementId): Promise<void> {
    if (!this.#consumers.delete(placement)) return;
    await this.#inTurn(() => this.#files.remove(nameOf(placement)));
  }

  /** False: it does not fit on what is known here, and nothing was changed. */
  async receive(update: EndpointsUpdate): Promise<boolean> {
    const table = afterUpdate(this.#draft ?? this.#table, update);
    this.#draft = update.more ? table : undefined;
    if (update.more) return true;
    if (endpointsDigest(table) !== update.digest) return false;
    const before = this.#table;
    this.#table = table;
    await this.#inTurn(() => this.#writeAll(before));
    return true;
  }

  /** The link ended: the rest of an update will not come. */
  linkDown(): void {
    this.#draft = undefined;
  }

  async #writeAll(before: EndpointTable): Promise<void> {
    await this.#files.write(BOOK, textOf([...this.#table.keys()], this.#table));
    for (const [placement, upstreams] of this.#consumers) {
      if (upstreams.some((key) => before.get(key) !== this.#table.get(key))) await this.#writeFile(placement);
    }
  }

  async #writeFile(placement: PlacementId): Promise<void> {
    const upstreams = this.#consumers.get(placement);
    if (upstreams) await this.#files.write(nameOf(placement), textOf(upstreams, this.#table));
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#writing.then(work);
    this.#writing = done.catch((thrown: unknown) => {
      this.#log.error('writing endpoints failed', { why: BerthError.from(thrown).message });
    });
    return done;
  }
}

function nameOf(placement: PlacementId): string {
  return placement.replaceAll('/', '~');
}

function textOf(upstreams: readonly WorkloadKey[], table: EndpointTable): string {
  const workloads: Record<string, readonly Endpoint[]> = {};
  for (const key of upstreams) workloads[key] = inOrder(table.get(key)?.values() ?? []);
  const file: EndpointsFile = { workloads };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Of a book that is damaged or not there nothing is known: the digest says so, and all of it comes again. */
function readTable(text: string | undefined): EndpointTable {
  try {
    const { workloads } = JSON.parse(text ?? '{"workloads":{}}') as EndpointsFile;
    return new Map(
      Object.entries(workloads).map(([key, endpoints]) => [key as WorkloadKey, byPlacement(endpoints)]),
    );
  } catch {
    return new Map();
  }
}
