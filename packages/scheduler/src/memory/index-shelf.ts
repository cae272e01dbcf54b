import type { PlaceRequest } from '@berth/core';
import type { NodeQuestion } from '../call.js';
import { wantedCopies } from '../relations.js';
import type { Mirror } from './mirror.js';
import { NodeIndex } from './node-index.js';
import { NodeTable } from './node-table.js';
import { type Signature, signatureOf } from './signature.js';

/** Indexes kept, and slots of all of them together (some 60 bytes each); the one that was used longest ago goes first. */
const INDEXES_MAX = 1_024;
const SLOTS_MAX = 2 ** 22;

/** Indexes over one table, by the `copies` part of their signature. Never empty. */
type Family = { readonly table: NodeTable; readonly indexes: Map<string, Kept> };
type Kept = { readonly index: NodeIndex; usedAt: number };
type Signed = Pick<PlaceRequest, 'resources' | 'rules' | 'workload'> & {
  readonly wanted: number;
  readonly signature: Signature;
};

/** The indexes of one mirror. */
export class IndexShelf {
  readonly #mirror: Mirror;
  readonly #families = new Map<string, Family>();
  /** Requests are never changed, and a workload's next copies come with the same objects. */
  #last: Signed | undefined;
  #indexes = 0;
  #slots = 0;
  #uses = 0;

  constructor(mirror: Mirror) {
    this.#mirror = mirror;
  }

  /** The index for requests like this one, up to date with the mirror. */
  take(request: PlaceRequest, questionOf: (request: PlaceRequest) => NodeQuestion): NodeIndex {
    const signature = this.#sign(request);
    const family = this.#familyOf(signature.node);
    const known = family?.indexes.get(signature.copies);
    if (family && known?.index.catchUp()) {
      known.usedAt = ++this.#uses;
      return known.index;
    }
    if (known) this.#drop(signature, known);
    // What names nodes is the call's own.
    const { avoidNodes: _avoided, onlyNodes: _only, ...lasting } = request;
    const table = family?.table ?? new NodeTable(this.#mirror, questionOf(lasting));
    const index = new NodeIndex(this.#mirror, table, lasting);
    this.#put(signature, table, index);
    return index;
  }

  /** One that is not kept. */
  make(request: PlaceRequest, questionOf: (request: PlaceRequest) => NodeQuestion): NodeIndex {
    const { avoidNodes: _avoided, ...lasting } = request;
    return new NodeIndex(this.#mirror, new NodeTable(this.#mirror, questionOf(lasting)), lasting);
  }

  /** With its table up to date. */
  #familyOf(signature: string): Family | undefined {
    const family = this.#families.get(signature);
    if (!family || family.table.catchUp()) return family;
    for (const [copies, kept] of [...family.indexes]) this.#drop({ node: signature, copies }, kept);
    return undefined;
  }

  #sign(request: PlaceRequest): Signature {
    const { resources, rules, workload } = request;
    const last = this.#last;
    const wanted = wantedCopies(request);
    const isSame =
      last?.resources === resources &&
      last.rules === rules &&
      last.workload === workload &&
      last.wanted === wanted;
    if (isSame) return last.signature;
    const signature = signatureOf(request);
    this.#last = { resources, rules, wanted, ...(workload !== undefined && { workload }), signature };
    return signature;
  }

  #put({ node, copies }: Signature, table: NodeTable, index: NodeIndex): void {
    this.#makeRoom(index.size);
    const family = this.#families.get(node) ?? { table, indexes: new Map<string, Kept>() };
    this.#families.set(node, family);
    family.indexes.set(copies, { index, usedAt: ++this.#uses });
    this.#indexes++;
    this.#slots += index.size;
  }

  #makeRoom(slots: number): void {
    while (this.#indexes > 0 && (this.#slots + slots > SLOTS_MAX || this.#indexes >= INDEXES_MAX)) {
      let oldest: { readonly signature: Signature; readonly kept: Kept } | undefined;
      for (const [node, { indexes }] of this.#families) {
        for (const [copies, kept] of indexes) {
          if (!oldest || kept.usedAt < oldest.kept.usedAt) oldest = { signature: { node, copies }, kept };
        }
      }
      if (oldest) this.#drop(oldest.signature, oldest.kept);
    }
  }

  #drop({ node, copies }: Signature, { index }: Kept): void {
    const family = this.#families.get(node);
    if (!family?.indexes.delete(copies)) return;
    if (family.indexes.size === 0) this.#families.delete(node);
    this.#indexes--;
    this.#slots -= index.size;
  }
}
