/**
 * What placements cost, by what is expected: for each class of devices that is in demand, the prices and the scarcity of
 * one moment (policies/pack.ts). Nothing in it changes with what is placed later, so that an answer depends on the cluster
 * and the outlook, never on what was asked before. Its owner surveys it again, or makes a new one (forecaster.ts).
 */
import {
  amountOf,
  type ClusterView,
  type NodeView,
  type ReadonlyNodeLoad,
  type ResourceRequest,
  WHOLE_DEVICE,
} from '@berth/core';
import { Moves } from '../engine/moves.js';
import { levelOf, scoreOf, type TaskClass } from '../engine/policy.js';
import { States } from '../engine/states.js';
import { grown } from '../engine/typed-arrays.js';
import { COST_GRAIN_MILLI, PackPolicy } from '../policies/pack.js';
import type { Prices } from '../prices/prices.js';
import type { Census, Prospect } from './census.js';
import type { Kinds } from './kinds.js';
import { packInput } from './mix.js';
import { deviceWish, RANKED_AMOUNTS } from './wishes.js';

/** States that are remembered; over it, all are forgotten. */
const STATES_MAX = 2 ** 16;
const UNKNOWN = -1;

export class Outlook {
  readonly #classes: readonly DeviceOutlook[];
  static #surveys = 0;
  #number = 0;

  /** `prices` stand in the order of the censuses, which were just taken of the prospect. */
  constructor(prospect: Prospect, censuses: readonly Census[], prices: readonly Prices[]) {
    this.#classes = censuses.map((census, at) => new DeviceOutlook(census, prices[at] as Prices));
    this.resurvey(prospect);
  }

  /** While it is the same, costs are. No two outlooks of a process ever have the same. */
  get number(): number {
    return this.#number;
  }

  /** Looks again at what is scarce. */
  resurvey({ nodes }: ClusterView): void {
    const moved = this.#classes.filter((devices) => devices.survey(nodes.values()));
    if (moved.length > 0 || this.#number === 0) this.#number = ++Outlook.#surveys;
  }

  /** What a request costs on any node, class by class. */
  costs(resources: ResourceRequest): PlacementCosts {
    return new PlacementCosts(this.#classes.map((devices) => devices.costs(resources)));
  }
}

/** What one kind of request costs, node by node. */
export class PlacementCosts {
  readonly #classes: readonly DeviceCosts[];

  constructor(classes: readonly DeviceCosts[]) {
    this.#classes = classes;
  }

  /**
   * Grains ({@link COST_GRAIN_MILLI}) that a placement takes of what the cluster can still serve, beyond what the request
   * itself takes; below 0 where it does less harm than that.
   */
  grains(node: NodeView, load: ReadonlyNodeLoad): number {
    let sum = 0;
    for (const devices of this.#classes) sum += devices.grains(node, load);
    return sum;
  }

  /** Free thousandths of the device that a share should go to; undefined where it does not matter. */
  level(selector: string, node: NodeView, load: ReadonlyNodeLoad): number | undefined {
    for (const devices of this.#classes) {
      if (devices.isFor(selector)) return devices.level(node, load);
    }
    return undefined;
  }
}

/** The cluster with the eyes of one class of devices. */
class DeviceOutlook {
  readonly deviceClass: string;
  readonly kinds: Kinds;
  readonly policy: PackPolicy;
  states: States;
  /** Goes up when the states were forgotten. */
  forgotten = 0;
  readonly #amounts = new Float64Array(RANKED_AMOUNTS.length);
  readonly #levels: Uint16Array;

  constructor({ deviceClass, kinds, mix }: Census, prices: Prices) {
    this.deviceClass = deviceClass;
    this.kinds = kinds;
    this.policy = new PackPolicy(packInput(mix, prices));
    const slots = Math.max(1, ...kinds.list.map(({ devices }) => devices));
    this.#levels = new Uint16Array(slots);
    this.states = new States({ grains: Float64Array.from(this.policy.grains), slots, ordered: false });
  }

  /** Whether costs are others now. */
  survey(nodes: Iterable<NodeView>): boolean {
    this.#forgetAt(STATES_MAX);
    const all = Array.from(nodes, (node) => this.#stateOf(node, node.load)).filter(
      (state) => state !== UNKNOWN,
    );
    return this.policy.survey(this.states, all);
  }

  costs(resources: ResourceRequest): DeviceCosts {
    return new DeviceCosts(this, resources);
  }

  /** UNKNOWN for a node with more devices than any had when this was made. */
  stateOf(node: NodeView, load: ReadonlyNodeLoad): number {
    this.#forgetAt(STATES_MAX);
    return this.#stateOf(node, load);
  }

  #forgetAt(states: number): void {
    if (this.states.size <= states) return;
    this.states = this.states.empty();
    this.policy.forget();
    this.forgotten++;
  }

  #stateOf({ info }: NodeView, load: ReadonlyNodeLoad): number {
    for (let at = 0; at < RANKED_AMOUNTS.length; at++) {
      const name = RANKED_AMOUNTS[at] as string;
      this.#amounts[at] = Math.max(0, amountOf(load.capacity, name) - amountOf(load.held, name));
    }
    const levels = this.#levels.fill(0);
    let slot = 0;
    for (const device of info.inventory.devices) {
      if (device.class !== this.deviceClass) continue;
      if (slot === levels.length) return UNKNOWN;
      levels[slot++] = Math.max(0, WHOLE_DEVICE - (load.devices.get(device.name) ?? 0));
    }
    return this.states.intern(this.kinds.of(info), this.#amounts, levels);
  }
}

class DeviceCosts {
  readonly #outlook: DeviceOutlook;
  readonly #task: TaskClass;
  readonly #ownGrains: number;
  #moves: Moves;
  /** Per state: the policy's rating plus one, 0 where it was not asked for. */
  #ratings = new Int32Array(64);
  #forgotten: number;

  constructor(outlook: DeviceOutlook, resources: ResourceRequest) {
    const wish = deviceWish(resources, outlook.deviceClass);
    this.#outlook = outlook;
    this.#task = { ...wish, allows: (kind) => outlook.kinds.allows(kind, wish) };
    this.#ownGrains = Math.floor((wish.devices * wish.milli) / COST_GRAIN_MILLI);
    this.#moves = new Moves(this.#task);
    this.#forgotten = outlook.forgotten;
  }

  isFor(selector: string): boolean {
    const { deviceClass } = this.#outlook;
    return selector === deviceClass || selector.startsWith(`${deviceClass}/`);
  }

  grains(node: NodeView, load: ReadonlyNodeLoad): number {
    const rating = this.#rate(node, load);
    return rating === UNKNOWN ? 0 : this.#outlook.policy.grainsOf(scoreOf(rating)) - this.#ownGrains;
  }

  level(node: NodeView, load: ReadonlyNodeLoad): number | undefined {
    const rating = this.#rate(node, load);
    return rating === UNKNOWN ? undefined : levelOf(rating);
  }

  /** UNKNOWN where the class of devices has nothing to say: the fit function sees more than states do. */
  #rate(node: NodeView, load: ReadonlyNodeLoad): number {
    const { states, policy } = this.#outlook;
    const state = this.#outlook.stateOf(node, load);
    if (state === UNKNOWN) return UNKNOWN;
    if (this.#forgotten !== this.#outlook.forgotten) this.#forget();
    this.#ratings = grown(this.#ratings, state + 1);
    const known = this.#ratings[state] as number;
    if (known !== 0) return known - 1;
    const rating = this.#moves.some(states, state)
      ? policy.rate(states, state, this.#task, this.#moves)
      : UNKNOWN;
    this.#ratings[state] = rating + 1;
    return rating;
  }

  #forget(): void {
    this.#forgotten = this.#outlook.forgotten;
    this.#ratings.fill(0);
    this.#moves = new Moves(this.#task);
  }
}
