/**
 * The control API: implemented by the coordinator, carried by gRPC, consumed by the CLI and users' programs. Every
 * method throws BerthError with a code for what went wrong; a "no" of the rules is a BerthError too at this border.
 * Reads carry the ledger index that they show.
 */
import type {
  Actor,
  Applied,
  Block,
  ClusterInfo,
  Confirmed,
  CoordinatorView,
  Deleted,
  Eligibility,
  EligibilitySet,
  LedgerCheck,
  MoveBegun,
  NodeRemoved,
  NodeSummary,
  Placed,
  PlacementView,
  PlaceWish,
  PlanView,
  RebalanceBudget,
  RebalanceView,
  Released,
  Reservation,
  StackStatus,
  WhyView,
} from '@berth/core';

/** Stack text in YAML or JSON, at most LIMITS.stackFileBytes; parsed and checked by the coordinator. */
export type ApplyRequest = {
  readonly source: string;
  readonly expectVersion?: number;
  readonly actor: Actor;
};

export type PlacementFilter = { readonly stack?: string; readonly workload?: string; readonly node?: string };

/** A block, and the hash of its bytes. */
export type ChainedBlock = { readonly block: Block; readonly hash: string };

export type WatchItem =
  | ({ readonly kind: 'block' } & ChainedBlock)
  /** The reader asked for, or fell behind to, blocks that are not kept; ends the watch. */
  | { readonly kind: 'too-old'; readonly oldest: number };

/** A checkpoint as it travels: `about` first, then all entities, in the order that the digest is over. */
export type CheckpointPart =
  | {
      readonly kind: 'about';
      readonly ledgerId: string;
      readonly index: number;
      readonly epoch: number;
      readonly hash: string;
      readonly count: number;
      readonly digest: string;
    }
  | { readonly kind: 'entities'; readonly entities: readonly (readonly [key: string, value: Uint8Array])[] };

export interface ControlApi {
  info(): Promise<ClusterInfo>;
  /** Every coordinator that is known, by name; one where the ledger is not replicated. */
  listCoordinators(): Promise<readonly CoordinatorView[]>;
  apply(request: ApplyRequest): Promise<Applied>;
  plan(request: { readonly source: string }): Promise<PlanView>;
  deleteStack(request: {
    readonly stack: string;
    readonly expectVersion?: number;
    readonly actor: Actor;
  }): Promise<Deleted>;
  listStacks(): Promise<{ readonly index: number; readonly stacks: readonly StackStatus[] }>;
  getStack(stack: string): Promise<{ readonly index: number; readonly stack: StackStatus }>;
  listNodes(): Promise<{ readonly index: number; readonly nodes: readonly NodeSummary[] }>;
  getNode(node: string): Promise<{ readonly index: number; readonly node: NodeSummary }>;
  setEligibility(request: {
    readonly node: string;
    readonly eligibility: Eligibility;
    readonly actor: Actor;
  }): Promise<EligibilitySet>;
  removeNode(request: { readonly node: string; readonly actor: Actor }): Promise<NodeRemoved>;
  listPlacements(
    filter: PlacementFilter,
  ): Promise<{ readonly index: number; readonly placements: readonly PlacementView[] }>;
  getPlacement(id: string): Promise<{ readonly index: number; readonly placement: PlacementView }>;
  place(request: { readonly wishes: readonly PlaceWish[]; readonly actor: Actor }): Promise<Placed>;
  confirm(request: {
    readonly reservation: string;
    readonly generation: number;
    readonly actor: Actor;
  }): Promise<Confirmed>;
  release(request: {
    readonly reservation: string;
    readonly generation: number;
    readonly actor: Actor;
  }): Promise<Released>;
  listReservations(): Promise<{
    readonly index: number;
    readonly reservations: readonly Readonly<Reservation>[];
  }>;
  /** `target` is "stack/workload" or a placement id; `node` asks about one node only ("why not there"). */
  why(request: { readonly target: string; readonly node?: string }): Promise<WhyView>;
  /** A plan of moves (see docs/rebalance.md); nothing is moved by it. */
  rebalance(request: RebalanceBudget): Promise<RebalanceView>;
  /** Makes a second copy on another node; `conflict` when that cannot be any more. The first ends when the second runs. */
  move(request: {
    readonly placement: string;
    readonly to: string;
    readonly actor: Actor;
  }): Promise<MoveBegun>;
  /** Every block from `fromIndex` on, once, in order, then new ones as they become durable. 0 = from now on. */
  watch(request: { readonly fromIndex: number }, signal: AbortSignal): AsyncIterable<WatchItem>;
  /** Blocks `from`..`to`, both included; ends at the head. */
  readLedger(
    request: { readonly from: number; readonly to: number },
    signal: AbortSignal,
  ): AsyncIterable<ChainedBlock>;
  verifyLedger(): Promise<LedgerCheck>;
  /** The last checkpoint on the disk of the one that is asked. Throws "not_found" when there is none. */
  readCheckpoint(signal: AbortSignal): AsyncIterable<CheckpointPart>;
  logs(
    request: { readonly placement: string; readonly follow: boolean; readonly tailBytes: number },
    signal: AbortSignal,
  ): AsyncIterable<Uint8Array>;
}
