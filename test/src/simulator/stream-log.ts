/** The ledger as a stream's committed records tell it: each is decoded, watched and replayed as it is committed. */
import { apply, type ClusterState, emptyState, stateDigest } from '@berth/core';
import type { ChainedBlock } from '@berth/ledger';
import { blockCodec } from '@berth/transport';
import { checkCapacity, type LedgerWatcher } from './invariants.js';
import { Violation } from './trace.js';

/** Of a record: checksum, previous hash, hash, bytes. */
const HASH_AT = 36;
const BYTES_AT = 68;

export class StreamLog {
  readonly blocks: ChainedBlock[] = [];
  readonly state: ClusterState = emptyState();
  /** By epoch, who claimed it. */
  readonly claims = new Map<number, string>();
  readonly #watcher: LedgerWatcher;
  #digest: { readonly index: number; readonly text: string } | undefined;

  constructor(watcher: LedgerWatcher) {
    this.#watcher = watcher;
  }

  get last(): number {
    return this.blocks.length;
  }

  take(sequence: number, record: Uint8Array): void {
    const block = blockCodec.decode(record.subarray(BYTES_AT));
    const hash = Buffer.from(record.subarray(HASH_AT, BYTES_AT)).toString('hex');
    if (sequence !== this.last + 1 || block.index !== sequence)
      throw new Violation('every index once', `block ${block.index} is stored at ${sequence}`);
    this.#watcher.see(block, hash);
    this.blocks.push({ block, hash });
    for (const event of block.events) {
      if (event.kind === 'leader.claimed') this.claims.set(event.epoch, event.leader);
      apply(this.state, event, { index: block.index });
    }
    this.state.index = block.index;
    const { changes } = this.state;
    changes.assignments.clear();
    changes.dirty.clear();
    changes.endpoints.clear();
    for (const ids of Object.values(changes.entities)) ids.clear();
    changes.roomMade = false;
    checkCapacity(this.state);
  }

  /** Of the state after the last block. */
  get digest(): string {
    if (this.#digest?.index !== this.last) this.#digest = { index: this.last, text: stateDigest(this.state) };
    return this.#digest.text;
  }
}
