/**
 * What nodes cost, and what of that a stack's placements stand for. A node is paid for whole; a placement's part of it is
 * the larger of its shares of cpu and memory, since what is left of the other cannot be used without it (the dominant
 * share of Ghodsi et al.: Dominant Resource Fairness, 2011).
 */

import type { Quantities } from '../basics/quantities.js';
import { type Claim, isTerminal } from '../model/model.js';
import type { ClusterState, StackRecord } from '../state/state.js';
import { amountOf, type ReadonlyNodeLoad } from './capacity.js';

const PAID_BY = ['cpu', 'memory'] as const;

/** Thousandths of the currency unit an hour, rounded once for the whole stack. Ended placements cost nothing. */
export function stackCost(state: ClusterState, stack: StackRecord): number {
  let cost = 0;
  const all = [...stack.workloads].flatMap((key) => [key, ...state.dispatches.of(key)]);
  for (const key of all) {
    for (const { node, claim, observed } of state.workloads.get(key)?.placements.values() ?? []) {
      const record = state.nodes.get(node);
      const perHour = record?.info.costMillisPerHour ?? 0;
      if (record && perHour > 0 && !isTerminal(observed)) cost += perHour * dominantShare(claim, record.load);
    }
  }
  return Math.round(cost);
}

/** 0 to 1. */
function dominantShare({ quantities }: Claim, { capacity }: ReadonlyNodeLoad): number {
  return Math.max(...PAID_BY.map((name) => shareOf(quantities, capacity, name)));
}

/** All of it, when a node offers less than is held, or nothing any more. */
function shareOf(held: Quantities, capacity: Quantities, name: string): number {
  const amount = amountOf(held, name);
  return amount === 0 ? 0 : Math.min(1, amount / Math.max(1, amountOf(capacity, name)));
}

const COST_FORM = /^\d{1,9}(\.\d{1,3})?$/;

/** "0.12" -> 120. Returns thousandths of a currency unit, or why it cannot be read. */
export function parseCost(text: string): number | { error: string } {
  if (COST_FORM.test(text)) return Math.round(Number(text) * 1000);
  return { error: 'write an amount with at most 3 decimals, e.g. 0.12' };
}

/** 120 -> "0.12", 1500 -> "1.50", 4 -> "0.004". */
export function formatCost(millis: number): string {
  return (millis / 1000).toFixed(millis % 10 === 0 ? 2 : 3);
}
