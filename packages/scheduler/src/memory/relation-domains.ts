/**
 * One rule about copies, as an index sees it: the copies in each domain, what the rule says of it (relations.ts), and which
 * groups of nodes stand in it. What it says is kept, so that groups are looked at only when it says something else.
 */
import type { NodeInfo, WorkloadKey } from '@berth/core';
import { domainOf } from '../domain.js';
import { grown } from '../engine/typed-arrays.js';
import { isOpenTo, mayTake, pointsOf, type Relation, type Standing, shareOf } from '../relations.js';
import { type DomainNumbers, LACKS } from './domain-numbers.js';
import { NONE } from './heap-forest.js';
import { Levels } from './levels.js';
import type { Mirror } from './mirror.js';
import { RuleCount } from './rule-counts.js';

/** What a new look at a domain has changed. */
export const NOTHING = 0;
export const POINTS = 1;
export const OPENNESS = 2;

export class RelationDomains {
  readonly relation: Relation;
  readonly domains: DomainNumbers;
  /**
   * True: what it says of domains with as many copies is the same, and asked for when it is needed (rule-groups.ts); nothing
   * but openness is kept. For one spread at most.
   */
  isByLevel = false;
  readonly #own: RuleCount;
  readonly #others: RuleCount;
  /** Of a spread: how many eligible domains have how many copies. */
  readonly #levels: Levels | undefined;
  /** Per domain: passing nodes of open groups, if it is a spread. */
  #openNodes = new Int32Array(4);
  /** Per domain: its share, what the rule says, and its first group, plus one. */
  #shares = new Int32Array(4);
  #isOpen = new Uint8Array(4);
  #mayTake = new Uint8Array(4);
  #points = new Int32Array(4);
  #first = new Int32Array(4);
  /** Per group: its domain, and the next group in it. */
  #domainOf = new Int32Array(4);
  #next = new Int32Array(4);
  /** What is the same everywhere, as of when all domains were looked at. */
  #least = 0;
  #isFirst = true;
  readonly #standing = { own: 0, others: 0, least: 0, total: 0, share: 0 };

  constructor(mirror: Mirror, relation: Relation, workload: WorkloadKey | undefined) {
    this.relation = relation;
    this.domains = mirror.domains(relation.by);
    this.#own = new RuleCount(this.domains, relation.own && workload !== undefined ? [workload] : []);
    this.#others = new RuleCount(this.domains, relation.others);
    this.#levels = relation.kind === 'spread' ? new Levels() : undefined;
  }

  /** Counts of a spread's eligible domains. */
  get levels(): Levels | undefined {
    return this.#levels;
  }

  domainOf(group: number): number {
    return this.#domainOf[group] as number;
  }

  /** Copies of the workload itself. */
  ownIn(domain: number): number {
    return this.#own.in(domain);
  }

  isOpen(domain: number): boolean {
    return this.#isOpen[domain] === 1;
  }

  mayTake(domain: number): boolean {
    return this.#mayTake[domain] === 1;
  }

  points(domain: number): number {
    return this.#points[domain] as number;
  }

  /** To be called once per call, before `sync`. */
  renew(mirror: Mirror): void {
    this.#own.renew(mirror);
    this.#others.renew(mirror);
  }

  /** A new group, of nodes like this one. */
  enter(group: number, slot: number, info: NodeInfo): void {
    const domain = this.domains.of(slot);
    this.#reserve(group, domain);
    this.#domainOf[group] = domain;
    this.#next[group] = (this.#first[domain] as number) - 1;
    this.#first[domain] = group + 1;
    const { kind, by } = this.relation;
    if (kind === 'share') this.#shares[domain] = shareOf(this.relation, domainOf(info, by) ?? '');
  }

  /** Takes over what the cluster counts. What that changed is to be acted on. */
  sync(domain: number): number {
    const before = this.#own.in(domain);
    const isSame = !this.#own.sync(domain);
    return !this.#others.sync(domain) && isSame ? NOTHING : this.#recounted(domain, before);
  }

  /** Counts a pick. What that changed is to be acted on. */
  add(domain: number): number {
    if (domain === LACKS) return NOTHING;
    const before = this.ownIn(domain);
    this.#own.add(domain);
    return this.#recounted(domain, before);
  }

  /** As many nodes more are passing in open groups of the domain. */
  opened(domain: number, nodes: number): void {
    if (!this.#levels || domain === LACKS) return;
    const before = this.#openNodes[domain] as number;
    this.#openNodes[domain] = before + nodes;
    if (before === 0 && nodes > 0) this.#levels.add(this.ownIn(domain));
    if (before > 0 && before + nodes === 0) this.#levels.remove(this.ownIn(domain));
  }

  /** Looks at the domain anew. */
  judge(domain: number): number {
    const standing = domain === LACKS ? undefined : this.#standingOf(domain);
    const isOpen = isOpenTo(this.relation, standing) ? 1 : 0;
    let changed = NOTHING;
    if (isOpen !== this.#isOpen[domain]) {
      this.#isOpen[domain] = isOpen;
      changed = OPENNESS;
    }
    if (this.isByLevel) return changed;
    const takes = mayTake(this.relation, standing) ? 1 : 0;
    const points = pointsOf(this.relation, standing);
    if (takes === this.#mayTake[domain] && points === this.#points[domain]) return changed;
    this.#mayTake[domain] = takes;
    this.#points[domain] = points;
    return changed | POINTS;
  }

  /** Whether something that is the same everywhere has changed, so that all domains have to be looked at anew. */
  hasShifted(): boolean {
    const isFirst = this.#own.total === 0;
    const least = this.#levels?.least ?? 0;
    const isSame = isFirst === this.#isFirst && least === this.#least;
    this.#isFirst = isFirst;
    this.#least = least;
    return !isSame;
  }

  /** Calls back for every domain that has groups. */
  eachDomain(tell: (domain: number) => void): void {
    for (let domain = 0; domain < this.#first.length; domain++) if (this.#first[domain] !== 0) tell(domain);
  }

  eachGroup(domain: number, tell: (group: number) => void): void {
    const first = (this.#first[domain] as number) - 1;
    for (let group = first; group !== NONE; group = this.#next[group] as number) tell(group);
  }

  #recounted(domain: number, before: number): number {
    const now = this.ownIn(domain);
    if (this.#levels && now !== before && (this.#openNodes[domain] as number) > 0) {
      this.#levels.remove(before);
      this.#levels.add(now);
    }
    // The level is another one, whatever else is.
    return this.judge(domain) | (this.isByLevel ? POINTS : NOTHING);
  }

  /** The same object each time. */
  #standingOf(domain: number): Standing {
    const standing = this.#standing;
    standing.own = this.#own.in(domain);
    standing.others = this.#others.in(domain);
    standing.least = this.#least;
    standing.total = this.#isFirst ? 0 : 1;
    standing.share = this.#shares[domain] as number;
    return standing;
  }

  #reserve(group: number, domain: number): void {
    this.#domainOf = grown(this.#domainOf, group + 1);
    this.#next = grown(this.#next, group + 1);
    this.#openNodes = grown(this.#openNodes, domain + 1);
    this.#shares = grown(this.#shares, domain + 1);
    this.#isOpen = grown(this.#isOpen, domain + 1);
    this.#mayTake = grown(this.#mayTake, domain + 1);
    this.#points = grown(this.#points, domain + 1);
    this.#first = grown(this.#first, domain + 1);
  }
}
