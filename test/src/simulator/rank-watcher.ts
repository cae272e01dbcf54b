/**
 * Reads the ledger for gangs that begin in part, for copies that end for somebody who has no right to it, and for room that is
 * taken and made again without end.
 */
import {
  type LedgerEvent,
  type PlacementId,
  parseDispatchKey,
  parsePlacementId,
  placementId,
  priorityOf,
  type WorkloadKey,
  type WorkloadSpec,
  workloadKey,
} from '@berth/core';
import { Violation } from './trace.js';

/** Of one decision without a new fact: a workload may take its room and wait for more. */
const WAITING: ReadonlySet<LedgerEvent['kind']> = new Set([
  ...(['nomination.made', 'nomination.ended'] as const),
  ...(['workload.blocked', 'workload.unblocked'] as const),
]);
/** So many of them in a row that took room and placed nothing are no progress any more. */
const MOST_IDLE = 10;

export class RankWatcher {
  readonly #seen: (what: string) => void;
  readonly #specs = new Map<WorkloadKey, WorkloadSpec>();
  /** Copies that are to run. */
  readonly #standing = new Map<WorkloadKey, Set<PlacementId>>();
  #idle = 0;

  constructor(seen: (what: string) => void) {
    this.#seen = seen;
  }

  /** The events of one block: one decision. */
  see(events: readonly LedgerEvent[]): void {
    const begun = new Set<WorkloadKey>();
    for (const event of events) {
      if (event.kind === 'stack.applied') {
        // What began in this block began by the rules of its time.
        for (const key of begun) if (key.startsWith(`${event.stack}/`)) this.#checkGang(key);
        for (const key of begun) if (key.startsWith(`${event.stack}/`)) begun.delete(key);
        for (const [name, spec] of Object.entries(event.spec.workloads))
          this.#specs.set(workloadKey(event.stack, name), spec);
      } else if (event.kind === 'workload.dispatched') {
        const spec = this.#specs.get(parseDispatchKey(event.workload)?.parent as WorkloadKey);
        if (spec?.dispatch) this.#specs.set(event.workload, { ...spec, replicas: spec.dispatch.replicas });
      } else if (event.kind === 'placements.made') {
        const standing = this.#of(event.workload);
        if (standing.size === 0) begun.add(event.workload);
        event.replicas.forEach((replica, row) => {
          standing.add(placementId(event.workload, replica, event.firstGeneration + row));
        });
      } else if (event.kind === 'placements.stopped') this.#stopped(event);
      else if (event.kind === 'nomination.ended' && event.outcome === 'taken')
        this.#seen('preempted room taken');
    }
    for (const key of begun) this.#checkGang(key);
    this.#checkProgress(events);
  }

  #checkProgress(events: readonly LedgerEvent[]): void {
    if (events.some(({ kind }) => !WAITING.has(kind))) this.#idle = 0;
    else if (events.some((event) => event.kind === 'nomination.ended' && event.outcome === 'taken'))
      this.#idle++;
    if (this.#idle > MOST_IDLE)
      throw new Violation(
        'room that is taken is used',
        `taken in ${this.#idle} blocks in a row, nothing placed`,
      );
  }

  #of(key: WorkloadKey): Set<PlacementId> {
    const known = this.#standing.get(key) ?? new Set();
    this.#standing.set(key, known);
    return known;
  }

  #stopped({ placements, cause, by }: Extract<LedgerEvent, { kind: 'placements.stopped' }>): void {
    if ((cause === 'preempted') !== (by !== undefined))
      throw new Violation('whoever preempts is named', cause);
    for (const id of placements) {
      const key = parsePlacementId(id)?.workload;
      if (!key) continue;
      this.#of(key).delete(id);
      const spec = this.#specs.get(key);
      if (!by || !spec) continue;
      if (priorityOf(spec) !== by.over || by.over >= by.priority || spec.kind === 'daemon') {
        throw new Violation('only lower priority is preempted', `${id} for ${by.workload}`);
      }
      this.#seen('copy preempted');
    }
  }

  /** Of a gang that began in this block. */
  #checkGang(key: WorkloadKey): void {
    const spec = this.#specs.get(key);
    const began = this.#of(key).size;
    // With none left it ended in the same block.
    if (!spec?.gang || began === 0) return;
    const least = Math.min(spec.gang.min ?? spec.replicas, spec.replicas);
    if (least > 1) this.#seen('gang began');
    if (began < least)
      throw new Violation('a gang begins as a whole', `${began} of ${least} copies of ${key}`);
  }
}
