/** Notices that the stream is not the one that it was: made anew, cut off, or damaged. Never repairs. */
import { BerthError, type Clock } from '@berth/core';
import { tooOld } from '../store.js';
import type { BlockStream, StreamState } from './block-stream.js';

export const ADVICE = 'nothing was changed; see docs/replicated.md, and `berth ledger recover --help`';

export type GuardDeps = {
  readonly stream: BlockStream;
  readonly clock: Clock;
  /**
   * How long a server that is cut off from the others may answer with what it had (14.7 s were measured). Only what is
   * missing for longer is missing.
   */
  readonly staleMs: number;
  readonly identity: string;
  /** The newest index that is known to be durable. */
  readonly durable: () => number;
};

export class StreamGuard {
  readonly #deps: GuardDeps;
  readonly #since = new Map<string, number>();
  #first = 1;

  constructor(deps: GuardDeps) {
    this.#deps = deps;
  }

  /** The first index that is kept, as far as is known. */
  get first(): number {
    return this.#first;
  }

  /** The state, or undefined when nobody answers or the answer cannot be trusted yet. Throws "corrupt". */
  async check(): Promise<StreamState | undefined> {
    const { stream, identity, durable } = this.#deps;
    const known = durable();
    const looked = await stream.look();
    if (looked.kind === 'unknown') return undefined;
    if (looked.kind === 'missing') {
      this.#suspect(
        'gone',
        () => `${stream.name} is gone, and with it block 1 and later, up to index ${known}: ${ADVICE}`,
      );
      return undefined;
    }
    this.#since.delete('gone');
    if (looked.identity !== identity) throw recreated(stream.name, looked, known);
    if (looked.last < known) {
      this.#suspect('short', () => cutOff(stream.name, looked.last, known));
      return undefined;
    }
    this.#since.delete('short');
    this.#first = Math.max(this.#first, looked.first);
    return looked;
  }

  /**
   * For an index at which nothing was found. Returns when it may still come; throws "too_old" when it was purged, and
   * "corrupt" when it is missing. `beyond`: an index that was seen in the stream.
   */
  async missing(index: number, beyond: number): Promise<void> {
    const state = await this.check();
    if (!state) return;
    if (index < state.first) throw tooOld(state.first);
    const key = `missing ${index}`;
    if (index > Math.max(state.last, beyond)) this.#since.delete(key);
    else this.#suspect(key, () => this.damaged(index, 'it is missing').message);
  }

  damaged(index: number, why: string): BerthError {
    return new BerthError(
      'corrupt',
      `${this.#deps.stream.name}: block ${index} is damaged: ${why}: ${ADVICE}`,
    );
  }

  purged(below: number): void {
    this.#first = Math.max(this.#first, below);
  }

  /** Throws once this has been so for longer than a server's old view lasts. */
  #suspect(what: string, words: () => string): void {
    const { clock, staleMs } = this.#deps;
    const nowMs = clock.monotonicMs();
    const since = this.#since.get(what);
    if (since === undefined) this.#since.set(what, nowMs);
    else if (nowMs - since >= staleMs) throw new BerthError('corrupt', words());
  }
}

export function cutOff(name: string, last: number, known: number): string {
  return `${name}: block ${last + 1} and later are missing: it ends at index ${last}, but index ${known} was acknowledged: ${ADVICE}`;
}

export function recreated(name: string, found: StreamState, known: number): BerthError {
  const what = `it was made anew or replaced, and ends at index ${found.last}, while index ${known} was acknowledged`;
  return new BerthError('corrupt', `${name} is not the stream that it was: ${what}: ${ADVICE}`);
}
