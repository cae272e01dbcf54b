/**
 * What the nodes say to a request by themselves, wherever copies are: which pass its filters, which have room, how good
 * they are. Kept between calls, for all requests that ask the same of a node (signature.ts).
 *
 * Invariants: 1. after `catchUp`, every slot is as a look at its node would find it now; 2. what a call tries is
 * undone by the next `catchUp`; 3. room and score come from the core's fit function and from scores.ts, never from a sum
 * kept here.
 */
import {
  type Claim,
  claimFor,
  emptyLoad,
  type NodeView,
  type PlaceRequest,
  quantitiesFit,
  type ReadonlyNodeLoad,
  type ResourceRequest,
} from '@berth/core';
import type { NodeQuestion } from '../call.js';
import { grown } from '../engine/typed-arrays.js';
import { NODE_AND_ROOM_FILTERS, NODE_FILTERS } from '../filters.js';
import { RANK_MAX } from '../ranking/ranks.js';
import type { RejectCounts } from '../reject-counts.js';
import { preferenceSum } from '../scores.js';
import { firstReject } from '../verdicts.js';
import { NONE } from './heap-forest.js';
import type { Mirror } from './mirror.js';
import { RejectTally } from './reject-tally.js';
import { RANK_LIMIT } from './roster.js';

/** Scores are below this, so that score and rank fit into one exact number. */
const SCORE_LIMIT = 2 ** 20;
/** More preferences and rules about copies could score more. */
export const INDEXED_TERMS_MAX = SCORE_LIMIT / RANK_MAX - 3;

/** Of a slot: no node, a node that a filter is against, one without room, one with room. */
export const ABSENT = 0;
export const CLOSED = 1;
export const FULL = 2;
export const ROOMY = 3;

/** A version that no node has: look at the node as if it were new. */
const UNSEEN = -1;

export class NodeTable {
  readonly #mirror: Mirror;
  readonly #question: NodeQuestion;
  readonly #asksForMore: boolean;
  readonly #tally = new RejectTally();
  /** The log's number up to which it has caught up, and the ranks that its keys are made of. */
  #next: number;
  readonly #rankings: number;
  /** The ranker's version that its keys are made of. */
  #ranked: number;
  #renewals = 0;
  /** Per slot. */
  #states = new Uint8Array(0);
  #keys = new Float64Array(0);
  #versions = new Int32Array(0);
  #preferences = new Int32Array(0);
  /** The catch-up in which the slot was looked at last. */
  #looked = new Int32Array(0);
  #looks = 0;
  /** Slots that calls have tried things on. */
  #tried: number[] = [];

  constructor(mirror: Mirror, question: NodeQuestion) {
    this.#mirror = mirror;
    this.#question = question;
    const { ports, devices } = question.request.resources;
    this.#asksForMore = !isEmpty(ports) || !isEmpty(devices) || !question.capacityCheck;
    this.#next = mirror.next;
    this.#rankings = mirror.roster.rankings;
    this.#ranked = question.ranker.version;
    this.#begin();
    for (let slot = 0; slot < mirror.roster.slots; slot++) this.#look(slot);
  }

  /** False: too much has changed, make another one. */
  catchUp(): boolean {
    const mirror = this.#mirror;
    if (this.#next < mirror.first || this.#rankings !== mirror.roster.rankings) return false;
    const isRanked = this.#ranked === this.#question.ranker.version;
    if (isRanked && this.#next === mirror.next && this.#tried.length === 0) return true;
    this.#begin();
    for (const slot of this.#tried) this.#look(slot);
    if (this.#tried.length > 0) this.#tried = [];
    for (; this.#next < mirror.next; this.#next++) {
      const slot = mirror.slotAt(this.#next);
      if (slot !== NONE) this.#look(slot);
    }
    if (!isRanked) this.#rankAnew();
    return true;
  }

  /** How often all nodes were ranked anew. */
  get renewals(): number {
    return this.#renewals;
  }

  stateOf(slot: number): number {
    return this.#states[slot] as number;
  }

  /** Of a roomy slot; smaller is better: the higher score first, then the smaller id. */
  keyOf(slot: number): number {
    return this.#keys[slot] as number;
  }

  /** Without what rules about copies are worth. */
  scoreOf(slot: number): number {
    return SCORE_LIMIT - Math.floor((this.#keys[slot] as number) / RANK_LIMIT);
  }

  claim(node: NodeView, load: ReadonlyNodeLoad, resources: ResourceRequest): Claim {
    const { ranker } = this.#question;
    const free = this.#checked(load);
    const claimed = claimFor(free, resources, (selector) => ranker.level(selector, node, free));
    if ('claim' in claimed) return claimed.claim;
    // The node changed and the log does not say so.
    throw new Error(`a node has no room: ${claimed.rejects.map(({ detail }) => detail).join('; ')}`);
  }

  /** Judges the slot's node as if it held this. */
  tryLoad(slot: number, node: NodeView, load: ReadonlyNodeLoad): void {
    this.#tried.push(slot);
    this.#weigh(slot, node, load);
  }

  /** Judges the slot's node as if a filter were against it. */
  tryClosed(slot: number): void {
    this.#tried.push(slot);
    this.#states[slot] = CLOSED;
    this.#versions[slot] = UNSEEN;
    this.#tally.doubt(slot);
  }

  /** Adds the first reject of each node that does not pass or has no room. */
  addRejects(counts: RejectCounts, request: PlaceRequest, loadOf: (slot: number) => ReadonlyNodeLoad): void {
    const question = { ...this.#question, request };
    this.#tally.addTo(counts, (slot) => {
      const node = this.#mirror.roster.nodeAt(slot);
      return node && firstReject(NODE_AND_ROOM_FILTERS, { node, load: loadOf(slot) }, question);
    });
  }

  #begin(): void {
    this.#looks++;
    const { slots } = this.#mirror.roster;
    if (slots <= this.#states.length) return;
    this.#states = grown(this.#states, slots);
    this.#keys = grown(this.#keys, slots);
    this.#versions = grown(this.#versions, slots);
    this.#preferences = grown(this.#preferences, slots);
    this.#looked = grown(this.#looked, slots);
  }

  /** Once per catch-up: by then the mirror is up to date. */
  #look(slot: number): void {
    if (this.#looked[slot] === this.#looks) return;
    this.#looked[slot] = this.#looks;
    const node = this.#mirror.roster.nodeAt(slot);
    const version = this.#mirror.roster.versionOf(slot);
    if (this.#versions[slot] !== version) this.#renew(slot, version);
    if (node && (this.#states[slot] as number) >= FULL) this.#weigh(slot, node, node.load);
  }

  /** The node is another one, or another than it was. */
  #renew(slot: number, version: number): void {
    this.#versions[slot] = version;
    const node = this.#mirror.roster.nodeAt(slot);
    if (!node) {
      this.#states[slot] = ABSENT;
      this.#tally.clear(slot);
      return;
    }
    const isClosed = firstReject(NODE_FILTERS, { node, load: node.load }, this.#question) !== undefined;
    this.#states[slot] = isClosed ? CLOSED : FULL;
    if (isClosed) this.#tally.doubt(slot);
    else this.#preferences[slot] = preferenceSum(node.info, this.#question);
  }

  /** Room and score of a node that passes its filters. */
  #weigh(slot: number, node: NodeView, load: ReadonlyNodeLoad): void {
    if (!this.#hasRoom(load)) {
      this.#states[slot] = FULL;
      this.#tally.doubt(slot);
      return;
    }
    this.#states[slot] = ROOMY;
    this.#tally.clear(slot);
    const score = this.#question.ranker.rank(node, load) + (this.#preferences[slot] as number);
    this.#keys[slot] = (SCORE_LIMIT - score) * RANK_LIMIT + this.#mirror.roster.rankOf(slot);
  }

  #rankAnew(): void {
    this.#ranked = this.#question.ranker.version;
    this.#renewals++;
    for (let slot = 0; slot < this.#mirror.roster.slots; slot++) this.#look(slot);
  }

  #hasRoom(load: ReadonlyNodeLoad): boolean {
    const { resources } = this.#question.request;
    if (!this.#asksForMore) return quantitiesFit(load, resources.quantities);
    return 'claim' in claimFor(this.#checked(load), resources);
  }

  #checked(load: ReadonlyNodeLoad): ReadonlyNodeLoad {
    return this.#question.capacityCheck ? load : emptyLoad(load.inventory);
  }
}

function isEmpty(record: Readonly<Record<string, unknown>>): boolean {
  for (const _name in record) return false;
  return true;
}
