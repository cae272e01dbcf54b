/**
 * Plans moves on a live cluster: room for copies that fit nowhere, nodes that hold nothing, devices that are whole again.
 *
 * What is tried is a group of moves that clears something; a group is kept only when it makes room for a copy that has
 * none, or when no figure of the packing (packing-gauge.ts) is worse for it and one is better. The scheduler itself finds
 * the places (move-trial.ts).
 *
 * Invariants: 1. made one after the other, each move goes where there is room and every rule holds, before the old copy
 * ends and after; 2. no copy is moved twice, none that is not movable, and no more than `movesMax` in all; 3. same input,
 * same plan.
 *
 * Cost: at most {@link ATTEMPTS_MAX} groups of at most {@link GROUP_MAX} moves for each aim, each move one look at all
 * nodes; and LOOKS_MAX looks at single nodes (move-trial.ts) for rules about copies.
 */
import {
  type ClusterView,
  type NodeId,
  type PackingFigures,
  type PlacementId,
  type RebalanceInput,
  type RebalancePlan,
  type Scheduler,
  WHOLE_DEVICE,
  type WorkloadKey,
} from '@berth/core';
import { createScheduler } from '../scheduler.js';
import { keptNodes } from './kept-nodes.js';
import { type MadeMove, MoveTrial, requestOf } from './move-trial.js';
import { isBetter, type LargestRequest, largestRequest, PackingGauge } from './packing-gauge.js';
import { ScratchCluster, type ScratchCopy } from './scratch-cluster.js';

/** Groups of moves that are tried, for each of the three aims. */
const ATTEMPTS_MAX = 512;
const GROUP_MAX = 64;
/** How much more room than is needed the nodes have that all is gathered on, one try after the other; then anywhere. */
const SLACKS = [1, 1.15, 1.4];
/** Copies that fit nowhere, of one workload, for which room is looked for; and nodes on which, for each. */
const MISSING_MAX = 16;
const NODES_PER_MISSING = 16;

/**
 * Plans in rounds of milliseconds, with room for other work in between: the cluster is copied at the call, and may change
 * meanwhile. `makeScheduler`: as the coordinator makes its own, so that the plan follows what it would do.
 */
export function rebalance(
  input: RebalanceInput,
  makeScheduler: (view: ClusterView) => Scheduler = createScheduler,
): Generator<void, RebalancePlan> {
  return best(new Planner(input, makeScheduler, []), new Planner(input, makeScheduler, SLACKS));
}

/** Few moves do the most anywhere; many gather what runs on few nodes. Nobody knows how many are few before both are tried. */
function* best(...planners: readonly Planner[]): Generator<void, RebalancePlan> {
  const plans: RebalancePlan[] = [];
  for (const planner of planners) plans.push(yield* planner.plan());
  return plans.reduce((one, other) => (isPreferred(other, one) ? other : one));
}

function isPreferred(one: RebalancePlan, other: RebalancePlan): boolean {
  const merits = (plan: RebalancePlan) => [
    plan.placeable.reduce((sum, { copies }) => sum + copies, 0),
    plan.after.emptyNodes,
    plan.after.wholeDevices,
    plan.after.typicalFit,
    -plan.moves.length,
  ];
  const [ours, theirs] = [merits(one), merits(other)];
  const at = ours.findIndex((merit, index) => merit !== theirs[index]);
  return at >= 0 && (ours[at] ?? 0) > (theirs[at] ?? 0);
}

class Planner {
  readonly #slacks: readonly number[];
  readonly #input: RebalanceInput;
  readonly #cluster: ScratchCluster;
  readonly #gauge: PackingGauge;
  readonly #scheduler: Scheduler;
  readonly #trial: MoveTrial;
  readonly #largest: LargestRequest;
  /** Before moves whose aim is a better packing. */
  #start: PackingFigures;
  readonly #made: MadeMove[] = [];
  readonly #moved = new Set<PlacementId>();
  readonly #placeable = new Map<WorkloadKey, number>();

  constructor(
    input: RebalanceInput,
    makeScheduler: (view: ClusterView) => Scheduler,
    slacks: readonly number[],
  ) {
    this.#input = input;
    this.#slacks = slacks;
    this.#cluster = new ScratchCluster(input);
    this.#gauge = new PackingGauge(this.#cluster, input.workloads);
    this.#largest = largestRequest(input.workloads);
    this.#start = this.#gauge.figures();
    this.#scheduler = makeScheduler(this.#cluster);
    this.#trial = new MoveTrial(this.#cluster, this.#scheduler);
  }

  *plan(): Generator<void, RebalancePlan> {
    const before = this.#gauge.figures();
    yield* this.#makeRoomForMissing();
    this.#start = this.#gauge.figures();
    yield* this.#clearNodes();
    yield* this.#clearDevices();
    return {
      movesMax: this.#input.movesMax,
      moves: this.#made.map(({ copy, from, to, claim }) => {
        return { placement: copy.placement, workload: copy.workload.key, from, to, claim };
      }),
      before,
      after: this.#gauge.figures(),
      placeable: [...this.#placeable].map(([workload, copies]) => ({ workload, copies })),
      disruption: this.#disruption(),
    };
  }

  get #movesLeft(): number {
    return this.#input.movesMax - this.#made.length;
  }

  // ---- copies that fit nowhere ---------------------------------------------------------------------------------------

  *#makeRoomForMissing(): Generator<void> {
    for (const workload of this.#input.workloads) {
      // A daemon lacks a copy on a node of its own choice.
      const missing = workload.daemon ? 0 : Math.min(workload.missing, MISSING_MAX);
      for (let copy = 0; copy < missing; copy++) {
        const request = requestOf({ workload });
        // One that fits is about to be placed, moves or not.
        if (this.#scheduler.place(request).choices.length > 0) break;
        const found = this.#roomFor(request);
        yield;
        if (!found) break;
        this.#cluster.reserve(workload.key, found.node, found.claim, copy);
        this.#gauge.changed(found.node);
        this.#placeable.set(workload.key, copy + 1);
      }
    }
  }

  /** Where it fits after moves that were made for it. */
  #roomFor(request: ReturnType<typeof requestOf>) {
    const verdicts = this.#scheduler.explain(request).filter((verdict) => {
      return !verdict.fits && verdict.rejects.every(({ reason }) => ROOM.has(reason));
    });
    const nodes = verdicts.map(({ node }) => ({ node, count: this.#movable(node).length }));
    // Few and large copies are the fewest moves.
    nodes.sort((a, b) => a.count - b.count || (a.node < b.node ? -1 : 1));
    for (const { node } of nodes.filter(({ count }) => count > 0).slice(0, NODES_PER_MISSING)) {
      for (const leavers of this.#leaverLists(node)) {
        const start = this.#made.length;
        for (const copy of leavers.slice(0, GROUP_MAX)) {
          if (!this.#move(copy, new Set())) continue;
          const claim = this.#trial.claimOn(node, request);
          if (claim) return { node, claim };
        }
        this.#undo(start);
      }
    }
    return undefined;
  }

  /** Each copy alone, the smallest first; then more and more of them, the largest first. */
  #leaverLists(node: NodeId): readonly (readonly ScratchCopy[])[] {
    const rising = this.#movable(node);
    return [...rising.map((copy) => [copy]), [...rising].reverse()];
  }

  // ---- nodes ---------------------------------------------------------------------------------------------------------

  /** What nodes hold goes to nodes that hold something already: first to those that all could be gathered on. */
  *#clearNodes(): Generator<void> {
    for (const slack of this.#slacks) {
      const nodes = this.#heldNodes();
      const kept = keptNodes(this.#cluster, nodes, { slack, mayMove: (copy) => this.#mayMove(copy) });
      const others = nodes.filter((id) => !kept.has(id));
      yield* this.#clear(others, others);
    }
    yield* this.#clear(this.#heldNodes(), []);
  }

  #heldNodes(): NodeId[] {
    return [...this.#cluster.nodes.keys()].filter(
      (id) => this.#cluster.isOpen(id) && !this.#gauge.isEmpty(id),
    );
  }

  /** Nodes with the fewest copies first. */
  *#clear(nodes: readonly NodeId[], avoid: readonly NodeId[]): Generator<void> {
    const counted = nodes.map((id) => ({ id, copies: this.#cluster.on(id).size }));
    counted.sort((a, b) => a.copies - b.copies || (a.id < b.id ? -1 : 1));
    for (const { id } of counted.slice(0, ATTEMPTS_MAX)) {
      const copies = [...this.#cluster.on(id)].filter(({ workload }) => !workload.daemon);
      if (copies.length === 0 || !copies.every((copy) => this.#mayMove(copy))) continue;
      this.#group(copies, new Set([...this.#emptyNodes(), ...avoid]));
      yield;
    }
  }

  #emptyNodes(): Set<NodeId> {
    return new Set([...this.#cluster.nodes.keys()].filter((id) => this.#gauge.isEmpty(id)));
  }

  // ---- devices -------------------------------------------------------------------------------------------------------

  /** Devices of which the least is held first; what holds it goes beside others. */
  *#clearDevices(): Generator<void> {
    const devices: { node: NodeId; name: string; held: number }[] = [];
    for (const [node, { load }] of this.#cluster.nodes) {
      if (!this.#cluster.isOpen(node)) continue;
      for (const [name, held] of load.devices)
        if (held > 0 && held < WHOLE_DEVICE) devices.push({ node, name, held });
    }
    devices.sort(
      (a, b) =>
        a.held - b.held || (a.node < b.node ? -1 : a.node > b.node ? 1 : 0) || (a.name < b.name ? -1 : 1),
    );
    for (const { node, name } of devices.slice(0, ATTEMPTS_MAX)) {
      const copies = [...this.#cluster.on(node)].filter(({ claim }) => claim.devices[name] !== undefined);
      if (copies.length === 0 || !copies.every((copy) => this.#mayMove(copy))) continue;
      this.#group(copies, this.#untouchedNodes());
      yield;
    }
  }

  /** Nodes all of whose devices are whole or full: a share there would break one. */
  #untouchedNodes(): Set<NodeId> {
    const untouched = [...this.#cluster.nodes].filter(([, { load }]) =>
      load.inventory.devices.every(({ name }) => (load.devices.get(name) ?? 0) % WHOLE_DEVICE === 0),
    );
    return new Set(untouched.map(([id]) => id));
  }

  // ---- moves ---------------------------------------------------------------------------------------------------------

  /** Moves all of them, or none; and none when that is not better. */
  #group(copies: readonly ScratchCopy[], avoid: ReadonlySet<NodeId>): void {
    if (copies.length > Math.min(GROUP_MAX, this.#movesLeft)) return;
    const start = this.#made.length;
    const before = this.#gauge.figures();
    const largestFirst = [...copies].sort((a, b) => bySize(b, a));
    const done = largestFirst.every((copy) => this.#move(copy, avoid));
    if (!done || !isBetter(this.#gauge.figures(), before, this.#start, this.#largest)) this.#undo(start);
  }

  #move(copy: ScratchCopy, avoid: ReadonlySet<NodeId>): boolean {
    const move = this.#movesLeft > 0 && this.#mayMove(copy) ? this.#trial.make(copy, avoid) : undefined;
    if (!move) return false;
    this.#made.push(move);
    this.#moved.add(copy.placement);
    this.#gauge.changed(move.from);
    this.#gauge.changed(move.to);
    return true;
  }

  #undo(start: number): void {
    for (const move of this.#made.splice(start).reverse()) {
      this.#trial.undo(move);
      this.#moved.delete(move.copy.placement);
      this.#gauge.changed(move.from);
      this.#gauge.changed(move.to);
    }
  }

  #mayMove(copy: ScratchCopy): boolean {
    return copy.movable && !this.#moved.has(copy.placement);
  }

  #movable(node: NodeId): ScratchCopy[] {
    return [...this.#cluster.on(node)].filter((copy) => this.#mayMove(copy)).sort(bySize);
  }

  #disruption(): RebalancePlan['disruption'] {
    const moved = new Map<WorkloadKey, number>();
    for (const { copy } of this.#made) moved.set(copy.workload.key, (moved.get(copy.workload.key) ?? 0) + 1);
    return this.#input.workloads.flatMap(({ key, copies, maxUnavailable }) => {
      const count = moved.get(key);
      return count === undefined
        ? []
        : [{ workload: key, copies: copies.length, moved: count, atOnce: Math.min(count, maxUnavailable) }];
    });
  }
}

const ROOM: ReadonlySet<string> = new Set(['resource', 'port', 'device']);

/** By devices, cpu, memory; the name decides between equals. */
function bySize(a: ScratchCopy, b: ScratchCopy): number {
  return (
    milliOf(a) - milliOf(b) ||
    (a.claim.quantities.cpu ?? 0) - (b.claim.quantities.cpu ?? 0) ||
    (a.claim.quantities.memory ?? 0) - (b.claim.quantities.memory ?? 0) ||
    (a.placement < b.placement ? -1 : 1)
  );
}

function milliOf({ claim }: ScratchCopy): number {
  return Object.values(claim.devices).reduce((sum, milli) => sum + milli, 0);
}
