/**
 * Keeps the outlook up with the cluster. Prices are solved anew when the mix has drifted; what is scarce is looked at
 * again when enough has changed. All of it off the hot path: looks are bounded to a share of the time, and the linear
 * programs run wherever the solver runs them.
 *
 * Invariant: the outlook changes in `look`, or when a solve ends; never during a call of the scheduler.
 */
import type { Clock } from '@berth/core';
import { Expressions } from '../expressions.js';
import type { Prices, PricesInput, PricesResult } from '../prices/prices.js';
import { type Census, type Prospect, takeCensus } from './census.js';
import { pricesInput } from './mix.js';
import { Outlook } from './outlook.js';

export type ForecasterDeps = {
  readonly solve: (input: PricesInput) => Promise<PricesResult>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** Why prices stay as they were. */
  readonly onFailure?: (why: string) => void;
};

/** Changes of nodes between two looks: one for so many nodes, and one at least. */
const LOOK_NODES = 32;
/** A look is followed by so many times its own length without one. */
const REST = 50;
/** How far shares of what is wanted, or of what there is, may move before prices are solved anew. */
const DRIFT = 0.1;

export class Forecaster {
  readonly #deps: ForecasterDeps;
  #outlook: Outlook | undefined;
  #solved: readonly Census[] = [];
  #last: readonly Census[] = [];
  readonly #expressions = new Expressions();
  #solving: Promise<void> | undefined;
  /** The log's number at the last look. */
  #lookedAt = -1;
  #restsUntilMs = Number.NEGATIVE_INFINITY;

  constructor(deps: ForecasterDeps) {
    this.#deps = deps;
  }

  /** Undefined while nothing is known, or no devices are wanted. */
  get outlook(): Outlook | undefined {
    return this.#outlook;
  }

  /** Call it between calls of the scheduler, as often as you like. */
  look(prospect: Prospect): void {
    const { clock } = this.#deps;
    if (!this.#isDue(prospect)) return;
    const startMs = clock.monotonicMs();
    if (startMs < this.#restsUntilMs) return;
    this.#lookedAt = prospect.nodeLog.next;
    const censuses = takeCensus(prospect, this.#expressions, this.#last);
    this.#last = censuses;
    if (censuses.length === 0) this.#outlook = undefined;
    else if (this.#solving === undefined && hasDrifted(this.#solved, censuses)) {
      this.#solving = this.#solve(prospect, censuses);
    }
    this.#outlook?.resurvey(prospect);
    const endMs = clock.monotonicMs();
    this.#restsUntilMs = endMs + REST * (endMs - startMs);
  }

  /** No solve is under way. */
  async settled(): Promise<void> {
    await this.#solving;
  }

  #isDue({ nodes, nodeLog }: Prospect): boolean {
    return this.#lookedAt < 0 || nodeLog.next - this.#lookedAt > nodes.size / LOOK_NODES;
  }

  async #solve(prospect: Prospect, censuses: readonly Census[]): Promise<void> {
    const prices: Prices[] = [];
    for (const { mix } of censuses) {
      const result = await this.#deps.solve(pricesInput(mix));
      if (result.kind === 'failed') {
        this.#deps.onFailure?.(result.why);
        break;
      }
      prices.push(result);
    }
    this.#solving = undefined;
    if (prices.length < censuses.length) return;
    this.#solved = censuses;
    this.#outlook = new Outlook(prospect, censuses, prices);
  }
}

function hasDrifted(before: readonly Census[], now: readonly Census[]): boolean {
  if (before.length !== now.length) return true;
  return now.some((census, at) => {
    const other = before[at] as Census;
    if (census.deviceClass !== other.deviceClass) return true;
    return drift(other.wanted, census.wanted) > DRIFT || drift(other.offered, census.offered) > DRIFT;
  });
}

/** Half the sum of what shares differ by: 0 for the same, 1 for nothing in common. */
function drift(before: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): number {
  const [all, allNow] = [total(before), total(now)];
  let moved = 0;
  for (const [key, count] of now) moved += Math.abs(count / allNow - (before.get(key) ?? 0) / all);
  for (const [key, count] of before) if (!now.has(key)) moved += count / all;
  return moved / 2;
}

function total(counts: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return Math.max(1, sum);
}
