/**
 * The rank of a node to one kind of request, by itself: the weighted mean of the policies that the request names, `pack`
 * where it names none.
 */
import {
  type NodeView,
  PLACEMENT_POLICIES,
  type PlacementPolicy,
  type PlaceRequest,
  type ReadonlyNodeLoad,
  type ScoreTerm,
} from '@berth/core';
import type { Outlook, PlacementCosts } from '../outlook/outlook.js';
import { bestFit } from './best-fit.js';
import { cheapness } from './cheapness.js';
import { closeness } from './closeness.js';
import { emptiness } from './emptiness.js';
import { RANK_MAX } from './ranks.js';

/**
 * By an outlook: the rank of a placement that costs the cluster just what it takes, and what best fit adds among nodes
 * that cost the same. More of it would blur costs (on openb, 16 lose 0.3 points of packing, 4 nothing that can be told
 * from chance).
 */
const EVEN = RANK_MAX / 2;
const FIT_SHARE = 4;

/** A policy and its share of the rank; shares add up to 1. */
type Weighted = { readonly policy: PlacementPolicy; readonly share: number };

export class Ranker {
  readonly #request: PlaceRequest;
  readonly #policies: readonly Weighted[];
  readonly #outlook: () => Outlook | undefined;
  #costs: PlacementCosts | undefined;
  /** The version that the costs are of. */
  #known = 0;

  constructor(request: PlaceRequest, outlook: () => Outlook | undefined) {
    this.#request = request;
    this.#policies = weighted(request.rules.policy);
    this.#outlook = this.#policies.some(({ policy }) => policy === 'pack') ? outlook : () => undefined;
  }

  /** While it is the same, so is the rank of a node that did not change. */
  get version(): number {
    return this.#outlook()?.number ?? 0;
  }

  /** A whole number, 0 to {@link RANK_MAX}. */
  rank(node: NodeView, load: ReadonlyNodeLoad): number {
    const [only, ...others] = this.#policies;
    if (only && others.length === 0) return this.#rankBy(only.policy, node, load);
    let sum = 0;
    for (const { policy, share } of this.#policies)
      sum += Math.round(share * this.#rankBy(policy, node, load));
    return sum;
  }

  /** What the rank is the sum of. */
  terms(node: NodeView, load: ReadonlyNodeLoad): ScoreTerm[] {
    return this.#policies.map(({ policy, share }) => {
      const term = policy === 'pack' && !this.#renewed() ? 'best-fit' : policy;
      return { term, score: Math.round(share * this.#rankBy(policy, node, load)) };
    });
  }

  /** Free thousandths of the device that a share should go to; undefined where it does not matter. */
  level(selector: string, node: NodeView, load: ReadonlyNodeLoad): number | undefined {
    return this.#renewed()?.level(selector, node, load);
  }

  #rankBy(policy: PlacementPolicy, node: NodeView, load: ReadonlyNodeLoad): number {
    const { quantities } = this.#request.resources;
    switch (policy) {
      case 'pack':
        return this.#packed(node, load);
      case 'spread':
        return emptiness(load, quantities);
      case 'cost':
        return cheapness(node.info);
      case 'latency':
        return closeness(node.info, this.#request.rules.closeTo);
    }
  }

  #packed(node: NodeView, load: ReadonlyNodeLoad): number {
    const fit = bestFit(load, this.#request.resources.quantities);
    const costs = this.#renewed();
    if (!costs) return fit;
    const rank = Math.max(0, Math.min(RANK_MAX - FIT_SHARE, EVEN - costs.grains(node, load)));
    return rank + Math.round((FIT_SHARE * fit) / RANK_MAX);
  }

  #renewed(): PlacementCosts | undefined {
    const outlook = this.#outlook();
    const version = outlook?.number ?? 0;
    if (version !== this.#known) {
      this.#known = version;
      this.#costs = outlook?.costs(this.#request.resources);
    }
    return this.#costs;
  }
}

function weighted(weights: PlaceRequest['rules']['policy']): Weighted[] {
  const named = PLACEMENT_POLICIES.filter((policy) => (weights?.[policy] ?? 0) > 0);
  const all = named.reduce((sum, policy) => sum + (weights?.[policy] ?? 0), 0);
  if (all === 0) return [{ policy: 'pack', share: 1 }];
  return named.map((policy) => ({ policy, share: (weights?.[policy] ?? 0) / all }));
}
