/**
 * Candidates by the domains of a request's rules about copies. Nodes that stand in the same domains form a group; what the
 * rules say holds for all of a group. Groups stand in a heap, each under its best candidate and what the rules say it is
 * worth, so a copy that comes or goes moves only the groups in whose domains a rule says something else now.
 *
 * Where picks change coarse domains of many groups, that would be many. So the groups of one domain of one kind form a ward,
 * and what rules say of that kind of domain is said of wards. If there is a spread among these rules, wards with as many
 * copies stand in one heap: how even they are depends on the count alone, so the best is found by looking at one ward per
 * count, and no ward has to move when the least count rises.
 *
 * Invariants: 1. a group stands in its ward's heap while it has a candidate, is open, and no rule that is said of groups is
 * against it; 2. an open group is one that only room and copies of the workload itself could speak against.
 */
import type { NodeInfo } from '@berth/core';
import { grown } from '../engine/typed-arrays.js';
import type { Relation } from '../relations.js';
import { evennessOf, isWithinSkew } from '../weights.js';
import type { DomainNumbers } from './domain-numbers.js';
import { HeapForest, NONE } from './heap-forest.js';
import type { Levels } from './levels.js';
import { NOTHING, OPENNESS, type RelationDomains } from './relation-domains.js';
import { RANK_LIMIT } from './roster.js';

/** The one ward, or the one count, when there is nothing to tell them apart. */
const ALL = 0;

/** The spread whose wards stand in heaps by their count. */
type Leveled = { readonly rule: RelationDomains; readonly maxSkew: number; readonly levels: Levels };

export class RuleGroups {
  readonly #rules: readonly RelationDomains[];
  /** Kinds of domains that differ. One kind: its domains are the groups. */
  readonly #kinds: readonly DomainNumbers[];
  /** Rules said of wards: one of them has their domains. The others are said of groups. */
  readonly #ofWards: readonly RelationDomains[];
  readonly #ofGroups: readonly RelationDomains[];
  readonly #leveled: Leveled | undefined;
  /** Rules by which one copy may change what is said of all domains; those that open and close groups come first. */
  readonly #shifting: readonly RelationDomains[];
  /** With several kinds: the groups that there are. */
  readonly #numbers = new Map<string, number>();
  #size = 0;
  /** Per group: 1 when there is one of this number, nodes that pass their own filters, candidates, and whether it is open. */
  #isThere = new Uint8Array(4);
  #passing = new Int32Array(4);
  #candidates = new Int32Array(4);
  #isOpen = new Uint8Array(4);
  /** Slots in groups, groups in wards, wards by their count of copies. */
  readonly #slots = new HeapForest();
  readonly #groups = new HeapForest();
  readonly #wards = new HeapForest();
  /** Groups are lifted all at once when it is over. */
  #isFilling = false;

  /** The rules in the order in which a node is asked. */
  constructor(rules: readonly RelationDomains[]) {
    this.#rules = rules;
    this.#kinds = [...new Set(rules.map(({ domains }) => domains))];
    const first = wardRule(rules, this.#kinds.length);
    this.#ofWards = rules.filter((rule) => rule.domains === first?.domains);
    this.#ofGroups = rules.filter((rule) => rule.domains !== first?.domains);
    const { relation, levels } = first ?? {};
    if (first && levels && relation?.kind === 'spread') {
      this.#leveled = { rule: first, maxSkew: relation.maxSkew, levels };
      first.isByLevel = true;
    }
    this.#shifting = [
      ...rules.filter((rule) => rule.relation.kind === 'near' && rule.relation.own),
      ...rules.filter((rule) => rule.levels && !rule.isByLevel),
    ];
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
    for (let group = 0; group < this.#size; group++) if (this.#isThere[group] === 1) this.#lift(group);
  }

  /** The group in which the slot's node stands. */
  groupOf(slot: number, info: NodeInfo): number {
    const group = this.#numberOf(slot);
    if (group >= this.#size || this.#isThere[group] === 0) this.#create(group, slot, info);
    return group;
  }

  /** Takes over what the cluster counts in the group's domains now. */
  sync(group: number): void {
    for (const rule of this.#rules) {
      const domain = rule.domainOf(group);
      const changed = rule.sync(domain);
      if (changed !== NOTHING) this.#act(rule, domain, changed);
    }
  }

  /** A node of the group passes its own filters (1), or does not any more (-1). */
  passes(group: number, nodes: 1 | -1): void {
    this.#passing[group] = (this.#passing[group] as number) + nodes;
    if (this.#isOpen[group] === 1) this.#opened(group, nodes);
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
    for (const rule of this.#rules) {
      if (!rule.relation.own) continue;
      const domain = rule.domainOf(group);
      this.#act(rule, domain, rule.add(domain));
    }
  }

  /** The slot of the best candidate that may take a copy now, or NONE. What else is asked holds as of the last call of this. */
  best(): number {
    for (const rule of this.#shifting) {
      if (rule.hasShifted()) rule.eachDomain((domain) => this.#act(rule, domain, rule.judge(domain)));
    }
    const ward = this.#ofWards.length === 0 ? ALL : this.#bestWard();
    const group = ward === NONE ? NONE : this.#groups.top(ward);
    return group === NONE ? NONE : this.#slots.top(group);
  }

  /** What the rules say that one more copy is worth. */
  pointsOf(group: number): number {
    let points = this.#pointsBy(this.#ofGroups, group);
    for (const rule of this.#ofWards) {
      if (rule.isByLevel) points += this.#evennessOf(rule.ownIn(this.#wardOf(group)));
      else points += rule.points(this.#wardOf(group));
    }
    return points;
  }

  /** Calls back for every group with candidates that takes no copy: how many, and which rule says so first. */
  rejects(tell: (relation: Relation, candidates: number) => void): void {
    for (let group = 0; group < this.#size; group++) {
      const candidates = this.#candidates[group] as number;
      const rule = candidates === 0 ? undefined : this.#rules.find((one) => this.#isAgainst(one, group));
      if (rule) tell(rule.relation, candidates);
    }
  }

  #isAgainst(rule: RelationDomains, group: number): boolean {
    const domain = rule.domainOf(group);
    if (!rule.isByLevel) return !rule.mayTake(domain);
    return !rule.isOpen(domain) || !this.#isWithinSkew(rule.ownIn(domain));
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

  #create(group: number, slot: number, info: NodeInfo): void {
    this.#size = Math.max(this.#size, group + 1);
    this.#isThere = grown(this.#isThere, group + 1);
    this.#passing = grown(this.#passing, group + 1);
    this.#candidates = grown(this.#candidates, group + 1);
    this.#isOpen = grown(this.#isOpen, group + 1);
    this.#isThere[group] = 1;
    for (const rule of this.#rules) rule.enter(group, slot, info);
    this.sync(group);
    for (const rule of this.#rules) this.#act(rule, rule.domainOf(group), rule.judge(rule.domainOf(group)));
    this.#reopen(group);
  }

  /** The rule says something else of the domain than before. */
  #act(rule: RelationDomains, domain: number, changed: number): void {
    if (changed === NOTHING) return;
    if ((changed & OPENNESS) !== 0) rule.eachGroup(domain, (group) => this.#reopen(group));
    else if (this.#ofWards.includes(rule)) this.#liftWard(domain);
    else rule.eachGroup(domain, (group) => this.#lift(group));
  }

  /** What speaks for or against the group has changed. */
  #reopen(group: number): void {
    const isOpen = this.#rules.every((rule) => rule.isOpen(rule.domainOf(group))) ? 1 : 0;
    if (isOpen !== this.#isOpen[group]) {
      this.#isOpen[group] = isOpen;
      const passing = this.#passing[group] as number;
      this.#opened(group, isOpen === 1 ? passing : -passing);
    }
    this.#lift(group);
  }

  /** As many nodes more are passing in the group while it is open. */
  #opened(group: number, nodes: number): void {
    for (const rule of this.#rules) if (rule.levels) rule.opened(rule.domainOf(group), nodes);
  }

  #wardOf(group: number): number {
    return this.#ofWards[0]?.domainOf(group) ?? ALL;
  }

  #evennessOf(copies: number): number {
    const { levels, maxSkew } = this.#leveled as Leveled;
    return evennessOf(copies - levels.least, maxSkew);
  }

  #isWithinSkew(copies: number): boolean {
    const { levels, maxSkew } = this.#leveled as Leveled;
    return isWithinSkew(copies - levels.least, maxSkew);
  }

  #pointsBy(rules: readonly RelationDomains[], group: number): number {
    let points = 0;
    for (const rule of rules) points += rule.points(rule.domainOf(group));
    return points;
  }

  /** Brings the group's place in its ward in line with its best candidate. */
  #lift(group: number): void {
    if (this.#isFilling) return;
    const ward = this.#wardOf(group);
    const best = this.#slots.top(group);
    if (best === NONE || this.#isOpen[group] === 0 || !this.#mayTake(group)) this.#groups.remove(group);
    else {
      const points = this.#pointsBy(this.#ofGroups, group);
      this.#groups.put(group, ward, this.#slots.keyOf(best) - points * RANK_LIMIT);
    }
    this.#liftWard(ward);
  }

  #mayTake(group: number): boolean {
    for (const rule of this.#ofGroups) if (!rule.mayTake(rule.domainOf(group))) return false;
    return true;
  }

  #liftWard(ward: number): void {
    if (this.#ofWards.length === 0 || this.#isFilling) return;
    const group = this.#groups.top(ward);
    if (group === NONE || !this.#mayTakeIn(ward)) {
      this.#wards.remove(ward);
      return;
    }
    let points = 0;
    for (const rule of this.#ofWards) if (!rule.isByLevel) points += rule.points(ward);
    const count = this.#leveled?.rule.ownIn(ward) ?? ALL;
    this.#wards.put(ward, count, this.#groups.keyOf(group) - points * RANK_LIMIT);
  }

  /** Whatever the spread that is by level says. */
  #mayTakeIn(ward: number): boolean {
    for (const rule of this.#ofWards) if (!rule.isByLevel && !rule.mayTake(ward)) return false;
    return true;
  }

  /** Of each count that the spread allows, one ward is best; evenness decides between them. */
  #bestWard(): number {
    if (!this.#leveled) return this.#wards.top(ALL);
    let best = NONE;
    let bestKey = 0;
    for (const count of this.#leveled.levels.counts) {
      if (!this.#isWithinSkew(count)) continue;
      const ward = this.#wards.top(count);
      if (ward === NONE) continue;
      const key = this.#wards.keyOf(ward) - this.#evennessOf(count) * RANK_LIMIT;
      if (best !== NONE && key >= bestKey) continue;
      best = ward;
      bestKey = key;
    }
    return best;
  }
}

/**
 * The rule by whose domains wards are made: among those that picks change the one with the fewest domains, a spread first.
 * With one kind of domains, groups are as good as wards, but for a spread.
 */
function wardRule(rules: readonly RelationDomains[], kinds: number): RelationDomains | undefined {
  const spreads = rules.filter(({ levels }) => levels);
  const among = spreads.length > 0 ? spreads : kinds > 1 ? rules.filter((rule) => rule.relation.own) : [];
  let best: RelationDomains | undefined;
  for (const rule of among) if (!best || rule.domains.size < best.domains.size) best = rule;
  return best;
}
