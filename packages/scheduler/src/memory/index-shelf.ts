import type { PlaceRequest } from '@berth/core';
import type { NodeQuestion } from '../call.js';
import type { Mirror } from './mirror.js';
import { NodeIndex } from './node-index.js';
import { signatureOf } from './signature.js';

/** Indexes kept, and slots of all of them together (some 60 bytes each); the one that was used longest ago goes first. */
const INDEXES_MAX = 1_024;
const SLOTS_MAX = 2 ** 21;

/** The indexes of one mirror. */
export class IndexShelf {
  readonly #mirror: Mirror;
  /** Used last, last. */
  readonly #indexes = new Map<string, NodeIndex>();
  #slots = 0;

  constructor(mirror: Mirror) {
    this.#mirror = mirror;
  }

  /** The index for requests like this one, up to date with the mirror. */
  take(request: PlaceRequest, questionOf: (request: PlaceRequest) => NodeQuestion): NodeIndex {
    const signature = signatureOf(request);
    const known = this.#indexes.get(signature);
    if (known) this.#drop(signature, known);
    // What names nodes is the call's own.
    const { avoidNodes: _avoided, onlyNodes: _only, ...lasting } = request;
    const index = known?.catchUp() ? known : new NodeIndex(this.#mirror, questionOf(lasting));
    this.#indexes.set(signature, index);
    this.#slots += index.size;
    this.#makeRoom();
    return index;
  }

  #makeRoom(): void {
    for (const [signature, index] of this.#indexes) {
      const isOver = this.#slots > SLOTS_MAX || this.#indexes.size > INDEXES_MAX;
      if (!isOver || this.#indexes.size === 1) return;
      this.#drop(signature, index);
    }
  }

  #drop(signature: string, index: NodeIndex): void {
    this.#indexes.delete(signature);
    this.#slots -= index.size;
  }
}
