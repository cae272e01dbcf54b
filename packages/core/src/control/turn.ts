/**
 * One turn of the coordinator's loop: the only place where events are made. A decision reads the state, emits events,
 * and returns a reply; no clock, no random, no I/O.
 *
 * An emitted event is applied to the working state at once, because the next decision of the same turn has to see it;
 * the shell appends all events of the turn as one block and lets nothing out (no reply, no message, no read) before the
 * append is durable. If the append fails the working state is ahead of the ledger: the shell throws it away.
 * See docs/adr/0004-staged-apply.md.
 */

import type { WorkloadKey } from '../basics/ids.js';
import type { Scheduler } from '../model/scheduling.js';
import type { Moment } from '../reconcile/reconcile-draft.js';
import { apply } from '../state/apply.js';
import type { LedgerEvent } from '../state/events.js';
import type { ClusterState } from '../state/state.js';

export class Turn {
  readonly state: ClusterState;
  readonly scheduler: Scheduler;
  /** Wall clock of the whole turn, and who has been silent for how long. */
  readonly moment: Moment;
  /** Index of the block that this turn's events will stand in. */
  readonly index: number;
  /** False only in tests that prove that the check matters. */
  readonly checkCapacity: boolean;
  readonly events: LedgerEvent[] = [];
  /** When workloads have to be looked at again without anything happening; undefined = no more. */
  readonly wakes = new Map<WorkloadKey, number | undefined>();
  #names = 0;

  constructor(options: {
    readonly state: ClusterState;
    readonly scheduler: Scheduler;
    readonly moment: Moment;
    readonly index: number;
    readonly checkCapacity?: boolean;
  }) {
    this.state = options.state;
    this.scheduler = options.scheduler;
    this.moment = options.moment;
    this.index = options.index;
    this.checkCapacity = options.checkCapacity ?? true;
  }

  get nowMs(): number {
    return this.moment.nowMs;
  }

  emit(event: LedgerEvent): void {
    apply(this.state, event, { index: this.index });
    this.events.push(event);
  }

  /** A name that no other turn of this ledger gives: the block's index and a running number. */
  uniqueName(prefix: string): string {
    return `${prefix}-${this.index}-${++this.#names}`;
  }
}
