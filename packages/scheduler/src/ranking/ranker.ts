/**
 * The rank of a node to one kind of request: the weighted mean of the policies that the request names; `pack` where it
 * names none.
 */
import type { NodeView, PlaceRequest, ReadonlyNodeLoad, ScoreTerm } from '@berth/core';
import type { Outlook, PlacementCosts } from '../outlook/outlook.js';
import { bestFit } from './best-fit.js';
import { RANK_MAX } from './ranks.js';

/** Of nodes that cost the same, the one that fits best: worth less than a grain of cost. */
const FIT_MAX = 0;
/** Without an outlook, or where nothing is lost or gained. */
const EVEN = RANK_MAX / 2;

export class Ranker {
  readonly #request: PlaceRequest;
  readonly #outlook: () => Outlook | undefined;
  /** The version that the costs are of. */
  #known = 0;
  #costs: PlacementCosts | undefined;

  constructor(request: PlaceRequest, outlook: () => Outlook | undefined) {
    this.#request = request;
    this.#outlook = outlook;
  }

  /** While it is the same, so is the rank of a node that did not change. */
  get version(): number {
    return this.#outlook()?.number ?? 0;
  }

  /** A whole number, 0 to {@link RANK_MAX}. */
  rank(node: NodeView, load: ReadonlyNodeLoad): number {
    const costs = this.#renewed();
    if (!costs) return bestFit(load, this.#request.resources.quantities);
    const fit =
      FIT_MAX === 0
        ? 0
        : Math.round((FIT_MAX * bestFit(load, this.#request.resources.quantities)) / RANK_MAX);
    return Math.max(0, Math.min(RANK_MAX, EVEN - costs.grains(node, load))) + fit;
  }

  terms(node: NodeView, load: ReadonlyNodeLoad): ScoreTerm[] {
    return [{ term: this.#renewed() ? 'pack' : 'best-fit', score: this.rank(node, load) }];
  }

  /** Free thousandths of the device that a share should go to; undefined where it does not matter. */
  level(selector: string, node: NodeView, load: ReadonlyNodeLoad): number | undefined {
    return this.#renewed()?.level(selector, node, load);
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
