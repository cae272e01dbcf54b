/**
 * Rules about copies in one form, and what each says of a domain. Filters, scores, and what is remembered (memory/) all ask
 * here: a rule is a judgement of a domain by the copies in it and, of some rules, by those everywhere.
 */
import {
  type ApartRule,
  listOf,
  type NearRule,
  type PlacementRules,
  type PlaceRequest,
  type Reject,
  type SpreadRule,
  splitWorkloadKey,
  type WorkloadKey,
  workloadKey,
} from '@berth/core';
import { evennessOf, isWithinSkew, pointsOfWeight } from './weights.js';

type Common = {
  /** What nodes share: "site", "region", "node" or the key of a label. */
  readonly by: string;
  /** Whose copies count. */
  readonly own: boolean;
  readonly others: readonly WorkloadKey[];
  /** The most that it is worth as a preference; undefined: a demand. */
  readonly points?: number;
};

export type Relation = Common &
  (
    | { readonly kind: 'spread'; readonly maxSkew: number }
    /** A spread that is a preference. `wanted`: copies in all. `targets`: percent of them per domain, 100 when absent. */
    | {
        readonly kind: 'share';
        readonly points: number;
        readonly wanted: number;
        readonly targets?: Readonly<Record<string, number>>;
      }
    | { readonly kind: 'distinct'; readonly limit: number }
    | { readonly kind: 'apart'; readonly names: readonly string[] }
    | { readonly kind: 'near'; readonly workload: string; readonly points?: number }
  );

/** A domain as one rule sees it. */
export type Standing = {
  /** Copies in it of the workload itself, and of others that the rule names. */
  readonly own: number;
  readonly others: number;
  /** The least `own` of an eligible domain (copy-counts.ts), and the sum over all domains. */
  readonly least: number;
  readonly total: number;
  /** Percent of the wanted copies that belong here. */
  readonly share: number;
};

/** In the order in which a node is asked. */
export function relationsOf(request: PlaceRequest): Relation[] {
  const { rules, workload } = request;
  return [
    ...listOf(rules.spread).map((rule) => spreadOf(rule, request)),
    ...listOf(rules.distinct).map(
      ({ by, limit }): Relation => ({ kind: 'distinct', by, limit, own: true, others: [] }),
    ),
    ...listOf(rules.apart).map((rule) => apartOf(rule, workload)),
    ...listOf(rules.near).map((rule) => nearOf(rule, workload)),
  ];
}

/** Rules about copies see the same in requests for which this is equal. */
export function relationsKey(request: PlaceRequest): string {
  const { spread, distinct, apart, near } = request.rules;
  if (!spread && !distinct && !apart && !near) return '';
  const measure = listOf(spread).some(isShare) ? wantedCopies(request) : 0;
  return JSON.stringify([spread ?? 0, distinct ?? 0, apart ?? 0, near ?? 0, request.workload ?? 0, measure]);
}

export function relationCount({ spread, distinct, apart, near }: PlacementRules): number {
  return listOf(spread).length + listOf(distinct).length + listOf(apart).length + listOf(near).length;
}

function isShare(rule: SpreadRule): boolean {
  return 'weight' in rule;
}

export function wantedCopies({ wanted, count }: PlaceRequest): number {
  return wanted ?? count;
}

function spreadOf(rule: SpreadRule, request: PlaceRequest): Relation {
  const { by } = rule;
  if ('maxSkew' in rule) return { kind: 'spread', by, maxSkew: rule.maxSkew, own: true, others: [] };
  const { weight, targets } = rule;
  return {
    kind: 'share',
    by,
    points: pointsOfWeight(weight),
    wanted: wantedCopies(request),
    ...(targets && { targets }),
    own: true,
    others: [],
  };
}

function apartOf({ by, from, own = true, weight }: ApartRule, workload: WorkloadKey | undefined): Relation {
  return {
    kind: 'apart',
    by,
    names: from,
    own,
    others: siblings(workload, from).filter((key) => key !== workload),
    ...(weight !== undefined && { points: pointsOfWeight(weight) }),
  };
}

function nearOf({ by, workload: name, weight }: NearRule, workload: WorkloadKey | undefined): Relation {
  const others = siblings(workload, [name]);
  const own = workload !== undefined && others.includes(workload);
  return {
    kind: 'near',
    by,
    workload: name,
    own,
    others: own ? [] : others,
    ...(weight !== undefined && { points: pointsOfWeight(weight) }),
  };
}

/** Names in the stack of a workload; nobody's names mean nothing. */
function siblings(workload: WorkloadKey | undefined, names: readonly string[]): WorkloadKey[] {
  if (workload === undefined) return [];
  const { stack } = splitWorkloadKey(workload);
  return names.map((name) => workloadKey(stack, name));
}

export function shareOf(relation: Relation, domain: string): number {
  if (relation.kind !== 'share' || !relation.targets) return 100;
  return Object.hasOwn(relation.targets, domain) ? (relation.targets[domain] ?? 0) : 0;
}

export function isDemand({ points }: Relation): boolean {
  return points === undefined;
}

/** Whether only copies of the workload itself could keep one more away. `undefined`: a node without such a domain. */
export function isOpenTo(relation: Relation, standing: Standing | undefined): boolean {
  if (!isDemand(relation)) return true;
  if (!standing) return false;
  switch (relation.kind) {
    case 'apart':
      return standing.others === 0;
    case 'near':
      return relation.own ? standing.own > 0 || standing.total === 0 : standing.others > 0;
    default:
      return true;
  }
}

/** Whether the domain may take one copy more now. */
export function mayTake(relation: Relation, standing: Standing | undefined): boolean {
  if (!isDemand(relation)) return true;
  if (!standing || !isOpenTo(relation, standing)) return false;
  switch (relation.kind) {
    case 'spread':
      return isWithinSkew(standing.own - standing.least, relation.maxSkew);
    case 'distinct':
      return standing.own < relation.limit;
    case 'apart':
      return standing.own === 0;
    default:
      return true;
  }
}

/** What one more copy there is worth. */
export function pointsOf(relation: Relation, standing: Standing | undefined): number {
  if (!standing) return 0;
  const { points = 0 } = relation;
  const { own, others } = standing;
  switch (relation.kind) {
    case 'spread':
      return evennessOf(own - standing.least, relation.maxSkew);
    case 'share': {
      // In hundredths of a copy, so that all is whole: the part of its share that the domain does not have yet.
      const due = standing.share * relation.wanted;
      return due > 100 * own ? Math.floor((points * (due - 100 * own)) / due) : 0;
    }
    case 'apart':
      return own + others === 0 ? points : 0;
    case 'near':
      return own + others > 0 ? points : 0;
    case 'distinct':
      return 0;
  }
}

/** How a node's score names it; undefined when it never has points. */
export function termOf(relation: Relation): string | undefined {
  const { kind, by } = relation;
  if (kind === 'spread' || kind === 'share') return `spread by ${by}`;
  if (isDemand(relation)) return undefined;
  return relation.kind === 'near' ? `near ${relation.workload} by ${by}` : `apart by ${by}`;
}

/** What it says to a node that it is against. */
export function rejectOf(relation: Relation): Pick<Reject, 'reason' | 'subject'> {
  const { kind, by } = relation;
  // A preference is against nobody.
  if (kind === 'share') return { reason: 'spread', subject: by };
  return { reason: kind, subject: kind === 'near' ? relation.workload : by };
}
