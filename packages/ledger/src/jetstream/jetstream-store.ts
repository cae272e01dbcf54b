/**
 * The replicated store: one JetStream stream, whose sequences are the indexes of the blocks. Any number of stores are open
 * on it; the expected sequence of each append is the fence between them.
 *
 * Invariants: 1. a block counts as appended only when append.ts says so; 2. the head moves one by one, each block whole
 * and chained to the one before; what is read at the start is verified likewise, from the head that was noted last; 3. the
 * noted head trails the real one by at most one write: it is there to notice a loss, not what makes a block durable, so
 * appends do not wait for it; 4. a stream that is not what was noted stops the store ("corrupt"), and nothing is changed;
 * 5. a block is kept here before it is given out or acknowledged, so that whoever appended it can fill a lost stream; on the
 * disk it is with the next noted head.
 */
import { setMaxListeners } from 'node:events';
import { BerthError, type Clock, type Ids, type Log, type Random } from '@berth/core';
import { encodeBlock } from '../block-record.js';
import {
  type Checkpoint,
  type CheckpointWrite,
  EMPTY_HEAD,
  type Head,
  type LedgerStore,
  type StoredBlock,
  tooOld,
} from '../store.js';
import { type AppendStep, appendRecord, type UnsafeAppends } from './append.js';
import type { BlockStream } from './block-stream.js';
import type { LocalRecords } from './local-records.js';
import { openStream } from './opening.js';
import { type ReadDeps, readBlocks } from './reading.js';
import type { StreamSettings } from './settings.js';
import { StreamGuard } from './stream-guard.js';

export type JetStreamStoreDeps = {
  /** Closed with the store. */
  readonly stream: BlockStream;
  /** Closed with the store. */
  readonly local: LocalRecords;
  readonly settings: StreamSettings;
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  readonly log: Log;
  /** False: a missing stream is an error, also for who has not known it. */
  readonly mayCreate?: boolean;
  /** How long the outcome of an append may stay unknown; longer than servers take to elect a leader (4 to 9 s). */
  readonly resolveMs?: number;
  /** How long a server that is cut off may answer with what it had (14.7 s were measured). */
  readonly staleMs?: number;
  /** How long to wait for servers at the start, and, beyond `staleMs`, for the next block of a read. */
  readonly patienceMs?: number;
  readonly onStep?: (step: AppendStep) => void;
  /** Tests only: take a safety away, to show that it is needed. */
  readonly unsafe?: UnsafeAppends;
};

const RESOLVE_MS = 30_000;
const STALE_MS = 30_000;
const PATIENCE_MS = 30_000;
/** To read the stream while another coordinator purges it. */
const ATTEMPTS = 10;

/**
 * Opens the stream, or makes it. Throws "corrupt" when it is not what was noted, "conflict" when its settings are others,
 * "refused" for a server that is too old, and "unreachable" when no server answers.
 */
export async function openJetStreamStore(deps: JetStreamStoreDeps): Promise<LedgerStore> {
  const { stream, local, clock, random } = deps;
  const staleMs = deps.staleMs ?? STALE_MS;
  const patienceMs = deps.patienceMs ?? PATIENCE_MS;
  try {
    let state = await openStream(deps, { staleMs, patienceMs });
    const { identity } = state;
    const noted = local.noted;
    const position: Position = { head: EMPTY_HEAD };
    const durable = () => Math.max(position.head.index, noted?.index ?? 0);
    const guard = new StreamGuard({ stream, clock, staleMs, identity, durable });
    guard.purged(state.first);
    const reading: ReadDeps = { stream, guard, clock, random, patienceMs: staleMs + patienceMs };
    for (let attempt = 1; ; attempt++) {
      try {
        position.head = await verifyTail(reading, local, state);
        break;
      } catch (thrown) {
        // Another coordinator purged what was about to be read: begins again where the stream begins now.
        if (BerthError.from(thrown).code !== 'too_old' || attempt === ATTEMPTS) throw thrown;
        state = await openStream(deps, { staleMs, patienceMs });
      }
    }
    await local.blocks?.sync();
    await local.note({ ...position.head, identity });
    return new JetStreamStore(deps, { guard, reading, identity, position });
  } catch (thrown) {
    await stream.close().finally(() => local.close());
    throw BerthError.from(thrown, 'storage');
  }
}

/** Reads from the noted head, or from the first block, to the end, and keeps what is not kept yet. */
async function verifyTail(
  reading: ReadDeps,
  { noted, blocks }: LocalRecords,
  { first, last }: { first: number; last: number },
): Promise<Head> {
  if (last === 0) return EMPTY_HEAD;
  if (first > last) throw reading.guard.damaged(last, 'all blocks were removed from the stream');
  const from = Math.max(first, noted?.index ?? 0);
  const known = noted?.index === from - 1 ? noted.hash : from === 1 ? EMPTY_HEAD.hash : undefined;
  const signal = new AbortController().signal;
  let head = EMPTY_HEAD;
  for await (const block of readBlocks(reading, {
    ...{ from, to: last, signal },
    ...(known !== undefined && { previousHash: known }),
  })) {
    const { index, hash } = block;
    if (index === noted?.index && hash !== noted.hash)
      throw reading.guard.damaged(index, 'it is not the one that was acknowledged: the log is forked');
    await blocks?.keep(block);
    head = { index, hash };
  }
  if (blocks && (blocks.range?.first ?? 0) > first) {
    // The copy begins too late: made anew, now that the stream is known to be the one that it was.
    for await (const block of readBlocks(reading, { from: first, to: last, signal }))
      await blocks.keep(block);
  }
  return head;
}

type Position = { head: Head };

type Opened = {
  readonly guard: StreamGuard;
  readonly reading: ReadDeps;
  readonly identity: string;
  readonly position: Position;
};

class JetStreamStore implements LedgerStore {
  readonly name = 'jetstream';
  readonly #deps: JetStreamStoreDeps;
  readonly #opened: Opened;
  readonly #closing = new AbortController();
  /** Settles with the append that is under way. */
  #pending: Promise<void> = Promise.resolve();
  #noting: Promise<void> | undefined;
  #broken: BerthError | undefined;

  constructor(deps: JetStreamStoreDeps, opened: Opened) {
    this.#deps = deps;
    this.#opened = opened;
    // Every reader listens to it.
    setMaxListeners(0, this.#closing.signal);
  }

  head(): Head {
    return this.#opened.position.head;
  }

  oldest(): number {
    return this.#opened.guard.first;
  }

  append(block: StoredBlock): Promise<void> {
    const appended = this.#append(block);
    this.#pending = appended.catch(() => {});
    return appended;
  }

  async #append(block: StoredBlock): Promise<void> {
    this.#check();
    const { index } = this.head();
    if (block.index !== index + 1)
      throw new BerthError('conflict', `the log ends at index ${index}, not ${block.index - 1}`);
    const { stream, clock, random, unsafe = {}, onStep = () => {}, resolveMs = RESOLVE_MS } = this.#deps;
    const signal = this.#closing.signal;
    const deps = { stream, guard: this.#opened.guard, clock, random, resolveMs, unsafe, onStep, signal };
    const outcome = await appendRecord(deps, block.index, encodeBlock(block)).catch((thrown) => {
      throw this.#break(thrown);
    });
    if (outcome === 'deposed')
      throw new BerthError('conflict', `block ${block.index} is another one's: somebody else appends`);
    await this.#advance(block);
  }

  async *follow(signal: AbortSignal): AsyncGenerator<StoredBlock> {
    const { reading } = this.#opened;
    const until = AbortSignal.any([signal, this.#closing.signal]);
    const { index, hash } = this.head();
    const range = { from: index + 1, to: Number.POSITIVE_INFINITY, previousHash: hash, signal: until };
    try {
      for await (const block of readBlocks(reading, range)) {
        // It may be the one that is being appended here: that has to be settled first.
        await this.#pending;
        if (until.aborted) return;
        const head = this.head();
        if (block.index === head.index && block.hash !== head.hash)
          throw reading.guard.damaged(block.index, 'it is not the one that was acknowledged');
        if (block.index <= head.index) continue;
        await this.#advance(block);
        yield block;
      }
    } catch (thrown) {
      throw this.#break(thrown);
    }
  }

  read(from: number, to = this.head().index): AsyncGenerator<StoredBlock> {
    return this.#read(Math.max(from, 1), Math.min(to, this.head().index));
  }

  async *#read(from: number, to: number): AsyncGenerator<StoredBlock> {
    if (from < this.oldest()) throw tooOld(this.oldest());
    const signal = this.#closing.signal;
    yield* readBlocks(this.#opened.reading, { from, to, signal });
    if (signal.aborted) throw closed();
  }

  async purgeBelow(index: number): Promise<void> {
    this.#check();
    const { guard } = this.#opened;
    const first = Math.min(index, this.head().index);
    await guard.check();
    if (first <= guard.first) return;
    if (!(await this.#deps.stream.purge(first)))
      throw new BerthError('unreachable', `${this.#deps.stream.name}: no server answers: try again`);
    guard.purged(first);
    await this.#deps.local.blocks?.purgeBelow(first);
  }

  async fullness(): Promise<number | undefined> {
    const state = await this.#opened.guard.check();
    const room = state?.config.max_bytes;
    return state?.bytes === undefined || typeof room !== 'number' || room <= 0
      ? undefined
      : state.bytes / room;
  }

  async saveCheckpoint(write: CheckpointWrite): Promise<void> {
    this.#check();
    const { local } = this.#deps;
    await local.saveCheckpoint(write);
    if (!local.blocks) return;
    // What the stream does not hold any more, its copy need not; another coordinator may have purged it.
    await this.#opened.guard.check().catch(() => {});
    await local.blocks.purgeBelow(Math.min(this.oldest(), write.index + 1));
  }

  loadCheckpoint(): Promise<Checkpoint | undefined> {
    return this.#deps.local.loadCheckpoint();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#pending;
    await this.#noting;
    const { stream, local } = this.#deps;
    await stream.close().finally(() => local.close());
  }

  #check(): void {
    if (this.#broken) throw this.#broken;
    if (this.#closing.signal.aborted) throw closed();
  }

  #break(thrown: unknown): BerthError {
    this.#broken ??= BerthError.from(thrown, 'storage');
    return BerthError.from(thrown, 'storage');
  }

  async #advance(block: StoredBlock): Promise<void> {
    try {
      await this.#deps.local.blocks?.keep(block);
    } catch (thrown) {
      throw this.#break(thrown);
    }
    const { index, hash } = block;
    this.#opened.position.head = { index, hash };
    this.#noting ??= this.#note();
  }

  /** Writes the newest head until no newer one came meanwhile. */
  async #note(): Promise<void> {
    const { identity, position } = this.#opened;
    try {
      for (let noted: Head | undefined; noted !== position.head; ) {
        noted = position.head;
        await this.#deps.local.blocks?.sync();
        await this.#deps.local.note({ ...noted, identity });
      }
    } catch (thrown) {
      this.#break(thrown);
    }
    this.#noting = undefined;
  }
}

function closed(): BerthError {
  return new BerthError('shutting_down', 'the ledger is being closed');
}
