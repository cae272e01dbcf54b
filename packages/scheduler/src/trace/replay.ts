/**
 * Puts the tasks of a trace, in an order of arrival, on its nodes: one at a time, none leaves, none is tried again.
 * With moves allowed, others make room for one that fits nowhere, and now and then what would be better elsewhere goes there.
 */
import { BerthError } from '@berth/core';
import type { Packing } from '../engine/packing.js';
import type { Policy, TaskClass } from '../engine/policy.js';
import { improve, type Move } from '../rebalance/improve.js';
import { RoomMaker } from '../rebalance/make-room.js';
import { Occupancy } from '../rebalance/occupancy.js';
import type { TraceNode } from './trace.js';
import type { TraceModel } from './trace-model.js';

/** Arrivals between two looks at what would be better elsewhere. */
const IMPROVE_EVERY = 100;

/** Where a task went: the node's row, and the device slots that it holds there. */
export type Landed = { readonly node: number; readonly devices: readonly number[] };

export class Replay {
  readonly model: TraceModel;
  readonly packing: Packing;
  readonly #occupancy: Occupancy;
  readonly #rooms: RoomMaker;
  readonly #order: ArrayLike<number>;
  readonly #movesPerArrival: number;
  /** By arrival. */
  readonly placements: (Landed | undefined)[] = [];
  arrivedMilli = 0;
  allocatedMilli = 0;
  /** Every move, in order: node ranks, and the arrival that it came before. */
  readonly moveLog: (Move & { readonly arrival: number })[] = [];

  /** `movesPerArrival`: so many tasks may be moved, for each arrival until then. */
  constructor(model: TraceModel, policy: Policy, order: ArrayLike<number>, movesPerArrival = 0) {
    this.model = model;
    this.#order = order;
    this.#movesPerArrival = movesPerArrival;
    this.packing = model.emptyPacking(policy, order);
    this.#occupancy = new Occupancy(
      this.packing,
      (rank) => (model.nodes[order[rank] as number] as TraceNode).devices,
    );
    this.#rooms = new RoomMaker(this.#occupancy);
  }

  /** Says that a task (its row) is there already, on a node (its row) and device slots. Counts as an arrival. */
  hold(task: number, node: number, devices: readonly number[]): void {
    const of = this.model.classOf[task] as number;
    const { devices: count, milli } = this.model.classes[of] as TaskClass;
    const id = this.placements.length;
    this.arrivedMilli += count * milli;
    this.allocatedMilli += count * milli;
    this.placements.push({ node, devices });
    this.#occupancy.placeAgain({ id, of, slots: devices }, this.#rankOf(node));
  }

  #rankOf(node: number): number {
    for (let rank = 0; rank < this.#order.length; rank++) if (this.#order[rank] === node) return rank;
    throw new BerthError('invalid_request', `there is no node in row ${node}`);
  }

  /** Places a task (its row), or returns undefined when it fits nowhere. */
  arrive(task: number): Landed | undefined {
    const of = this.model.classOf[task] as number;
    const { devices, milli } = this.model.classes[of] as TaskClass;
    const id = this.placements.length;
    this.placements.push(undefined);
    this.arrivedMilli += devices * milli;
    if (id % IMPROVE_EVERY === 0) this.#improve();
    let placed = this.#occupancy.place(id, of);
    if (!placed && this.#makeRoom(of)) placed = this.#occupancy.place(id, of);
    if (!placed) return undefined;
    this.allocatedMilli += devices * milli;
    return this.#land(id, placed.rank, placed.slots);
  }

  get moves(): number {
    return this.moveLog.length;
  }

  get #movesLeft(): number {
    return Math.floor(this.#movesPerArrival * this.placements.length) - this.moves;
  }

  #improve(): void {
    const { moveGain } = this.packing.policy;
    if (moveGain !== undefined) this.#moved(improve(this.#occupancy, this.#movesLeft, moveGain));
  }

  #makeRoom(of: number): boolean {
    const room = this.#movesLeft > 0 ? this.#rooms.makeRoom(of, this.#movesLeft) : undefined;
    if (room) this.#moved(room.moves);
    return room !== undefined;
  }

  #moved(moves: readonly Move[]): void {
    for (const move of moves) {
      this.moveLog.push({ ...move, arrival: this.placements.length - 1 });
      this.#land(move.id, move.to, move.slots);
    }
  }

  #land(id: number, rank: number, devices: readonly number[]): Landed {
    const landed = { node: this.#order[rank] as number, devices };
    this.placements[id] = landed;
    return landed;
  }
}
