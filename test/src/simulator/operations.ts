/**
 * What clients asked, when, and what they were told; judged against the ledger. Every request goes by an actor of its own,
 * so that its events are known for certain: an acknowledged one stands in one block, with what its reply says; a refused
 * one nowhere; one without an answer once at most; and the order of blocks is one that real time allows.
 */
import {
  type Applied,
  type Confirmed,
  type Deleted,
  type Dispatched,
  type DispatchStopped,
  type EligibilitySet,
  type LedgerEvent,
  type MoveBegun,
  type Placed,
  type PlacementId,
  placementId,
  type Released,
  type Retried,
  type RolloutChanged,
  type VolumeRemoved,
} from '@berth/core';
import { Violation } from './trace.js';

export type Reply =
  | Applied
  | Deleted
  | Placed
  | Confirmed
  | Released
  | EligibilitySet
  | MoveBegun
  | Retried
  | RolloutChanged
  | VolumeRemoved
  | Dispatched
  | DispatchStopped;

export type Operation = {
  /** Unique; the name of its actor. */
  readonly name: string;
  readonly what: string;
  readonly invokedMs: number;
  endedMs?: number;
  outcome?: 'acknowledged' | 'refused' | 'unknown';
  reply?: Reply;
};

/** The blocks in which events of an actor stand, by index. */
export type Traces = ReadonlyMap<
  string,
  readonly { readonly index: number; readonly events: readonly LedgerEvent[] }[]
>;

export class Operations {
  readonly #all: Operation[] = [];
  /** Ended, and not judged yet. */
  #ended: Operation[] = [];
  readonly #placed: { readonly operation: Operation; readonly index: number }[] = [];

  begin(what: string, nowMs: number): Operation {
    const operation = { name: `op-${this.#all.length + 1}`, what, invokedMs: nowMs };
    this.#all.push(operation);
    return operation;
  }

  end(operation: Operation, outcome: NonNullable<Operation['outcome']>, nowMs: number, reply?: Reply): void {
    operation.endedMs = nowMs;
    operation.outcome = outcome;
    if (reply) operation.reply = reply;
    this.#ended.push(operation);
  }

  /** Judges what has ended since the last time. The ledger has to be known up to now; `runs`: all that were dispatched. */
  check(traces: Traces, runs: ReadonlySet<string>): void {
    for (const operation of this.#ended.splice(0)) {
      this.#judge(operation, traces);
      const { reply, name, what } = operation;
      if (reply?.kind === 'dispatched' && !runs.has(reply.workload))
        throw new Violation('no acknowledged run lost', `${name}, ${what}: ${reply.workload}`);
    }
  }

  /** At the end: nothing that was answered as not done, or not answered, has come up since. */
  checkAll(traces: Traces, runs: ReadonlySet<string>): void {
    this.check(traces, runs);
    for (const operation of this.#all) {
      const most = operation.outcome === 'refused' ? 0 : 1;
      const times = traces.get(operation.name)?.length ?? 0;
      if (times > most) throw standsIn(operation, times);
    }
    this.#checkOrder();
  }

  #judge(operation: Operation, traces: Traces): void {
    const found = traces.get(operation.name) ?? [];
    if (operation.outcome === 'refused' && found.length > 0) throw standsIn(operation, found.length);
    if (operation.outcome !== 'acknowledged') return;
    const wanted = operation.reply ? traceOf(operation.reply) : 'any';
    if (wanted === 'none' ? found.length > 0 : found.length > 1) throw standsIn(operation, found.length);
    const [only] = found;
    if (!only) {
      if (wanted !== 'some') return;
      throw new Violation('no acknowledged request lost', `${operation.name}, ${operation.what}`);
    }
    this.#placed.push({ operation, index: only.index });
    const wrong = operation.reply && wrongReply(operation.reply, only.events);
    if (wrong)
      throw new Violation('replies are in the ledger', `${operation.name}, ${operation.what}: ${wrong}`);
  }

  /** Of two operations, one of which was answered before the other was asked, the first stands in an earlier block. */
  #checkOrder(): void {
    const byBegin = [...this.#placed].sort((a, b) => a.operation.invokedMs - b.operation.invokedMs);
    const byEnd = [...this.#placed].sort((a, b) => ended(a.operation) - ended(b.operation));
    let at = 0;
    let highest: (typeof byEnd)[number] | undefined;
    for (const later of byBegin) {
      for (; at < byEnd.length; at++) {
        const earlier = byEnd[at] as (typeof byEnd)[number];
        if (ended(earlier.operation) >= later.operation.invokedMs) break;
        if (!highest || earlier.index > highest.index) highest = earlier;
      }
      if (highest && later.index <= highest.index) {
        throw new Violation(
          'real-time order',
          `${later.operation.name} (block ${later.index}) began after ${highest.operation.name} (block ${highest.index}) was acknowledged`,
        );
      }
    }
  }
}

function ended({ endedMs = Number.POSITIVE_INFINITY }: Operation): number {
  return endedMs;
}

function standsIn({ name, what, outcome }: Operation, times: number): Violation {
  const answer = outcome ?? 'not answered';
  return new Violation('every request once', `${name}, ${what}, ${answer}, stands in ${times} blocks`);
}

/** Whether the reply says that something was decided. */
function traceOf(reply: Reply): 'some' | 'none' | 'any' {
  if (reply.kind === 'applied') return reply.changed ? 'some' : 'none';
  // What is so already is acknowledged without a word.
  if (reply.kind === 'eligibility-set' || reply.kind === 'confirmed') return 'any';
  if (reply.kind === 'dispatch-stopped') return 'any';
  if (reply.kind === 'dispatched') return reply.created ? 'some' : 'none';
  if (reply.kind === 'placed')
    return reply.results.some((result) => 'reservations' in result) ? 'some' : 'none';
  return 'some';
}

/** What the reply says that the block does not; `events`: all of the block. */
function wrongReply(reply: Reply, events: readonly LedgerEvent[]): string | undefined {
  if (reply.kind === 'applied') {
    const applied = events.some(
      (event) =>
        event.kind === 'stack.applied' && event.stack === reply.stack && event.version === reply.version,
    );
    if (!applied) return `version ${reply.version} is not in its block`;
    const made = madeBy(events);
    const stopped = stoppedBy(events);
    for (const workload of reply.workloads) {
      const lacking = workload.placed.find((id) => !made.has(id));
      if (lacking) return `${lacking} is not made in its block`;
      const living = [...workload.stopped, ...workload.preempted].find((id) => !stopped.has(id));
      if (living) return `${living} is not stopped in its block`;
    }
  } else if (reply.kind === 'deleted') {
    if (!events.some((event) => event.kind === 'stack.deleted' && event.stack === reply.stack))
      return 'its block deletes nothing';
  } else if (reply.kind === 'placed') {
    const held = new Map(
      events.flatMap((event) =>
        event.kind === 'reservations.held' ? event.reservations.map((each) => [each.id, each] as const) : [],
      ),
    );
    for (const result of reply.results) {
      if (!('reservations' in result)) continue;
      const wrong = result.reservations.find(({ id, node }) => held.get(id)?.node !== node);
      if (wrong) return `${wrong.id} is not held on ${wrong.node} in its block`;
    }
  } else if (reply.kind === 'dispatched') {
    const { workload } = reply;
    if (!events.some((event) => event.kind === 'workload.dispatched' && event.workload === workload))
      return `${workload} is not dispatched in its block`;
  } else if (reply.kind === 'move-begun') {
    if (!madeBy(events).has(reply.replacement)) return `${reply.replacement} is not made in its block`;
  } else if (reply.kind === 'volume-removed') {
    if (!events.some((event) => event.kind === 'volume.removed' && event.volume === reply.volume))
      return `${reply.volume} is not removed in its block`;
  } else if (reply.kind === 'confirmed') {
    const { id } = reply.reservation;
    if (!events.some((event) => event.kind === 'reservation.confirmed' && event.reservation === id))
      return `${id} is not confirmed in its block`;
  } else if (reply.kind === 'released') {
    const id = reply.reservation;
    if (!events.some((event) => event.kind === 'reservation.released' && event.reservation === id))
      return `${id} is not released in its block`;
  }
  return undefined;
}

function madeBy(events: readonly LedgerEvent[]): Set<PlacementId> {
  const made = new Set<PlacementId>();
  for (const event of events) {
    if (event.kind !== 'placements.made') continue;
    event.replicas.forEach((replica, row) => {
      made.add(placementId(event.workload, replica, event.firstGeneration + row));
    });
  }
  return made;
}

function stoppedBy(events: readonly LedgerEvent[]): Set<PlacementId> {
  return new Set(events.flatMap((event) => (event.kind === 'placements.stopped' ? event.placements : [])));
}
