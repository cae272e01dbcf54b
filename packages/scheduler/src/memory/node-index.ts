/**
 * What the nodes say to one kind of request (signature.ts), kept between calls: which pass its filters, which have room,
 * how good they are. A call first looks again at what changed since the last one, then takes the best candidate, once
 * per copy.
 *
 * Invariants: 1. after `catchUp`, every slot is as a look at its node would find it now; 2. what a call picks counts
 * for that call only: the slots that it touched are looked at again by the next one; 3. room and score come from the
 * core's fit function and from scores.ts, never from a sum kept here.
 */
import {
  type Choice,
  type Claim,
  claimFor,
  copyLoad,
  emptyLoad,
  hold,
  type NodeLoad,
  type NodeView,
  type PlaceOutcome,
  type PlaceRequest,
  quantitiesFit,
  type ReadonlyNodeLoad,
} from '@berth/core';
import type { NodeQuestion } from '../call.js';
import { grown } from '../engine/typed-arrays.js';
import { NODE_AND_ROOM_FILTERS, NODE_FILTERS } from '../filters.js';
import { RejectCounts } from '../reject-counts.js';
import { bestFit, preferenceSum, SCORE_MAX } from '../scores.js';
import { firstReject } from '../verdicts.js';
import { NONE } from './heap-forest.js';
import type { Mirror } from './mirror.js';
import { RejectTally } from './reject-tally.js';
import { RANK_LIMIT } from './roster.js';
import { type RuleCounts, ruleCounts } from './rule-counts.js';
import { RuleGroups } from './rule-groups.js';

/** Scores are below this, so that score and rank fit into one exact number. */
const SCORE_LIMIT = 2 ** 20;
/** More preferences could score more. */
export const INDEXED_PREFERENCES_MAX = SCORE_LIMIT / SCORE_MAX - 3;

/** Of a slot: no node, a node that a filter is against, one without room, a candidate. */
const [ABSENT, CLOSED, FULL, CANDIDATE] = [0, 1, 2, 3];
/** A version that no node has: look at the node as if it were new. */
const UNSEEN = -1;

export class NodeIndex {
  readonly #mirror: Mirror;
  readonly #question: NodeQuestion;
  readonly #needsClaim: boolean;
  readonly #counts: RuleCounts;
  readonly #groups: RuleGroups;
  readonly #tally = new RejectTally();
  /** The log's number up to which it has caught up, and the ranks that its keys are made of. */
  #next: number;
  readonly #rankings: number;
  /** Per slot. */
  #states = new Uint8Array(0);
  #versions = new Int32Array(0);
  #groupOf = new Int32Array(0);
  #preferences = new Int32Array(0);
  /** The catch-up in which the slot was looked at last. */
  #looked = new Int32Array(0);
  #looks = 0;
  /** Slots that the last call touched. */
  #touched: number[] = [];
  /** What nodes hold with the picks of the call under way. */
  readonly #loads = new Map<number, NodeLoad>();

  constructor(mirror: Mirror, question: NodeQuestion) {
    this.#mirror = mirror;
    this.#question = question;
    const { resources, rules, workload } = question.request;
    this.#needsClaim = !isEmpty(resources.ports) || !isEmpty(resources.devices) || !question.capacityCheck;
    this.#counts = ruleCounts(mirror, rules, workload);
    this.#groups = new RuleGroups(rules, this.#counts);
    this.#next = mirror.next;
    this.#rankings = mirror.roster.rankings;
    this.#begin();
    for (let slot = 0; slot < mirror.roster.slots; slot++) this.#look(slot);
  }

  /** Slots that it has room for: what it costs to keep it. */
  get size(): number {
    return this.#states.length;
  }

  /** False: too much has changed, make another one. */
  catchUp(): boolean {
    const mirror = this.#mirror;
    const { roster } = mirror;
    if (this.#next < mirror.first || this.#rankings !== roster.rankings) return false;
    // Groups of nodes that are gone are never forgotten one by one.
    if (this.#groups.size > 4 * roster.slots + 1_024) return false;
    this.#begin();
    for (const slot of this.#touched) this.#look(slot);
    this.#touched = [];
    for (; this.#next < mirror.next; this.#next++) {
      const slot = mirror.slotAt(this.#next);
      if (slot !== NONE) this.#look(slot);
    }
    return true;
  }

  /** `request` has the signature that this index was made for. */
  place(request: PlaceRequest): PlaceOutcome {
    const { count, resources, avoidNodes } = request;
    for (const node of avoidNodes ?? []) this.#avoid(this.#mirror.roster.slotOf(node));
    const choices: Choice[] = [];
    while (choices.length < count) {
      const slot = this.#groups.best();
      if (slot === NONE) break;
      const { id } = (this.#mirror.roster.nodeAt(slot) as NodeView).info;
      const claim = this.#claim(this.#loadOf(slot), resources);
      choices.push({ node: id, claim, score: this.#scoreOf(slot) });
      // Nobody asks for another copy: the cluster will say whether this one was placed.
      if (choices.length < count) this.#pick(slot, claim);
    }
    const missing = count - choices.length;
    const rejects = missing > 0 ? this.#rejects(request) : [];
    this.#loads.clear();
    return { choices, missing, rejects };
  }

  #begin(): void {
    for (const count of Object.values(this.#counts)) count.renew(this.#mirror);
    this.#looks++;
    this.#loads.clear();
    const { slots } = this.#mirror.roster;
    if (slots <= this.#states.length) return;
    this.#states = grown(this.#states, slots);
    this.#versions = grown(this.#versions, slots);
    this.#groupOf = grown(this.#groupOf, slots);
    this.#preferences = grown(this.#preferences, slots);
    this.#looked = grown(this.#looked, slots);
  }

  /** Once per catch-up: by then the mirror is up to date. */
  #look(slot: number): void {
    if (this.#looked[slot] === this.#looks) return;
    this.#looked[slot] = this.#looks;
    const version = this.#mirror.roster.versionOf(slot);
    if (this.#versions[slot] !== version) this.#renew(slot, version);
    const state = this.#states[slot];
    if (state === ABSENT) return;
    this.#groups.sync(this.#groupOf[slot] as number);
    if (state !== CLOSED) this.#weigh(slot, this.#loadOf(slot));
  }

  /** The node is another one, or another than it was. */
  #renew(slot: number, version: number): void {
    this.#close(slot);
    if (this.#states[slot] !== ABSENT) this.#groups.sync(this.#groupOf[slot] as number);
    this.#versions[slot] = version;
    const node = this.#mirror.roster.nodeAt(slot);
    if (!node) {
      this.#states[slot] = ABSENT;
      this.#tally.clear(slot);
      return;
    }
    const group = this.#groups.groupOf(slot);
    this.#groupOf[slot] = group;
    this.#states[slot] = CLOSED;
    this.#tally.doubt(slot);
    if (firstReject(NODE_FILTERS, { node, load: node.load }, this.#question)) return;
    this.#states[slot] = FULL;
    this.#groups.passes(group, 1);
    this.#preferences[slot] = preferenceSum(node.info, this.#question);
  }

  /** Takes the node out, as if a filter were against it. */
  #close(slot: number): void {
    const state = this.#states[slot];
    if (state === ABSENT || state === CLOSED) return;
    this.#groups.withdraw(slot);
    this.#groups.passes(this.#groupOf[slot] as number, -1);
    this.#states[slot] = CLOSED;
    this.#tally.doubt(slot);
  }

  #avoid(slot: number | undefined): void {
    if (slot === undefined || this.#states[slot] === ABSENT) return;
    this.#close(slot);
    this.#tally.doubt(slot);
    this.#versions[slot] = UNSEEN;
    this.#touched.push(slot);
  }

  /** Room and score of a node that passes its filters. */
  #weigh(slot: number, load: ReadonlyNodeLoad): void {
    const { request } = this.#question;
    if (!this.#hasRoom(load)) {
      this.#groups.withdraw(slot);
      this.#states[slot] = FULL;
      this.#tally.doubt(slot);
      return;
    }
    if (this.#states[slot] !== CANDIDATE) this.#tally.clear(slot);
    this.#states[slot] = CANDIDATE;
    const score = bestFit(load, request) + (this.#preferences[slot] as number);
    const key = (SCORE_LIMIT - score) * RANK_LIMIT + this.#mirror.roster.rankOf(slot);
    this.#groups.offer(slot, this.#groupOf[slot] as number, key);
  }

  #hasRoom(load: ReadonlyNodeLoad): boolean {
    const { resources } = this.#question.request;
    if (!this.#needsClaim) return quantitiesFit(load, resources.quantities);
    return 'claim' in claimFor(this.#tried(load), resources);
  }

  #tried(load: ReadonlyNodeLoad): ReadonlyNodeLoad {
    return this.#question.capacityCheck ? load : emptyLoad(load.inventory);
  }

  #claim(load: ReadonlyNodeLoad, resources: PlaceRequest['resources']): Claim {
    const claimed = claimFor(this.#tried(load), resources);
    if ('claim' in claimed) return claimed.claim;
    // The load changed and the log does not say so.
    throw new Error(`a candidate has no room: ${claimed.rejects.map(({ detail }) => detail).join('; ')}`);
  }

  #pick(slot: number, claim: Claim): void {
    let load = this.#loads.get(slot);
    if (!load) {
      load = copyLoad(this.#loadOf(slot));
      this.#loads.set(slot, load);
      this.#touched.push(slot);
    }
    hold(load, claim);
    this.#groups.picked(this.#groupOf[slot] as number);
    this.#weigh(slot, load);
  }

  #loadOf(slot: number): ReadonlyNodeLoad {
    return this.#loads.get(slot) ?? (this.#mirror.roster.nodeAt(slot) as NodeView).load;
  }

  #scoreOf(slot: number): number {
    const score = SCORE_LIMIT - Math.floor(this.#groups.keyOf(slot) / RANK_LIMIT);
    return score + this.#groups.evennessOf(this.#groupOf[slot] as number);
  }

  #rejects(request: PlaceRequest): PlaceOutcome['rejects'] {
    const question = { ...this.#question, request };
    const counts = new RejectCounts();
    this.#tally.addTo(counts, (slot) => {
      const node = this.#mirror.roster.nodeAt(slot);
      return node && firstReject(NODE_AND_ROOM_FILTERS, { node, load: this.#loadOf(slot) }, question);
    });
    const { spread, apart, near } = request.rules;
    const subjects = { spread: spread?.by ?? '', apart: apart?.by ?? '', near: near?.workload ?? '' };
    this.#groups.rejects((rule, nodes) => counts.add({ reason: rule, subject: subjects[rule] }, nodes));
    return counts.sorted();
  }
}

function isEmpty(record: Readonly<Record<string, unknown>>): boolean {
  for (const _name in record) return false;
  return true;
}
