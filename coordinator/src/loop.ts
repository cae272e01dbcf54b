/**
 * The loop: the one writer. It drains its queue in bounded batches; a batch is one decision pass, one block, one durable
 * append.
 *
 * Invariants:
 * 1. decide -> append (durable) -> publish -> reply, in this order: nothing leaves before the append is acknowledged.
 * 2. At most one append is under way, and reads wait for it: nobody sees what is not durable.
 * 3. When an append fails or a decision breaks, the working state is ahead of the ledger and the loop ends for good; the
 *    coordinator starts again from the ledger.
 */
import {
  BerthError,
  type ClusterState,
  LIMITS,
  type Log,
  type Moment,
  type NodeId,
  type PlacementId,
  type Scheduler,
  settleDirty,
  Turn,
  type WorkloadKey,
} from '@berth/core';
import type { Ledger } from '@berth/ledger';

export type Decide<Reply> = (turn: Turn) => Reply;

/** What one durable turn changed, for those who tell the agents. */
export type Commit = {
  readonly assignments: ReadonlyMap<NodeId, ReadonlySet<PlacementId>>;
  readonly wakes: ReadonlyMap<WorkloadKey, number | undefined>;
  /** Nodes whose sessions may not count any more. */
  readonly standings: ReadonlySet<NodeId>;
  /** Workloads whose ready endpoints may be others now. */
  readonly endpoints: ReadonlySet<WorkloadKey>;
  /** Nodes may have to be told of another version of the agent. */
  readonly agents: boolean;
  /** Nodes that have volumes to delete. */
  readonly volumes: ReadonlySet<NodeId>;
};

export type LoopDeps = {
  readonly ledger: Pick<Ledger, 'head' | 'append'>;
  readonly state: ClusterState;
  readonly scheduler: Scheduler;
  readonly moment: () => Moment;
  readonly log: Log;
  readonly checkCapacity: boolean;
  /** Called after each durable turn, before the callers get their replies. */
  readonly publish: (commit: Commit) => void;
  /** Called once, when invariant 3 strikes. */
  readonly fail: (error: unknown) => void;
};

type Waiting = {
  readonly decide: Decide<unknown>;
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: unknown) => void;
};

type Confirming = Pick<Waiting, 'reject'> & { readonly resolve: (index: number) => void };

type Outcome = { readonly waiting: Waiting } & (
  | { readonly reply: unknown }
  | { readonly refused: BerthError }
);

const STOPPED = new BerthError('shutting_down', 'the coordinator is shutting down: try again in a moment');

export class Loop {
  readonly #deps: LoopDeps;
  readonly #queue: Waiting[] = [];
  /** Decided, and not answered yet. */
  #decided: readonly Waiting[] = [];
  readonly #reads: (() => void)[] = [];
  readonly #confirms: Confirming[] = [];
  #running = false;
  #closing = false;
  #current: Promise<void> = Promise.resolve();
  #appending = false;
  #ended: BerthError | undefined;

  constructor(deps: LoopDeps) {
    this.#deps = deps;
  }

  /** Queues a decision; resolves with its reply once everything that it decided is durable. */
  submit<Reply>(decide: Decide<Reply>): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(this.#ended);
      if (this.#queue.length >= LIMITS.queueRequests) {
        return reject(
          new BerthError('overloaded', 'the coordinator has too many requests waiting: try again later'),
        );
      }
      this.#queue.push({ decide, resolve: resolve as (reply: unknown) => void, reject });
      this.#wake();
    });
  }

  /**
   * Resolves with its index when a block is durable whose append began after the call; one without events where nothing
   * is to be decided. Whoever could append it leads, and has all that was appended before.
   */
  confirm(): Promise<number> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(this.#ended);
      this.#confirms.push({ resolve, reject });
      this.#wake();
    });
  }

  /** Reads durable state. The query runs at once, or right after the append that is under way; it must copy. */
  read<Result>(query: (state: ClusterState) => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      const run = () => {
        if (this.#ended) return reject(this.#ended);
        try {
          resolve(query(this.#deps.state));
        } catch (thrown) {
          reject(thrown);
        }
      };
      if (this.#appending) this.#reads.push(run);
      else run();
    });
  }

  /** Finishes the turn under way, then refuses what comes and what waits. */
  async stop(why: BerthError = STOPPED): Promise<void> {
    this.#closing = true;
    await this.#current;
    this.end(why);
  }

  /** Refuses what comes and what waits. */
  end(error: BerthError): void {
    if (this.#ended) return;
    this.#ended = error;
    for (const waiting of [...this.#decided, ...this.#queue.splice(0)]) waiting.reject(error);
    for (const { reject } of this.#confirms.splice(0)) reject(error);
    for (const read of this.#reads.splice(0)) read();
  }

  #wake(): void {
    if (this.#running) return;
    this.#running = true;
    // A microtask later, so that requests that arrive together are decided together.
    this.#current = Promise.resolve()
      .then(() => this.#run())
      .catch((thrown: unknown) => this.#fail(thrown));
  }

  async #run(): Promise<void> {
    while (!this.#ended && !this.#closing && this.#hasWork()) await this.#turn();
    this.#running = false;
  }

  #hasWork(): boolean {
    const { changes } = this.#deps.state;
    return this.#queue.length > 0 || this.#confirms.length > 0 || changes.dirty.size > 0 || changes.roomMade;
  }

  async #turn(): Promise<void> {
    const { ledger, state, scheduler } = this.#deps;
    const index = ledger.head.index + 1;
    const moment = this.#deps.moment();
    const turn = new Turn({ state, scheduler, moment, index, checkCapacity: this.#deps.checkCapacity });
    const outcomes = this.#decideBatch(turn);
    this.#decided = outcomes.map(({ waiting }) => waiting);
    settleDirty(turn);
    const asked = this.#confirms.length;
    if (turn.events.length + asked > 0) await this.#append(turn);
    if (this.#ended) return;
    for (const { resolve } of this.#confirms.splice(0, asked)) resolve(state.index);
    this.#publish(turn);
    this.#decided = [];
    for (const outcome of outcomes) answer(outcome);
  }

  #decideBatch(turn: Turn): Outcome[] {
    const outcomes: Outcome[] = [];
    while (outcomes.length < LIMITS.batchRequests && turn.events.length < LIMITS.blockEvents) {
      const waiting = this.#queue.shift();
      if (!waiting) break;
      outcomes.push(decideOne(turn, waiting));
    }
    return outcomes;
  }

  async #append(turn: Turn): Promise<void> {
    const { ledger, state } = this.#deps;
    this.#appending = true;
    try {
      const { block } = await ledger.append(turn.events, state.epoch);
      state.index = block.index;
    } finally {
      this.#appending = false;
    }
    for (const read of this.#reads.splice(0)) read();
  }

  #publish(turn: Turn): void {
    const { changes } = this.#deps.state;
    const assignments = new Map(changes.assignments);
    changes.assignments.clear();
    const standings = new Set(changes.standings);
    const endpoints = new Set(changes.endpoints);
    changes.standings.clear();
    changes.endpoints.clear();
    const { agents } = changes;
    changes.agents = false;
    const volumes = new Set(changes.volumes);
    changes.volumes.clear();
    this.#deps.publish({ assignments, wakes: turn.wakes, standings, endpoints, agents, volumes });
  }

  #fail(thrown: unknown): void {
    const error = BerthError.from(thrown);
    this.#deps.log.error('the loop ended', { error: error.message, code: error.code });
    // A block that lost its place to another one is not in the ledger for certain: its callers may ask the new leader.
    const why =
      error.code === 'conflict'
        ? new BerthError('not_leader', 'another coordinator leads now: try again', { cause: thrown })
        : new BerthError(error.code, `the coordinator stopped: ${error.message}`, { cause: thrown });
    this.end(why);
    this.#deps.fail(thrown);
  }
}

/** A refusal must not have decided anything; anything else that is thrown is a bug and ends the loop. */
function decideOne(turn: Turn, waiting: Waiting): Outcome {
  const before = turn.events.length;
  try {
    return { waiting, reply: waiting.decide(turn) };
  } catch (thrown) {
    if (thrown instanceof BerthError && turn.events.length === before) return { waiting, refused: thrown };
    throw thrown;
  }
}

function answer(outcome: Outcome): void {
  if ('refused' in outcome) outcome.waiting.reject(outcome.refused);
  else outcome.waiting.resolve(outcome.reply);
}

/**
 * Marks everything for a first look after a start, when nobody knows what has been looked at. The entities that the
 * replay changed stay marked: the next checkpoint builds upon the one that the replay began with.
 */
export function doubtAll(state: ClusterState): void {
  forgetWork(state);
  for (const key of state.workloads.keys()) state.changes.dirty.add(key);
}

/** What a leader would do for these changes is not for this one to do. Entities stay marked, for the next checkpoint. */
export function forgetWork({ changes }: ClusterState): void {
  changes.assignments.clear();
  changes.dirty.clear();
  changes.standings.clear();
  changes.endpoints.clear();
  changes.agents = false;
  changes.volumes.clear();
  changes.roomMade = false;
}
