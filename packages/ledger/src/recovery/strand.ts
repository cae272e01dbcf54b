/** Blocks that follow each other, each verified, as one source has them: what a recovery reckons with. */
import { createHash } from 'node:crypto';
import { BerthError } from '@berth/core';
import type { BlockCodec } from '../ledger.js';
import { EMPTY_HEAD, type Head, type StoredBlock } from '../store.js';

const HASH_BYTES = 32;
const GROW_HASHES = 1_024;

export class Strand {
  /** Who has it: "stream", or a folder. */
  readonly source: string;
  readonly ledgerId: string;
  readonly first: number;
  /** Of the block before the first. */
  readonly previousHash: string;
  /** Indexes of blocks by which an earlier recovery went on. */
  readonly recoveries: number[] = [];
  maxEpoch = 0;
  /** 32 bytes a block. */
  #hashes = Buffer.alloc(GROW_HASHES * HASH_BYTES);
  #length = 0;

  constructor(source: string, ledgerId: string, { index, previousHash }: StoredBlock) {
    this.source = source;
    this.ledgerId = ledgerId;
    this.first = index;
    this.previousHash = previousHash;
  }

  get last(): number {
    return this.first + this.#length - 1;
  }

  get head(): Head {
    return { index: this.last, hash: this.hashAt(this.last) as string };
  }

  /** Of the block before the first one, too; undefined outside. */
  hashAt(index: number): string | undefined {
    if (index === this.first - 1) return this.previousHash;
    if (index < this.first || index > this.last) return index === 0 ? EMPTY_HEAD.hash : undefined;
    const at = (index - this.first) * HASH_BYTES;
    return this.#hashes.toString('hex', at, at + HASH_BYTES);
  }

  add(hash: string): void {
    const at = this.#length++ * HASH_BYTES;
    if (at === this.#hashes.length) this.#hashes = Buffer.concat([this.#hashes, Buffer.alloc(at)]);
    this.#hashes.write(hash, at, 'hex');
  }
}

/** `index` cannot be had from this source. */
export type Fault = { readonly index: number; readonly why: string };

export type Strands = { readonly strands: readonly Strand[]; readonly faults: readonly Fault[] };

/** So many are named; a lost file of the server's is thousands of blocks. */
const FAULTS_MAX = 100;

/** Takes what a source has, index by index, apart into what is whole. */
export class StrandReader {
  readonly #source: string;
  readonly #codec: BlockCodec;
  readonly #strands: Strand[] = [];
  readonly #faults: Fault[] = [];

  constructor(source: string, codec: BlockCodec) {
    this.#source = source;
    this.#codec = codec;
  }

  get found(): Strands {
    return { strands: this.#strands, faults: this.#faults };
  }

  missing(index: number, why: string): void {
    if (this.#faults.length < FAULTS_MAX) this.#faults.push({ index, why });
  }

  take(stored: StoredBlock): void {
    const { index, hash, previousHash } = stored;
    const block = this.#decode(stored);
    if (!block) return;
    const open = this.#strands.at(-1);
    const follows = open && open.last === index - 1;
    if (follows && open.hashAt(index - 1) !== previousHash) {
      this.missing(index, `it does not follow block ${index - 1}`);
      return;
    }
    const strand = follows ? open : new Strand(this.#source, block.ledgerId, stored);
    if (!follows) this.#strands.push(strand);
    strand.add(hash);
    strand.maxEpoch = Math.max(strand.maxEpoch, block.epoch);
    if (block.events.some(({ kind }) => kind === 'ledger.recovered')) strand.recoveries.push(index);
  }

  #decode({ index, hash, previousHash, bytes }: StoredBlock) {
    try {
      const right = createHash('sha256').update(bytes).digest('hex') === hash;
      const block = right ? this.#codec.decode(bytes) : undefined;
      if (block?.index === index && block.previousHash === previousHash) return block;
      this.missing(index, right ? 'it says that it is another block' : 'its hash is wrong');
    } catch (thrown) {
      this.missing(index, BerthError.from(thrown).message);
    }
    return undefined;
  }
}
