/**
 * The ledger: blocks of events, each with the SHA-256 of the one before. Chaining and verification stand here, once, for
 * every store.
 *
 * Invariants: 1. indexes are 1, 2, 3, ... without gaps, and each block names the hash of the previous one's bytes; 2. the
 * whole chain is verified when the ledger is opened; 3. a watcher sees every index once, in order.
 */
import { createHash } from 'node:crypto';
import {
  BerthError,
  type Block,
  type Clock,
  type Ids,
  type LedgerCheck,
  type LedgerEvent,
} from '@berth/core';
import {
  type Checkpoint,
  type CheckpointWrite,
  EMPTY_HEAD,
  type Head,
  type LedgerStore,
  type StoredBlock,
  tooOld,
} from './store.js';

/** Bytes of a block and back. Equal blocks have equal bytes. `decode` throws BerthError "corrupt". */
export interface BlockCodec {
  encode(block: Block): Uint8Array;
  decode(bytes: Uint8Array): Block;
}

export type ChainedBlock = { readonly block: Block; readonly hash: string };

export type WatchedBlock =
  | ({ readonly kind: 'block' } & ChainedBlock)
  | { readonly kind: 'too-old'; readonly oldest: number };

export type LedgerDeps = {
  readonly store: LedgerStore;
  readonly codec: BlockCodec;
  readonly ids: Ids;
  readonly clock: Clock;
  /** Author of the blocks that this process appends. */
  readonly leader: string;
};

/** Blocks that are kept decoded for watchers at the tail; one that is further behind reads from the store. */
const RECENT_BLOCKS = 256;

/** Verifies the whole chain. Throws "corrupt", naming the index, when it does not hold. */
export async function openLedger(deps: LedgerDeps): Promise<Ledger> {
  const { ledgerId, ...check } = await verifyChain(deps);
  if (!check.ok) throw new BerthError('corrupt', check.message);
  return new Ledger(deps, ledgerId || deps.ids.next('ledger'));
}

export class Ledger {
  #ledgerId: string;
  readonly #deps: LedgerDeps;
  readonly #recent = new Map<number, ChainedBlock>();
  readonly #waiting = new Set<() => void>();
  /** The highest of all blocks that were given or appended. */
  #epoch = 0;
  #closed: BerthError | undefined;
  #appending = false;

  constructor(deps: LedgerDeps, ledgerId: string) {
    this.#deps = deps;
    this.#ledgerId = ledgerId;
  }

  /** Made with the first block; the same in every block. */
  get ledgerId(): string {
    return this.#ledgerId;
  }

  get head(): Head {
    return this.#deps.store.head();
  }

  get oldest(): number {
    return this.#deps.store.oldest();
  }

  /**
   * Appends one block and resolves when it is durable. One at a time. Throws "conflict" when another one's block came
   * first: `follow` gives it; and when a later leader's block has been given, for the head has moved behind it, and whoever
   * appends for an earlier one decided without it. After any other failure the ledger takes no more.
   */
  async append(events: readonly LedgerEvent[], epoch: number): Promise<ChainedBlock> {
    if (this.#closed) throw this.#closed;
    if (this.#appending) throw new BerthError('internal', 'one append at a time');
    if (epoch < this.#epoch)
      throw new BerthError(
        'conflict',
        `epoch ${epoch} is over: block ${this.head.index} is of epoch ${this.#epoch}`,
      );
    const { store, codec, ids, clock, leader } = this.#deps;
    const { index, hash: previousHash } = store.head();
    const block: Block = {
      ledgerId: this.ledgerId,
      index: index + 1,
      epoch,
      leader,
      recordId: ids.next('rec'),
      timeMs: Math.round(clock.nowMs()),
      previousHash,
      events,
    };
    const bytes = codec.encode(block);
    const hash = sha256(bytes);
    this.#appending = true;
    try {
      await store.append({ index: block.index, previousHash, hash, bytes });
    } catch (thrown) {
      const error = BerthError.from(thrown, 'storage');
      if (error.code !== 'conflict') this.#closed = error;
      throw error;
    } finally {
      this.#appending = false;
    }
    const chained = { block, hash };
    this.#remember(chained);
    return chained;
  }

  /**
   * The blocks that others append, in order, each verified; the head moves with each as it is given, so apply it before
   * appending. Ends with the signal. One at a time; after a failure the ledger takes no more.
   */
  async *follow(signal: AbortSignal): AsyncGenerator<ChainedBlock> {
    try {
      for await (const stored of this.#deps.store.follow(signal)) {
        const chained = decodeVerified(stored, this.#deps.codec);
        const { index, ledgerId } = chained.block;
        // Whoever appends to an empty log first gives the ledger its name.
        if (index === 1) this.#ledgerId = ledgerId;
        if (ledgerId !== this.#ledgerId)
          throw new BerthError('corrupt', `block ${index} belongs to ledger ${ledgerId}`);
        this.#remember(chained);
        yield chained;
      }
    } catch (thrown) {
      this.#closed ??= BerthError.from(thrown, 'storage');
      this.close();
      throw thrown;
    }
  }

  #remember(chained: ChainedBlock): void {
    this.#epoch = Math.max(this.#epoch, chained.block.epoch);
    this.#recent.set(chained.block.index, chained);
    this.#recent.delete(chained.block.index - RECENT_BLOCKS);
    for (const wake of this.#waiting) wake();
  }

  /** Blocks `from`..`to`, both included, verified again as they are read. */
  async *read(from: number, to = this.head.index): AsyncGenerator<ChainedBlock> {
    if (from < this.oldest) throw tooOld(this.oldest);
    for await (const stored of this.#deps.store.read(from, to))
      yield decodeVerified(stored, this.#deps.codec);
  }

  /** Every block from `fromIndex` on, then new ones as they become durable; 0 = from now on. Ends with the signal. */
  watch(fromIndex: number, signal: AbortSignal): AsyncGenerator<WatchedBlock> {
    return this.#watch(fromIndex === 0 ? this.head.index + 1 : fromIndex, signal);
  }

  async *#watch(from: number, signal: AbortSignal): AsyncGenerator<WatchedBlock> {
    let next = from;
    while (!signal.aborted && !this.#closed) {
      const recent = this.#recent.get(next);
      if (recent) {
        yield { kind: 'block', ...recent };
        next++;
      } else if (next < this.oldest) {
        yield { kind: 'too-old', oldest: this.oldest };
        return;
      } else if (next <= this.head.index) {
        for await (const chained of this.read(next, Math.min(this.head.index, next + RECENT_BLOCKS))) {
          if (signal.aborted) return;
          yield { kind: 'block', ...chained };
          next++;
        }
      } else {
        await this.#news(signal);
      }
    }
  }

  /** Resolves with the next block, the signal, or the end of the ledger. */
  #news(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
      if (signal.aborted) wake();
    });
  }

  /** Reads and checks every block again. */
  async verify(): Promise<LedgerCheck> {
    return { ...(await verifyChain(this.#deps)), ledgerId: this.ledgerId };
  }

  /** Stores the state at the block `write.index`, which has to be in the log. */
  async saveCheckpoint(write: Omit<CheckpointWrite, 'hash' | 'ledgerId'>): Promise<void> {
    const hash = await this.#hashOf(write.index);
    if (hash === undefined) throw new BerthError('internal', `no block ${write.index} for a checkpoint`);
    await this.#deps.store.saveCheckpoint({ ...write, hash, ledgerId: this.#ledgerId });
  }

  /** Removes the blocks below `index`; whoever still needs them has to be given a checkpoint. */
  purgeBelow(index: number): Promise<void> {
    return this.#deps.store.purgeBelow(index);
  }

  /**
   * Throws "corrupt" when it is damaged, or when it does not stand for a block of this log, and "too_old" when blocks
   * behind it, or behind nothing, were purged: the state cannot be had from here.
   */
  async loadCheckpoint(): Promise<Checkpoint | undefined> {
    const checkpoint = await this.#deps.store.loadCheckpoint();
    const base = checkpoint?.index ?? 0;
    if (base < this.oldest - 1) {
      const what = checkpoint ? `the checkpoint is of index ${base}` : 'there is no checkpoint';
      throw new BerthError('too_old', `${what}, and blocks below ${this.oldest} are not kept any more`);
    }
    if (!checkpoint) return undefined;
    const { index, hash } = checkpoint;
    if ((await this.#hashOf(index)) === hash) return checkpoint;
    throw new BerthError('corrupt', `the checkpoint of index ${index} does not belong to this log`);
  }

  /**
   * Stores a checkpoint that another one made, when it stands for a block of this log. Throws "corrupt" when it does not,
   * and "too_old" when it cannot be told, or does not reach what is kept.
   */
  async takeCheckpoint({ index, hash, epoch, ledgerId, entities }: Checkpoint): Promise<void> {
    if (index < this.oldest - 1 || index > this.head.index) {
      const kept = `blocks ${this.oldest} to ${this.head.index} are kept`;
      throw new BerthError('too_old', `a checkpoint of index ${index} is of no use: ${kept}`);
    }
    if (ledgerId !== this.#ledgerId || (await this.#hashOf(index)) !== hash)
      throw new BerthError('corrupt', `the checkpoint of index ${index} does not belong to this log`);
    await this.saveCheckpoint({ index, epoch, puts: entities, deletes: [], full: true });
  }

  /** How much of the room for the log is used, 0 to 1; undefined where that has no bound, or nobody answers. */
  async fullness(): Promise<number | undefined> {
    return this.#deps.store.fullness?.();
  }

  async #hashOf(index: number): Promise<string | undefined> {
    if (index === 0) return EMPTY_HEAD.hash;
    if (index === this.head.index) return this.head.hash;
    const recent = this.#recent.get(index);
    if (recent) return recent.hash;
    // Of the last one that was purged, the next one tells.
    const at = index === this.oldest - 1 ? this.oldest : index;
    for await (const { hash, previousHash } of this.#deps.store.read(at, at))
      return at === index ? hash : previousHash;
    return undefined;
  }

  /** Ends the watches; the store stays its owner's to close. */
  close(): void {
    this.#closed ??= new BerthError('shutting_down', 'the ledger is closed');
    for (const wake of this.#waiting) wake();
  }
}

/** Begins again where the log begins now when another coordinator purged what was about to be read. */
async function verifyChain(deps: LedgerDeps): Promise<LedgerCheck> {
  for (;;) {
    const { store } = deps;
    const oldest = store.oldest();
    try {
      return await verifyFromOldest(deps);
    } catch (thrown) {
      if (BerthError.from(thrown).code !== 'too_old' || store.oldest() <= oldest) throw thrown;
    }
  }
}

async function verifyFromOldest({ store, codec }: LedgerDeps): Promise<LedgerCheck> {
  const firstIndex = store.oldest();
  let last: Head = { ...EMPTY_HEAD, index: firstIndex - 1 };
  let ledgerId = '';
  const result = (ok: boolean, message: string): LedgerCheck => {
    const blocks = last.index - firstIndex + 1;
    return { ok, ledgerId, firstIndex, lastIndex: last.index, blocks, hash: last.hash, message };
  };
  try {
    for await (const stored of store.read(firstIndex)) {
      const { block, hash } = decodeVerified(stored, codec);
      const chained = firstIndex > 1 && stored.index === firstIndex ? true : block.previousHash === last.hash;
      if (!chained)
        return result(
          false,
          `block ${stored.index} does not follow block ${last.index}: the chain is broken`,
        );
      ledgerId ||= block.ledgerId;
      if (block.ledgerId !== ledgerId)
        return result(false, `block ${stored.index} belongs to ledger ${block.ledgerId}`);
      last = { index: stored.index, hash };
    }
  } catch (thrown) {
    const error = BerthError.from(thrown, 'corrupt');
    if (error.code !== 'corrupt') throw error;
    return result(false, error.message);
  }
  const gone = firstIndex > 1 ? `; blocks 1 to ${firstIndex - 1} were purged, and are not checked` : '';
  return result(true, `${last.index - firstIndex + 1} blocks, every hash and index is right${gone}`);
}

/** The bytes must have the hash, and say the index and previous hash, that they are stored under. */
function decodeVerified(stored: StoredBlock, codec: BlockCodec): ChainedBlock {
  const { index, bytes, hash } = stored;
  if (sha256(bytes) !== hash)
    throw new BerthError('corrupt', `block ${index} is damaged: its hash does not match`);
  const block = codec.decode(bytes);
  if (block.index !== index || block.previousHash !== stored.previousHash) {
    throw new BerthError('corrupt', `block ${index} is damaged: it says that it is block ${block.index}`);
  }
  return { block, hash };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
