/**
 * The nodes in order for one kind of request (signature.ts), kept between calls. A call first looks again at what changed
 * since the last one, then takes the best candidate, once per copy.
 *
 * Invariants: 1. after `catchUp`, the groups have every node as the table has it, and every copy as the cluster has it;
 * 2. what a call picks counts for that call only: the slots that it touched are looked at again by the next one.
 */
import {
  type Choice,
  type Claim,
  copyLoad,
  hold,
  type NodeLoad,
  type NodeView,
  type PlaceOutcome,
  type PlaceRequest,
  type ReadonlyNodeLoad,
} from '@berth/core';
import { grown } from '../engine/typed-arrays.js';
import { RejectCounts } from '../reject-counts.js';
import { rejectOf, relationsOf } from '../relations.js';
import { NONE } from './heap-forest.js';
import type { Mirror } from './mirror.js';
import { ABSENT, FULL, type NodeTable, ROOMY } from './node-table.js';
import { RelationDomains } from './relation-domains.js';
import { RuleGroups } from './rule-groups.js';

export class NodeIndex {
  readonly #mirror: Mirror;
  readonly #table: NodeTable;
  readonly #rules: readonly RelationDomains[];
  readonly #groups: RuleGroups;
  /** The log's number up to which it has caught up. */
  #next: number;
  /** The table's renewals that it has seen. */
  #renewals: number;
  /** Per slot: the version of its node when its group was looked up (0: no node), and the group. */
  #versions = new Int32Array(0);
  #groupOf = new Int32Array(0);
  /** Per slot: 1 when its group counts it as passing. */
  #passes = new Uint8Array(0);
  /** The catch-up in which the slot was looked at last. */
  #looked = new Int32Array(0);
  #looks = 0;
  /** Slots that the last call touched. */
  #touched: number[] = [];
  /** What nodes hold with the picks of the call under way. */
  readonly #loads = new Map<number, NodeLoad>();

  /** The table is up to date, and for requests like this one. */
  constructor(mirror: Mirror, table: NodeTable, request: PlaceRequest) {
    this.#mirror = mirror;
    this.#table = table;
    this.#rules = relationsOf(request).map(
      (relation) => new RelationDomains(mirror, relation, request.workload),
    );
    this.#groups = new RuleGroups(this.#rules);
    this.#next = mirror.next;
    this.#renewals = table.renewals;
    this.#begin();
    this.#groups.fill(() => {
      for (let slot = 0; slot < mirror.roster.slots; slot++) this.#look(slot);
    });
  }

  /** Slots that it has room for: what it costs to keep it. */
  get size(): number {
    return this.#versions.length;
  }

  /** False: too much has changed, make another one. The table is up to date. */
  catchUp(): boolean {
    const mirror = this.#mirror;
    if (this.#next < mirror.first) return false;
    // Groups of nodes that are gone are never forgotten one by one.
    if (this.#groups.size > 4 * mirror.roster.slots + 1_024) return false;
    this.#begin();
    for (const slot of this.#touched) this.#look(slot);
    if (this.#touched.length > 0) this.#touched = [];
    for (; this.#next < mirror.next; this.#next++) {
      const slot = mirror.slotAt(this.#next);
      if (slot !== NONE) this.#look(slot);
    }
    if (this.#renewals !== this.#table.renewals) this.#lookAtAll();
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
      const node = this.#mirror.roster.nodeAt(slot) as NodeView;
      const claim = this.#table.claim(node, this.#loadOf(slot), resources);
      const score = this.#table.scoreOf(slot) + this.#groups.pointsOf(this.#groupOf[slot] as number);
      choices.push({ node: node.info.id, claim, score });
      // Nobody asks for another copy: the cluster will say whether this one was placed.
      if (choices.length < count) this.#pick(slot, node, claim);
    }
    const missing = count - choices.length;
    return { choices, missing, rejects: missing > 0 ? this.#rejects(request) : [] };
  }

  #lookAtAll(): void {
    this.#renewals = this.#table.renewals;
    for (let slot = 0; slot < this.#mirror.roster.slots; slot++) this.#look(slot);
  }

  #begin(): void {
    for (const rule of this.#rules) rule.renew(this.#mirror);
    if (this.#loads.size > 0) this.#loads.clear();
    this.#looks++;
    const { slots } = this.#mirror.roster;
    if (slots <= this.#versions.length) return;
    this.#versions = grown(this.#versions, slots);
    this.#groupOf = grown(this.#groupOf, slots);
    this.#passes = grown(this.#passes, slots);
    this.#looked = grown(this.#looked, slots);
  }

  /** Once per catch-up. */
  #look(slot: number): void {
    if (this.#looked[slot] === this.#looks) return;
    this.#looked[slot] = this.#looks;
    const version = this.#mirror.roster.versionOf(slot);
    if (this.#versions[slot] !== version) this.#regroup(slot, version);
    if (version === 0) return;
    this.#groups.sync(this.#groupOf[slot] as number);
    this.#take(slot);
  }

  /** The node is another one, or may stand in other domains. */
  #regroup(slot: number, version: number): void {
    if (this.#versions[slot] !== 0) {
      const group = this.#groupOf[slot] as number;
      this.#groups.withdraw(slot);
      this.#pass(slot, 0);
      this.#groups.sync(group);
    }
    this.#versions[slot] = version;
    const node = this.#mirror.roster.nodeAt(slot);
    if (node) this.#groupOf[slot] = this.#groups.groupOf(slot, node.info);
  }

  /** Takes over what the table says of the slot's node. */
  #take(slot: number): void {
    const state = this.#table.stateOf(slot);
    this.#pass(slot, state >= FULL ? 1 : 0);
    if (state === ROOMY) this.#groups.offer(slot, this.#groupOf[slot] as number, this.#table.keyOf(slot));
    else this.#groups.withdraw(slot);
  }

  #pass(slot: number, passes: 0 | 1): void {
    if (this.#passes[slot] === passes) return;
    this.#passes[slot] = passes;
    this.#groups.passes(this.#groupOf[slot] as number, passes === 1 ? 1 : -1);
  }

  #avoid(slot: number | undefined): void {
    if (slot === undefined || this.#table.stateOf(slot) === ABSENT) return;
    this.#table.tryClosed(slot);
    this.#touched.push(slot);
    this.#take(slot);
  }

  #pick(slot: number, node: NodeView, claim: Claim): void {
    let load = this.#loads.get(slot);
    if (!load) {
      load = copyLoad(this.#loadOf(slot));
      this.#loads.set(slot, load);
      this.#touched.push(slot);
    }
    hold(load, claim);
    this.#groups.picked(this.#groupOf[slot] as number);
    this.#table.tryLoad(slot, node, load);
    this.#take(slot);
  }

  #loadOf(slot: number): ReadonlyNodeLoad {
    return this.#loads.get(slot) ?? (this.#mirror.roster.nodeAt(slot) as NodeView).load;
  }

  #rejects(request: PlaceRequest): PlaceOutcome['rejects'] {
    const counts = new RejectCounts();
    this.#table.addRejects(counts, request, (slot) => this.#loadOf(slot));
    this.#groups.rejects((relation, nodes) => counts.add(rejectOf(relation), nodes));
    return counts.sorted();
  }
}
