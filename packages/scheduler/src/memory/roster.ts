/**
 * The nodes by slot: a small number that a node keeps as long as it is there, and by which everything else is stored.
 *
 * Invariants: 1. ranks order the nodes as their ids do; 2. whatever of a node's `info`, `connection` or `eligibility`
 * changed, its version did too; 3. a slot without a node has version 0.
 */
import type { NodeId, NodeView } from '@berth/core';
import { grown } from '../engine/typed-arrays.js';

/** Ranks are whole numbers below this. */
export const RANK_LIMIT = 2 ** 33;
/** Between neighbours at the end, and at first: room for nodes that come in between. */
const GAP = 2 ** 13;

type Standing = Pick<NodeView, 'info' | 'connection' | 'eligibility'>;

export class Roster {
  readonly #slots = new Map<NodeId, number>();
  readonly #nodes: (NodeView | undefined)[] = [];
  /** As the node was when its version was given. */
  readonly #standings: (Standing | undefined)[] = [];
  readonly #free: number[] = [];
  #versions = new Int32Array(64);
  #ranks = new Float64Array(64);
  /** Sorted. */
  #ids: NodeId[] = [];
  #given = 0;
  #rankings = 0;

  constructor(nodes: ReadonlyMap<NodeId, NodeView>) {
    this.#ids = [...nodes.keys()].sort();
    for (const [id, node] of nodes) this.#enter(this.#slots.size, id, node);
    this.#rankAll();
  }

  /** Nodes. */
  get size(): number {
    return this.#slots.size;
  }

  /** Slots, with a node or without: all are below this. */
  get slots(): number {
    return this.#nodes.length;
  }

  /** How often all nodes got new ranks. */
  get rankings(): number {
    return this.#rankings;
  }

  slotOf(id: NodeId): number | undefined {
    return this.#slots.get(id);
  }

  nodeAt(slot: number): NodeView | undefined {
    return this.#nodes[slot];
  }

  rankOf(slot: number): number {
    return this.#ranks[slot] as number;
  }

  versionOf(slot: number): number {
    return this.#versions[slot] as number;
  }

  /** The node as it is now; undefined: it is gone. Returns its slot, also when it just left it; undefined if unknown. */
  look(id: NodeId, node: NodeView | undefined): number | undefined {
    const known = this.#slots.get(id);
    if (known === undefined) return node && this.#join(id, node);
    if (!node) this.#leave(known, id);
    else this.#renew(known, node);
    return known;
  }

  #renew(slot: number, node: NodeView): void {
    this.#nodes[slot] = node;
    const before = this.#standings[slot] as Standing;
    const { info, connection, eligibility } = node;
    const isSame =
      before.info === info && before.connection === connection && before.eligibility === eligibility;
    if (!isSame) this.#stand(slot, node);
  }

  #stand(slot: number, { info, connection, eligibility }: NodeView): void {
    this.#standings[slot] = { info, connection, eligibility };
    this.#versions[slot] = ++this.#given;
  }

  #enter(slot: number, id: NodeId, node: NodeView): void {
    this.#versions = grown(this.#versions, slot + 1);
    this.#ranks = grown(this.#ranks, slot + 1);
    this.#slots.set(id, slot);
    this.#nodes[slot] = node;
    this.#stand(slot, node);
  }

  #leave(slot: number, id: NodeId): void {
    this.#slots.delete(id);
    this.#nodes[slot] = undefined;
    this.#standings[slot] = undefined;
    this.#versions[slot] = 0;
    this.#free.push(slot);
    this.#ids.splice(this.#placeOf(id), 1);
  }

  #join(id: NodeId, node: NodeView): number {
    const slot = this.#free.pop() ?? this.#nodes.length;
    this.#enter(slot, id, node);
    const at = this.#placeOf(id);
    this.#ids.splice(at, 0, id);
    const rank = this.#rankBetween(this.#ids[at - 1], this.#ids[at + 1]);
    if (rank === undefined) this.#rankAll();
    else this.#ranks[slot] = rank;
    return slot;
  }

  /** Undefined when there is no room. */
  #rankBetween(before: NodeId | undefined, after: NodeId | undefined): number | undefined {
    const low = before === undefined ? -1 : this.#rankById(before);
    if (after === undefined) return low + GAP < RANK_LIMIT ? low + GAP : undefined;
    const rank = Math.floor((low + this.#rankById(after)) / 2);
    return rank > low ? rank : undefined;
  }

  #rankById(id: NodeId): number {
    return this.#ranks[this.#slots.get(id) as number] as number;
  }

  #rankAll(): void {
    this.#rankings++;
    const gap = Math.max(1, Math.min(GAP, Math.floor(RANK_LIMIT / (this.#ids.length + 1))));
    for (const [at, id] of this.#ids.entries()) this.#ranks[this.#slots.get(id) as number] = (at + 1) * gap;
  }

  /** Where the id stands, or would stand, among the sorted ones. */
  #placeOf(id: NodeId): number {
    let low = 0;
    let high = this.#ids.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ids[middle] as NodeId) < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
