/**
 * One of several coordinators of a replicated ledger: it follows, claims when nobody leads, leads while its appends come
 * first, and follows again when they do not.
 *
 * Invariants: 1. who leads is what the ledger says: a claim counts when it is durable, and any block of another's ends a
 * lead; 2. the working state of a lead that ended is thrown away and made anew from the ledger; 3. only the leader
 * answers what changes anything, and what agents say, which the others hand on; 4. nobody reads a state that may be ahead of the ledger.
 */
import { setMaxListeners } from 'node:events';
import {
  apply,
  BerthError,
  type ClusterState,
  type CoordinatorView,
  type NodeId,
  type Random,
} from '@berth/core';
import type {
  AgentCarrier,
  Announcement,
  ControlApi,
  ControlClient,
  FleetCarrier,
  FleetRelay,
  PeerCarrier,
} from '@berth/transport';
import { createControlApi } from '../control.js';
import {
  type Coordinator,
  type CoordinatorDeps,
  checkpointerFor,
  claim,
  diagnosing,
  lead,
  steadyWall,
} from '../coordinator.js';
import { EndpointFeed } from '../fleet/endpoint-feed.js';
import { ExecStreams } from '../fleet/exec-streams.js';
import { DEFAULT_TIMINGS } from '../fleet/fleet.js';
import { LogStreams } from '../fleet/log-streams.js';
import { fetchCheckpoint } from '../ledger/checkpoint-parts.js';
import { CHECKPOINT_EVERY_BLOCKS, type Checkpointer } from '../ledger/checkpointer.js';
import { HISTORY_BLOCKS, purgeLedger } from '../ledger/purging.js';
import { type Recovered, recoverState } from '../ledger/recover.js';
import { forgetWork } from '../loop.js';
import { ELECTION_TIMINGS, Election, type ElectionTimings } from './election.js';
import { Freshness } from './freshness.js';
import { IndexWaits } from './index-waits.js';
import { LEAD_PROOF_MS } from './lead-proof.js';
import { linearizablePoint } from './linearizable-point.js';
import { LEADER_WAIT_MS, type Leader, replicatedApi } from './replicated-api.js';

export type ReplicaDeps = Omit<CoordinatorDeps, 'carriers'> & {
  readonly peers: PeerCarrier;
  readonly random: Random;
  /** "host:port" where others reach this one's control API. */
  readonly control: string;
  /** Takes agents whoever leads, and hands them on to the leader. */
  readonly relay?: {
    readonly fleet: FleetRelay;
    /** "host:port" where others reach it, once it listens. */
    readonly address: () => string;
    /** Speaks to the fleet of the leader in the name of this coordinator. */
    readonly to: (address: string) => AgentCarrier;
  };
  /** For each time that it leads: carriers close with it. */
  readonly openCarriers: () => readonly FleetCarrier[];
  /** Of the NATS server that it is connected to. */
  readonly natsVersion?: () => string;
  readonly connect: (control: string) => ControlClient;
  readonly election?: Partial<ElectionTimings>;
  /** Blocks that are kept for who looks back, beside what is needed. */
  readonly historyBlocks?: number;
};

const LEADER_LOOK_MS = 50;
/** From the leader's word to having applied what it says. */
const CATCH_UP_MS = 10_000;

export class Replica {
  readonly api: ControlApi;
  readonly #deps: ReplicaDeps;
  readonly #timings: ElectionTimings;
  readonly #election: Election;
  readonly #others = new Map<string, { readonly said: Announcement; readonly atMs: number }>();
  readonly #clients = new Map<string, ControlClient>();
  readonly #freshness: Freshness;
  readonly #applied: IndexWaits;
  #state: ClusterState;
  #checkpointer: Checkpointer;
  /** Of those who watch this one while it follows. */
  #endpoints = new EndpointFeed();
  /** What a follower answers by itself. */
  #local: ControlApi;
  /** Answers reads; resolves when the state is not ahead of the ledger. */
  #reads: Promise<ControlApi>;
  #readBy: (api: ControlApi) => void = () => {};
  #leading: Coordinator | undefined;
  /** Ends what it is doing: following, or leading. */
  #turn = new AbortController();
  /** While it follows: a leader may be missing earlier than it seemed. */
  #lookAgain: () => void = () => {};
  /** Ends a lead that is over, for the reason that is given. */
  #depose: (why: unknown) => void = () => {};
  #stopping = false;
  /** The highest epoch that somebody is known to lead in. */
  #term = newTerm(0);
  #cancelAnnounce: () => void = () => {};
  #purging: Promise<void> | undefined;
  #running: Promise<void> = Promise.resolve();

  private constructor(deps: ReplicaDeps, recovered: Recovered) {
    this.#deps = deps;
    this.#timings = { ...ELECTION_TIMINGS, ...deps.election };
    this.#election = new Election(deps.clock, deps.random, this.#timings);
    this.#state = recovered.state;
    this.#checkpointer = checkpointerFor(deps, recovered);
    this.#freshness = new Freshness(deps.clock.monotonicMs());
    this.#applied = new IndexWaits(deps.clock);
    this.#local = this.#apiOver(recovered.state);
    this.#reads = Promise.resolve(this.#local);
    this.#progress(recovered.state.index);
    this.api = replicatedApi({
      clock: deps.clock,
      local: () => this.#reads,
      blocks: () => this.#local,
      leader: () => this.#leader(),
      coordinators: () => this.coordinators(),
    });
    deps.peers.onAnnouncement((said) => this.#heard(said));
  }

  /** Recovers the state and begins to follow. */
  static async start(deps: ReplicaDeps): Promise<Replica> {
    await fetchCheckpoint(deps);
    const replica = new Replica(deps, await recoverState(deps.ledger, deps.log));
    await deps.relay?.fleet.open();
    replica.#announce();
    replica.#running = replica.#run().catch((thrown: unknown) => {
      if (!replica.#stopping) deps.onFatal(thrown);
    });
    return replica;
  }

  get role(): 'leader' | 'follower' {
    return this.#leading ? 'leader' : 'follower';
  }

  /**
   * Resolves when what is read here next shows all that had been acknowledged before the call. Throws "timed_out" when
   * that is not to be had: nobody leads, or this one is too far behind.
   */
  async catchUp(): Promise<void> {
    const { clock } = this.#deps;
    const askedMs = clock.monotonicMs();
    const index = await linearizablePoint({ clock, leader: () => this.#leader() });
    await this.#applied.until(index, CATCH_UP_MS);
    this.#freshness.known(askedMs);
  }

  /** A node called what is for users only: recorded where that is decided. */
  triedControl(node: NodeId, call: string): void {
    this.#leading?.triedControl(node, call);
  }

  /** Its own state, for checks. Never to be changed. */
  get state(): ClusterState {
    return this.#leading?.state ?? this.#state;
  }

  /** Itself and everybody that was heard of, by name. */
  coordinators(): CoordinatorView[] {
    const nowMs = this.#deps.clock.monotonicMs();
    const own = { said: this.#announcement(), atMs: nowMs };
    const all = [own, ...[...this.#others.values()].filter(({ said }) => said.name !== own.said.name)];
    const epoch = Math.max(...all.map(({ said }) => said.epoch));
    const index = Math.max(...all.map(({ said }) => said.index));
    return all
      .map(({ said, atMs }) => ({
        ...said,
        // Whoever led in an earlier epoch and was not heard since leads no more.
        role: said.epoch < epoch && said.role === 'leader' ? ('follower' as const) : said.role,
        lag: index - said.index,
        heardAgoMs: Math.round(nowMs - atMs),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Hands over when it leads, and ends. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#cancelAnnounce();
    this.#turn.abort();
    await this.#running;
    this.#readBy(this.#local);
    await this.#deps.relay?.fleet.close();
    for (const client of this.#clients.values()) client.close();
    await this.#deps.peers.close();
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      await this.#follow();
      if (this.#stopping) break;
      if (await this.#claim()) await this.#lead();
    }
    await this.#checkpointer.close();
  }

  /** Applies what others append until nobody leads any more. */
  async #follow(): Promise<void> {
    const { ledger, clock } = this.#deps;
    const turn = this.#nextTurn();
    let cancel = () => {};
    const look = () => {
      cancel();
      if (this.#mayClaim()) turn.abort();
      else if (!turn.signal.aborted)
        cancel = clock.schedule(Math.max(LEADER_LOOK_MS, this.#election.dueInMs()), look);
    };
    look();
    this.#lookAgain = look;
    try {
      for await (const { block } of ledger.follow(turn.signal)) {
        for (const event of block.events) apply(this.#state, event, { index: block.index });
        this.#state.index = block.index;
        this.#progress(block.index);
        this.#endpoints.publish(this.#state.changes.endpoints);
        // No agent is told and nothing settled here; a lead begins by doubting everything.
        forgetWork(this.#state);
        this.#checkpointer.afterTurn();
      }
    } finally {
      this.#lookAgain = () => {};
      cancel();
    }
  }

  #mayClaim(): boolean {
    return this.#election.isDue() && this.#deps.peers.isUp();
  }

  async #claim(): Promise<boolean> {
    const { log } = this.#deps;
    this.#election.restart();
    const beganMs = this.#deps.clock.monotonicMs();
    try {
      await claim(this.#deps, this.#state);
      this.#appended(beganMs);
      return true;
    } catch (thrown) {
      if (BerthError.from(thrown).code !== 'conflict') throw thrown;
      log.info('another one claimed first', { index: this.#state.index });
      return false;
    }
  }

  async #lead(): Promise<void> {
    const { log, ledger } = this.#deps;
    const turn = this.#nextTurn();
    this.#endpoints.end(new BerthError('not_leader', 'this coordinator begins to lead: watch again'));
    let failure: BerthError | undefined;
    const end = (thrown: unknown) => {
      if (!failure) this.#closeReads();
      failure ??= BerthError.from(thrown);
      turn.abort();
    };
    this.#depose = end;
    // What it decides first is ahead of the ledger until it is appended.
    this.#closeReads();
    const { relay, openCarriers } = this.#deps;
    const carriers = [...openCarriers(), ...(relay ? [relay.fleet.served()] : [])];
    const coordinator = await lead(
      {
        ...{ ...this.#deps, carriers, onFatal: end },
        leadProofMs: this.#deps.leadProofMs ?? LEAD_PROOF_MS,
        onAppended: (beganMs) => this.#appended(beganMs),
        ageMs: () => this.#ageMs(),
      },
      this.#state,
      this.#checkpointer,
    ).catch(end);
    if (coordinator) {
      this.#leading = coordinator;
      if (!failure) this.#readBy(coordinator.api);
      this.#leads(coordinator.state.epoch);
      this.#announce();
      // Whoever appends besides leads instead; own blocks are left out.
      const others = (async () => {
        for await (const { block } of ledger.follow(turn.signal)) {
          end(new BerthError('conflict', `block ${block.index} is of ${block.leader}, epoch ${block.epoch}`));
        }
      })().catch(end);
      await others;
    }
    this.#leading = undefined;
    this.#depose = () => {};
    if (!failure) {
      this.#closeReads();
      await coordinator?.stop();
      this.#announce('leaving');
      return;
    }
    if (failure.code !== 'conflict') throw failure;
    log.warn('deposed: follows again', { why: failure.message });
    await coordinator?.abandon();
    await this.#recover();
  }

  async #recover(): Promise<void> {
    const recovered = await recoverState(this.#deps.ledger, this.#deps.log);
    this.#state = recovered.state;
    this.#checkpointer = checkpointerFor(this.#deps, recovered);
    this.#local = this.#apiOver(recovered.state);
    this.#readBy(this.#local);
    this.#progress(recovered.state.index);
    this.#election.restart();
  }

  /** Reads wait until somebody is there to answer them. */
  #closeReads(): void {
    this.#reads = new Promise((resolve) => {
      this.#readBy = resolve;
    });
  }

  #progress(index: number): void {
    this.#freshness.reached(index);
    this.#applied.reached(index);
  }

  #appended(beganMs: number): void {
    this.#freshness.known(beganMs);
    this.#progress(this.#deps.ledger.head.index);
  }

  /** Of a leader, alone and connected: nobody is known who could lead instead. */
  #ageMs(): number {
    const { clock, peers } = this.#deps;
    if (this.#leading && this.#others.size === 0 && peers.isUp()) return 0;
    return this.#freshness.ageMs(clock.monotonicMs());
  }

  #nextTurn(): AbortController {
    this.#turn = new AbortController();
    if (this.#stopping) this.#turn.abort();
    return this.#turn;
  }

  // ---- the others ------------------------------------------------------------------------------------------------------

  #heard(said: Announcement): void {
    const nowMs = this.#deps.clock.monotonicMs();
    this.#others.set(said.name, { said, atMs: nowMs });
    this.#election.heard(said);
    if (said.role === 'leader') {
      this.#leads(said.epoch);
      if (said.epoch >= this.#term.epoch) this.#isLed(said, nowMs);
    }
    // It follows this one: nobody leads instead, as far as it knows.
    if (this.#leading && said.epoch === this.#state.epoch) this.#freshness.known(nowMs);
    // It does not know yet: its next append would fail, but reads and agents must not wait for that.
    if (this.#leading && said.role === 'leader' && said.epoch > this.#state.epoch) {
      this.#depose(new BerthError('conflict', `${said.name} leads in epoch ${said.epoch}`));
    }
    if (said.role === 'leaving') this.#lookAgain();
  }

  #isLed({ index, epoch, fleet }: Announcement, nowMs: number): void {
    this.#freshness.heard(index, nowMs);
    const { relay } = this.#deps;
    if (relay && fleet !== undefined) relay.fleet.heard(epoch, () => relay.to(fleet));
  }

  #announce(role: Announcement['role'] = this.role): void {
    this.#cancelAnnounce();
    this.#deps.peers.announce({ ...this.#announcement(), role });
    if (role === 'leader') this.#purge();
    if (this.#stopping) return;
    this.#cancelAnnounce = this.#deps.clock.schedule(this.#timings.announceMs, () => this.#announce());
  }

  /** What enough of those that live hold in checkpoints, and nobody wants to look at any more. */
  #purge(): void {
    const { log, ledger, clock, historyBlocks = HISTORY_BLOCKS, checkpointEveryBlocks } = this.#deps;
    const nowMs = clock.monotonicMs();
    const others = [...this.#others.values()];
    const alive = others.filter(({ atMs }) => nowMs - atMs < this.#timings.silenceMs);
    const checkpoints = [this.#checkpointer.index, ...alive.map(({ said }) => said.checkpoint ?? 0)];
    const known = { coordinators: 1 + others.length, checkpoints, historyBlocks };
    const step = checkpointEveryBlocks ?? CHECKPOINT_EVERY_BLOCKS;
    this.#purging ??= purgeLedger(ledger, known, step, log).finally(() => {
      this.#purging = undefined;
    });
  }

  #announcement(): Announcement {
    const { name, control, version } = this.#deps;
    const { epoch, index } = this.state;
    const natsVersion = this.#deps.natsVersion?.() ?? '';
    const checkpoint = this.#checkpointer.index;
    const fleet = this.#deps.relay?.address();
    return {
      ...{ name, role: this.role, epoch, index, control, version, checkpoint },
      ...(fleet && { fleet }),
      ...(natsVersion && { natsVersion }),
    };
  }

  async #leader(): Promise<Leader> {
    const { clock } = this.#deps;
    for (let waitedMs = 0; waitedMs < LEADER_WAIT_MS && !this.#stopping; waitedMs += LEADER_LOOK_MS) {
      // Its own loop answers, or refuses, whatever becomes of it.
      if (this.#leading) return { api: this.#leading.api, replaced: new AbortController().signal };
      const { leader } = this.#election;
      if (leader) return { api: this.#clientOf(leader.control), replaced: this.#term.over.signal };
      await new Promise<void>((resolve) => clock.schedule(LEADER_LOOK_MS, resolve));
    }
    throw new BerthError('not_leader', 'no coordinator leads at the moment: try again');
  }

  /** Somebody leads in this epoch: whoever led before is not waited for any more. */
  #leads(epoch: number): void {
    if (epoch <= this.#term.epoch) return;
    this.#term.over.abort();
    this.#term = newTerm(epoch);
  }

  #clientOf(control: string): ControlClient {
    const known = this.#clients.get(control);
    if (known) return known;
    const client = this.#deps.connect(control);
    this.#clients.set(control, client);
    return client;
  }

  #apiOver(state: ClusterState): ControlApi {
    const { ledger, clock, ids, version, createScheduler, rebalance, timings } = this.#deps;
    const steady = steadyWall(clock);
    const { leaseMs } = { ...DEFAULT_TIMINGS, ...timings };
    this.#endpoints = new EndpointFeed();
    return createControlApi({
      ...{ ledger, clock, version, createScheduler, rebalance },
      loop: {
        submit: () => Promise.reject(new BerthError('not_leader', 'this coordinator follows')),
        read: async (query) => query(state),
      },
      // Only the leader hears the nodes.
      fleet: { observed: () => ({}), linkTo: () => undefined },
      logs: new LogStreams(ids),
      execs: new ExecStreams(ids),
      endpoints: this.#endpoints,
      scheduler: createScheduler(state),
      moment: () => ({ nowMs: Math.max(steady(), state.latestMs), leaseMs, silentMs: () => 0 }),
      enrolment: this.#deps.enrolment ?? (() => undefined),
      ...diagnosing(this.#deps),
      ageMs: () => this.#ageMs(),
      readIndex: () => Promise.reject(new BerthError('not_leader', 'this coordinator follows')),
      confirmed: async () => {},
    });
  }
}

/** Every request that is handed on waits for its end, too: more than a few listeners are no leak. */
function newTerm(epoch: number): { readonly epoch: number; readonly over: AbortController } {
  const over = new AbortController();
  setMaxListeners(0, over.signal);
  return { epoch, over };
}
