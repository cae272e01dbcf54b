/**
 * Puts the tasks of a trace, in an order of arrival, on its nodes: one at a time, none leaves, none is tried again.
 * With moves allowed, others make room for one that fits nowhere.
 */
import type { Packing } from '../engine/packing.js';
import type { Policy, TaskClass } from '../engine/policy.js';
import { makeRoom, type Room } from '../rebalance/make-room.js';
import { Occupancy } from '../rebalance/occupancy.js';
import type { TraceNode } from './trace.js';
import type { TraceModel } from './trace-model.js';

/** Where a task went: the node's row, and the device slots that it holds there. */
export type Landed = { readonly node: number; readonly devices: readonly number[] };

export class Replay {
  readonly model: TraceModel;
  readonly packing: Packing;
  readonly #occupancy: Occupancy;
  readonly #order: ArrayLike<number>;
  readonly #movesPerArrival: number;
  /** By arrival. */
  readonly placements: (Landed | undefined)[] = [];
  arrivedMilli = 0;
  allocatedMilli = 0;
  moves = 0;

  /** `movesPerArrival`: when a task fits nowhere, so many others may be moved for it, for each arrival until then. */
  constructor(model: TraceModel, policy: Policy, order: ArrayLike<number>, movesPerArrival = 0) {
    this.model = model;
    this.#order = order;
    this.#movesPerArrival = movesPerArrival;
    this.packing = model.emptyPacking(policy, order);
    this.#occupancy = new Occupancy(
      this.packing,
      (rank) => (model.nodes[order[rank] as number] as TraceNode).devices,
    );
  }

  /** Places a task (its row), or returns undefined when it fits nowhere. */
  arrive(task: number): Landed | undefined {
    const of = this.model.classOf[task] as number;
    const { devices, milli } = this.model.classes[of] as TaskClass;
    const id = this.placements.length;
    this.placements.push(undefined);
    this.arrivedMilli += devices * milli;
    const placed = this.#occupancy.place(id, of) ?? this.#makeRoom(id, of);
    if (!placed) return undefined;
    this.allocatedMilli += devices * milli;
    return this.#land(id, placed.rank, placed.slots);
  }

  #makeRoom(id: number, of: number): Room | undefined {
    const movesMax = Math.floor(this.#movesPerArrival * this.placements.length) - this.moves;
    const room = movesMax > 0 ? makeRoom(this.#occupancy, id, of, movesMax) : undefined;
    if (!room) return undefined;
    this.moves += room.moves.length;
    for (const { id: moved, to, slots } of room.moves) this.#land(moved, to, slots);
    return room;
  }

  #land(id: number, rank: number, devices: readonly number[]): Landed {
    const landed = { node: this.#order[rank] as number, devices };
    this.placements[id] = landed;
    return landed;
  }
}
