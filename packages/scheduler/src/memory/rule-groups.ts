/**
 * Candidates by the domains of a request's rules about copies. Nodes that stand in the same domains form a group; the
 * groups of one spread domain form a ward; wards with as many copies stand in one heap. So the best candidate of all is
 * found by looking at one ward per count, and a copy that comes or goes moves one ward, and the groups that share its
 * domain of `apart` or `near`.
 *
 * Invariants: 1. a group stands in its ward's heap while it has a candidate and neither apart nor near speaks against
 * it; 2. a ward is eligible (copy-counts.ts) while a group in it that is open has a node that passes its own filters.
 */
import type { PlacementRules } from '@berth/core';
import { grown } from '../engine/typed-arrays.js';
import { evennessOf, isWithinSkew } from '../scores.js';
import { type DomainNumbers, LACKS } from './domain-numbers.js';
import { HeapForest, NONE } from './heap-forest.js';
import { Levels } from './levels.js';
import { RANK_LIMIT } from './roster.js';
import type { RuleCounts } from './rule-counts.js';

/** The one ward of requests that say nothing about spread. */
const EVERYWHERE = LACKS + 1;

export class RuleGroups {
  readonly #rules: PlacementRules;
  readonly #counts: RuleCounts;
  /** Kinds of domains that differ. One kind: its domains are the groups. */
  readonly #kinds: readonly DomainNumbers[];
  /** With several kinds: the groups that there are. */
  readonly #numbers = new Map<string, number>();
  #size = 0;
  /** Per group: its domains. The ward is NONE for a number that is no group (yet). */
  #wardOf = new Int32Array(4).fill(NONE);
  #apartOf = new Int32Array(4);
  #nearOf = new Int32Array(4);
  /** Per group: the next one that is apart by the same domain, and near by the same. */
  #apartNext = new Int32Array(4);
  #nearNext = new Int32Array(4);
  /** Per domain: its first group, plus one. */
  #apartFirst = new Int32Array(4);
  #nearFirst = new Int32Array(4);
  /** Per group: nodes that pass their own filters, candidates, and whether it is open: only own copies may be too close. */
  #passing = new Int32Array(4);
  #candidates = new Int32Array(4);
  #isOpen = new Uint8Array(4);
  /** Per ward: passing nodes of open groups. */
  #openNodes = new Int32Array(4);
  readonly #levels = new Levels();
  /** Slots in groups, groups in wards, wards by their count of copies. */
  readonly #slots = new HeapForest();
  readonly #groups = new HeapForest();
  readonly #wards = new HeapForest();
  /** Groups are lifted all at once when it is over. */
  #isFilling = false;

  constructor(rules: PlacementRules, counts: RuleCounts) {
    this.#rules = rules;
    this.#counts = counts;
    const { spread, own, near } = counts;
    this.#kinds = [...new Set([spread, own, near].flatMap((count) => (count ? [count.domains] : [])))];
  }

  /** Group numbers are below this. */
  get size(): number {
    return this.#size;
  }

  /** For the beginning, when everything is put in at once. */
  fill(putAll: () => void): void {
    this.#isFilling = true;
    putAll();
    this.#isFilling = false;
    for (let group = 0; group < this.#size; group++) if (this.#wardOf[group] !== NONE) this.#lift(group);
  }

  /** The group in which the slot's node stands. */
  groupOf(slot: number): number {
    const group = this.#numberOf(slot);
    if (group >= this.#size || this.#wardOf[group] === NONE) this.#create(group, slot);
    return group;
  }

  /** Takes over what the cluster counts in the group's domains now. */
  sync(group: number): void {
    const { spread, own, others, near } = this.#counts;
    if (spread) {
      const ward = this.#wardOf[group] as number;
      const before = spread.in(ward);
      if (spread.sync(ward)) this.#recounted(ward, before);
    }
    if (own && others) {
      const domain = this.#apartOf[group] as number;
      const isOther = own.sync(domain);
      if (others.sync(domain) || isOther) this.#apartChanged(domain);
    }
    if (near?.sync(this.#nearOf[group] as number)) this.#nearChanged(this.#nearOf[group] as number);
  }

  /** A node of the group passes its own filters (1), or does not any more (-1). */
  passes(group: number, nodes: 1 | -1): void {
    this.#passing[group] = (this.#passing[group] as number) + nodes;
    if (this.#isOpen[group] === 1) this.#opened(this.#wardOf[group] as number, nodes);
  }

  /** The slot's node is a candidate, as good as the key says. */
  offer(slot: number, group: number, key: number): void {
    if (this.#slots.heapOf(slot) === NONE) this.#candidates[group] = (this.#candidates[group] as number) + 1;
    this.#slots.put(slot, group, key);
    this.#lift(group);
  }

  withdraw(slot: number): void {
    const group = this.#slots.heapOf(slot);
    if (group === NONE) return;
    this.#candidates[group] = (this.#candidates[group] as number) - 1;
    this.#slots.remove(slot);
    this.#lift(group);
  }

  /** A copy of this call went to the group. */
  picked(group: number): void {
    const { spread, own } = this.#counts;
    if (own) {
      const domain = this.#apartOf[group] as number;
      own.add(domain);
      if (own.in(domain) === 1) this.#apartChanged(domain);
    }
    if (!spread) return;
    const ward = this.#wardOf[group] as number;
    const before = spread.in(ward);
    spread.add(ward);
    this.#recounted(ward, before);
  }

  /** The slot of the best candidate that may take a copy now, or NONE. */
  best(): number {
    const ward = this.#counts.spread ? this.#bestWard() : EVERYWHERE;
    const group = ward === NONE ? NONE : this.#groups.top(ward);
    return group === NONE ? NONE : this.#slots.top(group);
  }

  keyOf(slot: number): number {
    return this.#slots.keyOf(slot);
  }

  /** See scores.ts. */
  evennessOf(group: number): number {
    const { spread } = this.#rules;
    return spread ? evennessOf(this.#aheadOf(this.#wardOf[group] as number), spread.maxSkew) : 0;
  }

  /** Calls back for every group with candidates that takes no copy: how many, and which rule says so first. */
  rejects(tell: (rule: 'spread' | 'apart' | 'near', candidates: number) => void): void {
    for (let group = 0; group < this.#size; group++) {
      const candidates = this.#candidates[group] as number;
      const rule = candidates === 0 ? undefined : this.#rejecting(group);
      if (rule) tell(rule, candidates);
    }
  }

  #rejecting(group: number): 'spread' | 'apart' | 'near' | undefined {
    const { spread } = this.#rules;
    const ward = this.#wardOf[group] as number;
    if (spread && (ward === LACKS || !isWithinSkew(this.#aheadOf(ward), spread.maxSkew))) return 'spread';
    if (this.#isTooClose(group)) return 'apart';
    return this.#isTooFar(group) ? 'near' : undefined;
  }

  #numberOf(slot: number): number {
    const [only, another] = this.#kinds;
    if (!only) return 0;
    if (!another) return only.of(slot);
    let key = '';
    for (const domains of this.#kinds) key += `${domains.of(slot)} `;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  #create(group: number, slot: number): void {
    this.#reserve(group);
    const { spread, own, near } = this.#counts;
    const ward = spread ? spread.domains.of(slot) : EVERYWHERE;
    this.#openNodes = grown(this.#openNodes, ward + 1);
    this.#wardOf[group] = ward;
    if (own) {
      const domain = own.domains.of(slot);
      this.#apartOf[group] = domain;
      this.#apartFirst = grown(this.#apartFirst, domain + 1);
      this.#apartNext[group] = (this.#apartFirst[domain] as number) - 1;
      this.#apartFirst[domain] = group + 1;
    }
    if (near) {
      const domain = near.domains.of(slot);
      this.#nearOf[group] = domain;
      this.#nearFirst = grown(this.#nearFirst, domain + 1);
      this.#nearNext[group] = (this.#nearFirst[domain] as number) - 1;
      this.#nearFirst[domain] = group + 1;
    }
    this.sync(group);
    this.#reopen(group);
  }

  #reserve(group: number): void {
    this.#size = Math.max(this.#size, group + 1);
    this.#wardOf = grown(this.#wardOf, group + 1, NONE);
    this.#apartOf = grown(this.#apartOf, group + 1);
    this.#nearOf = grown(this.#nearOf, group + 1);
    this.#apartNext = grown(this.#apartNext, group + 1);
    this.#nearNext = grown(this.#nearNext, group + 1);
    this.#passing = grown(this.#passing, group + 1);
    this.#candidates = grown(this.#candidates, group + 1);
    this.#isOpen = grown(this.#isOpen, group + 1);
  }

  #apartChanged(domain: number): void {
    const first = (this.#apartFirst[domain] as number) - 1;
    for (let group = first; group !== NONE; group = this.#apartNext[group] as number) this.#reopen(group);
  }

  #nearChanged(domain: number): void {
    const first = (this.#nearFirst[domain] as number) - 1;
    for (let group = first; group !== NONE; group = this.#nearNext[group] as number) this.#reopen(group);
  }

  /** What speaks for or against the group has changed. */
  #reopen(group: number): void {
    const isOpen = this.#isTooFar(group) || this.#isBesideOthers(group) ? 0 : 1;
    if (isOpen !== this.#isOpen[group]) {
      this.#isOpen[group] = isOpen;
      const passing = this.#passing[group] as number;
      this.#opened(this.#wardOf[group] as number, isOpen === 1 ? passing : -passing);
    }
    this.#lift(group);
  }

  #isTooFar(group: number): boolean {
    const { near } = this.#counts;
    if (!near) return false;
    const domain = this.#nearOf[group] as number;
    return domain === LACKS || near.in(domain) === 0;
  }

  #isBesideOthers(group: number): boolean {
    const { others } = this.#counts;
    if (!others) return false;
    const domain = this.#apartOf[group] as number;
    return domain === LACKS || others.in(domain) > 0;
  }

  #isTooClose(group: number): boolean {
    const { own } = this.#counts;
    return own !== undefined && (this.#isBesideOthers(group) || own.in(this.#apartOf[group] as number) > 0);
  }

  /** As many nodes more are passing in open groups of the ward. */
  #opened(ward: number, nodes: number): void {
    const { spread } = this.#counts;
    if (!spread || ward === LACKS) return;
    const before = this.#openNodes[ward] as number;
    this.#openNodes[ward] = before + nodes;
    if (before === 0 && nodes > 0) this.#levels.add(spread.in(ward));
    if (before > 0 && before + nodes === 0) this.#levels.remove(spread.in(ward));
  }

  /** The ward has another count of copies now. */
  #recounted(ward: number, before: number): void {
    if (ward === LACKS) return;
    if ((this.#openNodes[ward] as number) > 0) {
      this.#levels.remove(before);
      this.#levels.add(this.#countOf(ward));
    }
    this.#liftWard(ward);
  }

  #countOf(ward: number): number {
    return this.#counts.spread?.in(ward) ?? 0;
  }

  #aheadOf(ward: number): number {
    return this.#countOf(ward) - this.#levels.least;
  }

  /** Brings the group's place in its ward in line with its best candidate. */
  #lift(group: number): void {
    const ward = this.#wardOf[group] as number;
    if (ward === LACKS || this.#isFilling) return;
    const best = this.#slots.top(group);
    if (best === NONE || this.#isOpen[group] === 0 || this.#isTooClose(group)) this.#groups.remove(group);
    else this.#groups.put(group, ward, this.#slots.keyOf(best));
    this.#liftWard(ward);
  }

  #liftWard(ward: number): void {
    if (!this.#counts.spread || this.#isFilling) return;
    const group = this.#groups.top(ward);
    if (group === NONE) this.#wards.remove(ward);
    else this.#wards.put(ward, this.#countOf(ward), this.#groups.keyOf(group));
  }

  /** Of each count that spread allows, one ward is best; evenness decides between them. */
  #bestWard(): number {
    const { spread } = this.#rules;
    if (!spread) return EVERYWHERE;
    const { least, counts } = this.#levels;
    let best = NONE;
    let bestKey = 0;
    for (const count of counts) {
      if (!isWithinSkew(count - least, spread.maxSkew)) continue;
      const ward = this.#wards.top(count);
      if (ward === NONE) continue;
      const key = this.#wards.keyOf(ward) - evennessOf(count - least, spread.maxSkew) * RANK_LIMIT;
      if (best !== NONE && key >= bestKey) continue;
      best = ward;
      bestKey = key;
    }
    return best;
  }
}
