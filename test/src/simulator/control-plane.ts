/** What decides in a simulated cluster: one coordinator on a disk of its own, or several on a stream. */

import type { Coordinator, CoordinatorDeps } from '@berth/coordinator';
import type { ClusterState, Log } from '@berth/core';
import type { ChainedBlock } from '@berth/ledger';
import type { ControlApi, MemoryFabric } from '@berth/transport';
import type { FaultyNetwork } from './faulty-network.js';
import type { LedgerWatcher } from './invariants.js';
import type { Stream } from './random-streams.js';
import type { Journal } from './trace.js';
import type { VirtualTime } from './virtual-time.js';

export type Breakage = 'durability' | 'fencing' | 'capacity' | 'fence' | 'exact-ack' | 'resolve';

/** What may happen; of those that may, one is drawn by weight. */
export type Fault = {
  readonly name: string;
  readonly weight: number;
  readonly strike: (random: Stream) => void;
};

export type Leading = { readonly state: ClusterState; readonly api: Coordinator['api'] };

export interface ControlPlane {
  /** Where agents look for a coordinator. */
  readonly addresses: readonly string[];
  /** Whoever leads, as far as agents and clients could know it. */
  readonly leader: Leading | undefined;
  /** What clients ask; undefined when there is nobody. */
  readonly client: ControlApi | undefined;
  readonly watcher: LedgerWatcher;
  readonly faults: readonly Fault[];
  /** Something is being tried that must not be mixed with other faults. */
  readonly undisturbed: boolean;
  start(): void;
  jumpWallClock(byMs: number): void;
  /** No more faults: everything that was cut, paused or spoilt is whole again. */
  heal(): void;
  /** Starts what does not run. */
  revive(): void;
  /** After each step; `full` now and then. True when the watcher has seen the whole ledger. */
  check(full: boolean): Promise<boolean>;
  /** Why it has not settled yet, or undefined. */
  unsettled(): string | undefined;
  /** The ledger's blocks from an index on. */
  blocks(from: number): AsyncIterable<ChainedBlock> | Iterable<ChainedBlock>;
}

/** What both kinds are put together from. */
export type Surroundings = {
  readonly seed: number;
  readonly broken: Breakage | undefined;
  readonly time: VirtualTime;
  readonly trace: Journal;
  readonly network: FaultyNetwork;
  readonly fabric: MemoryFabric;
  /** Resolves when a write to a disk is durable. */
  readonly sync: () => Promise<void>;
  readonly log: (who: string, alive: () => boolean) => Log;
  /** Something broke that nobody asked to break. */
  readonly fail: (thrown: unknown) => void;
  /** The parts that all coordinators have in common. */
  readonly common: (
    clock: CoordinatorDeps['clock'],
  ) => Pick<
    CoordinatorDeps,
    'createScheduler' | 'rebalance' | 'forecast' | 'checkCapacity' | 'version' | 'assignmentPieceBytes'
  >;
};
