/**
 * What one claim may take of a resource at a time: no less than `min`, no more than `max`, only multiples of `step`
 * (min_unit, max_unit and step_size of an inventory in OpenStack Placement). Rules of a piece, not of the sum: what is
 * held stays held when they change.
 */

import { exactQuantity } from '../basics/quantities.js';
import type { Inventory } from '../model/model.js';
import type { Reject } from '../model/scheduling.js';

/** All three, filled in where the inventory does not say. */
export type PieceRule = { readonly min: number; readonly max: number; readonly step: number };

/** By resource; only those of which the inventory says something. */
export type PieceRules = ReadonlyMap<string, PieceRule>;

/** Which rule a request breaks on a node. */
export type BrokenPiece = {
  readonly needs: number;
  readonly rule: 'min' | 'max' | 'step';
  /** What the rule says. */
  readonly limit: number;
};

/** Undefined when there are none: the fit function then has nothing to look up. */
export function pieceRulesOf({ resources }: Inventory): PieceRules | undefined {
  let rules: Map<string, PieceRule> | undefined;
  for (const [name, { min, max, step }] of Object.entries(resources)) {
    if (min === undefined && max === undefined && step === undefined) continue;
    rules ??= new Map();
    rules.set(name, { min: min ?? 0, max: max ?? Number.MAX_SAFE_INTEGER, step: step ?? 1 });
  }
  return rules;
}

/** Nothing is a piece of anything: who does not ask is not bound. */
export function isPiece(rules: PieceRules, name: string, amount: number): boolean {
  const rule = rules.get(name);
  if (!rule || amount === 0) return true;
  return amount >= rule.min && amount <= rule.max && amount % rule.step === 0;
}

/** A piece that breaks several rules is told of the first. Undefined when it breaks none. */
export function pieceReject(rules: PieceRules, name: string, amount: number): Reject | undefined {
  if (isPiece(rules, name, amount)) return undefined;
  const { min, max, step } = rules.get(name) as PieceRule;
  const broken: BrokenPiece =
    amount < min
      ? { needs: amount, rule: 'min', limit: min }
      : amount > max
        ? { needs: amount, rule: 'max', limit: max }
        : { needs: amount, rule: 'step', limit: step };
  return { reason: 'piece', subject: name, detail: pieceText(broken, String), piece: broken };
}

const RULE_TEXTS = {
  min: (limit: string) => `at least ${limit} in one piece`,
  max: (limit: string) => `at most ${limit} in one piece`,
  step: (limit: string) => `only multiples of ${limit}`,
} as const;

/** "needs 300, at most 256 in one piece". */
export function pieceText({ needs, rule, limit }: BrokenPiece, write: (amount: number) => string): string {
  return `needs ${write(needs)}, ${RULE_TEXTS[rule](write(limit))}`;
}

/** What may be asked for, for people: "100m to 2, by 100m"; "" when anything may. */
export function pieceRange(resource: string, { min, max, step }: Partial<PieceRule>): string {
  const write = (amount: number) => exactQuantity(resource, amount);
  const from = min === undefined ? '' : write(min);
  const to = max === undefined ? '' : `to ${write(max)}`;
  const range = to === '' && from !== '' ? `from ${from}` : `${from} ${to}`.trim();
  const by = step === undefined ? '' : `by ${write(step)}`;
  return [range, by].filter((part) => part !== '').join(', ');
}

/** Why no piece at all would do; undefined when some would. */
export function wrongPieceRule({ min = 0, max, step = 1 }: Partial<PieceRule>): string | undefined {
  const least = Math.max(step, Math.ceil(min / step) * step);
  if (max === undefined || least <= max) return undefined;
  return step === 1
    ? `max ${max} is below min ${min}`
    : `no multiple of step ${step} is from min ${min} to max ${max}`;
}
