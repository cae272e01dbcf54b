/** Puts a coordinator together from its parts. Everything real is passed in: the simulator runs this very code. */
import {
  apply,
  BerthError,
  type Clock,
  type ClusterState,
  type ClusterView,
  decideAuthority,
  type Ids,
  LIMITS,
  type Log,
  type Moment,
  type NodeId,
  type RebalanceInput,
  type RebalancePlan,
  type Scheduler,
  type Surroundings,
  stateDigest,
} from '@berth/core';
import type { Ledger } from '@berth/ledger';
import type { ControlApi, FleetCarrier } from '@berth/transport';
import { createControlApi, type Enrolment } from './control.js';
import { EndpointFeed } from './fleet/endpoint-feed.js';
import { ExecStreams } from './fleet/exec-streams.js';
import { DEFAULT_TIMINGS, Fleet, type Timings } from './fleet/fleet.js';
import { LogStreams } from './fleet/log-streams.js';
import type { AgentShelf } from './joining/artifacts.js';
import { CHECKPOINT_EVERY_BLOCKS, Checkpointer } from './ledger/checkpointer.js';
import { Confirmations } from './ledger/confirmations.js';
import { type Recovered, recoverState } from './ledger/recover.js';
import { doubtAll, Loop } from './loop.js';
import { LeadProof } from './replica/lead-proof.js';
import type { SecretVault } from './secret-vault.js';

export type CoordinatorDeps = {
  readonly ledger: Ledger;
  readonly carriers: readonly FleetCarrier[];
  readonly createScheduler: (view: ClusterView) => Scheduler;
  /** Copies what it needs at the call, and plans in rounds of milliseconds. */
  readonly rebalance: (
    input: RebalanceInput,
    createScheduler: (view: ClusterView) => Scheduler,
  ) => Generator<unknown, RebalancePlan>;
  /** Looks at what is wanted and what there is, after each durable turn; for schedulers that rank by it. */
  readonly forecast?: (state: ClusterState) => void;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** Stands in the ledger as the author of blocks. */
  readonly name: string;
  readonly version: string;
  readonly timings?: Partial<Timings>;
  readonly checkpointEveryBlocks?: number;
  /** LIMITS.assignmentPieceBytes by default. */
  readonly assignmentPieceBytes?: number;
  /** False only where a test proves that the capacity check matters. */
  readonly checkCapacity?: boolean;
  /** Of its authority; absent where nobody has to prove who he is. */
  readonly authority?: readonly string[];
  /** Absent: it keeps no secrets. */
  readonly vault?: SecretVault;
  /** Where hosts join, for whoever makes a token. */
  readonly enrolment?: () => Enrolment | undefined;
  /** What it hands out to agents; absent where it hands out none. */
  readonly agents?: AgentShelf;
  /** The coordinator ended by itself: its process has to start again. */
  readonly onFatal: (error: unknown) => void;
  /** Of Node.js, for diagnoses. */
  readonly nodeVersion?: string;
  /** Looks at what is around this coordinator, for diagnoses. */
  readonly inspect?: () => Promise<Surroundings>;
  /** A block of its own is durable, whose append began at that monotonic time. */
  readonly onAppended?: (beganMs: number) => void;
  /** Where others may come to lead at any time: how long an append proves that none does. See lead-proof.ts. */
  readonly leadProofMs?: number;
  /** See `Shown` of the control API; 0 by default. */
  readonly ageMs?: () => number;
};

export type Coordinator = {
  readonly api: ControlApi;
  /** The live state, for checks between turns. Never to be changed. */
  readonly state: ClusterState;
  readonly digest: () => string;
  /** A node called what is for users only. */
  readonly triedControl: (node: NodeId, call: string) => void;
  /** Writes a last checkpoint and closes the carriers; the ledger stays its owner's to close. */
  readonly stop: () => Promise<void>;
  /** Closes the carriers and leaves the state, which may be ahead of the ledger, to nobody. */
  readonly abandon: () => Promise<void>;
};

/** Recovers the state, claims the next epoch, and only then accepts agents. The only coordinator of its ledger. */
export async function startCoordinator(deps: CoordinatorDeps): Promise<Coordinator> {
  const recovered = await recoverState(deps.ledger, deps.log);
  await claim(deps, recovered.state);
  return lead(deps, recovered.state, checkpointerFor(deps, recovered));
}

export function checkpointerFor(
  { ledger, log, checkpointEveryBlocks }: Pick<CoordinatorDeps, 'ledger' | 'log' | 'checkpointEveryBlocks'>,
  { state, checkpointIndex: lastIndex }: Recovered,
): Checkpointer {
  const everyBlocks = checkpointEveryBlocks ?? CHECKPOINT_EVERY_BLOCKS;
  return new Checkpointer({ ledger, state, log, lastIndex, everyBlocks });
}

/** Appends the claim: whoever's is durable leads. Throws "conflict" when somebody else's block came first. */
export async function claim(
  { ledger, name }: Pick<CoordinatorDeps, 'ledger' | 'name'>,
  state: ClusterState,
): Promise<void> {
  const claimed = { kind: 'leader.claimed', epoch: state.epoch + 1, leader: name } as const;
  const { block } = await ledger.append([claimed], claimed.epoch);
  apply(state, claimed, { index: block.index });
  state.index = block.index;
}

/** Leads with a claim that is durable: takes requests, then agents. `state` is the ledger's, and from now on the loop's. */
export async function lead(
  deps: CoordinatorDeps,
  state: ClusterState,
  checkpointer: Checkpointer,
): Promise<Coordinator> {
  const { ledger, clock, log } = deps;
  const timings: Timings = { ...DEFAULT_TIMINGS, ...deps.timings };
  const scheduler = deps.createScheduler(state);
  const logs = new LogStreams(deps.ids);
  const execs = new ExecStreams(deps.ids);
  const endpoints = new EndpointFeed();
  const steady = steadyWall(clock, state.latestMs);
  const behindMs = state.latestMs - clock.nowMs();
  if (behindMs > CLOCK_BEHIND_MS)
    log.warn('the clock is behind the ledger: set it, until then times go on from there', { behindMs });
  const moment = (): Moment => ({
    nowMs: steady(),
    leaseMs: timings.leaseMs,
    silentMs: (node) => fleet.silentMs(node),
  });
  doubtAll(state);
  const loop: Loop = new Loop({
    ledger: timed(ledger, clock, (beganMs) => appended(beganMs)),
    state,
    scheduler,
    moment,
    log,
    checkCapacity: deps.checkCapacity ?? true,
    publish: (commit) => {
      fleet.publish(commit);
      checkpointer.afterTurn();
      deps.forecast?.(state);
    },
    fail: (thrown) => {
      checkpointer.abandon();
      deps.onFatal(thrown);
    },
  });
  const confirmations = new Confirmations(() => loop.confirm(), clock);
  const proof = new LeadProof(clock, deps.leadProofMs ?? 0, () => confirmations.index());
  const appended = (beganMs: number) => {
    proof.appended(beganMs);
    deps.onAppended?.(beganMs);
  };
  const told = { carriers: deps.carriers, logs, execs, endpoints };
  const kept = deps.vault && { vault: deps.vault };
  const { ledgerId } = ledger;
  const { agents } = deps;
  const handsOut = (digest: string) => agents?.has(digest) ?? false;
  const pieceBytes = deps.assignmentPieceBytes ?? LIMITS.assignmentPieceBytes;
  const fleet = new Fleet({
    ...{ state, loop, ...told, clock, nowMs: steady, log, timings, proof, ledgerId, handsOut, pieceBytes },
    ...kept,
  });
  // Settles what was in doubt before agents come.
  const wrong = await loop.submit((turn) => deps.authority && decideAuthority(turn, deps.authority));
  if (wrong) throw new BerthError('refused', wrong);
  await fleet.start();
  const { epoch, index } = state;
  log.info('coordinator leads', { epoch, index, ledger: ledger.ledgerId });
  const { createScheduler, rebalance, version, ageMs = () => 0 } = deps;
  const decides = { scheduler, createScheduler, rebalance, moment };
  const reads = { ageMs, readIndex: () => confirmations.index(), ...diagnosing(deps) };
  // The only coordinator of its ledger leads for certain.
  const confirmed = async () => (deps.leadProofMs ? confirmations.index() : undefined);
  return {
    api: createControlApi({
      ...{ ledger, loop, fleet, logs, execs, endpoints, ...decides, ...reads, confirmed, clock, version },
      enrolment: deps.enrolment ?? (() => undefined),
      ...(agents && { agents }),
      ...kept,
    }),
    state,
    digest: () => stateDigest(state),
    triedControl: (node, call) => fleet.triedControl(node, call),
    stop: async () => {
      await fleet.stop();
      await loop.stop();
      endpoints.end(new BerthError('shutting_down', 'the coordinator is shutting down: watch again'));
      await checkpointer.close();
    },
    abandon: async () => {
      await fleet.stop();
      const why = new BerthError('not_leader', 'another coordinator leads now: try again');
      await loop.stop(why);
      endpoints.end(why);
    },
  };
}

/** What a coordinator needs for diagnoses, whether it leads or not. */
export function diagnosing({
  nodeVersion = '',
  inspect = async () => ({}),
}: Pick<CoordinatorDeps, 'nodeVersion' | 'inspect'>) {
  return { nodeVersion, inspect };
}

/** The ledger of a loop, which says when its appends began. */
function timed(
  ledger: Ledger,
  clock: Clock,
  onAppended: (beganMs: number) => void,
): Pick<Ledger, 'head' | 'append'> {
  return {
    get head() {
      return ledger.head;
    },
    append: async (events, epoch) => {
      const beganMs = clock.monotonicMs();
      const appended = await ledger.append(events, epoch);
      onAppended(beganMs);
      return appended;
    },
  };
}

/** Clocks of coordinators differ by this much without anybody having to know. */
const CLOCK_BEHIND_MS = 10_000;

/**
 * The wall clock at the start, carried on by the monotonic one: a jump of the wall clock moves no deadline. It begins at
 * `leastMs` at the earliest, the ledger's time: what was to be done by then is not waited for once more.
 */
export function steadyWall(clock: Clock, leastMs = 0): () => number {
  const wallMs = Math.max(clock.nowMs(), leastMs);
  const monotonicMs = clock.monotonicMs();
  return () => Math.round(wallMs + clock.monotonicMs() - monotonicMs);
}
