/**
 * Reads the ledger for an id that stands for two runs at a time, and for runs that are forgotten before they have ended. It counts by
 * itself.
 */
import { dispatchKey, isTerminal, type LedgerEvent, parsePlacementId, placementId } from '@berth/core';

export class DispatchWatcher {
  readonly #broken: (what: string) => void;
  readonly #seen: (what: string) => void;
  /** Runs that are remembered, with their copies that go on. */
  readonly #runs = new Map<string, Set<string>>();
  /** Every run that ever was. */
  readonly ever = new Set<string>();

  constructor(broken: (what: string) => void, seen: (what: string) => void = () => {}) {
    this.#broken = broken;
    this.#seen = seen;
  }

  see(events: readonly LedgerEvent[]): void {
    for (const event of events) this.#look(event);
  }

  #look(event: LedgerEvent): void {
    switch (event.kind) {
      case 'stack.deleted':
        this.#drop(event.stack, () => true);
        return;
      case 'stack.applied':
        this.#drop(event.stack, (name) => !event.spec.workloads[name]?.dispatch);
        return;
      case 'workload.dispatched':
        if (this.#runs.has(event.workload)) this.#broken(`${event.workload} is two runs`);
        this.#runs.set(event.workload, new Set());
        this.ever.add(event.workload);
        return;
      case 'dispatches.forgotten':
        for (const id of event.ids) this.#forget(dispatchKey(event.workload, id));
        return;
      case 'placements.made':
        event.replicas.forEach((replica, row) => {
          const id = placementId(event.workload, replica, event.firstGeneration + row);
          this.#runs.get(event.workload)?.add(id);
        });
        return;
      case 'placements.stopped':
        for (const id of event.placements) this.#ended(id);
        return;
      case 'placements.observed':
        for (const { placement, phase } of event.statuses) if (isTerminal(phase)) this.#ended(placement);
        return;
      default:
        return;
    }
  }

  #ended(id: string): void {
    const run = parsePlacementId(id)?.workload;
    if (run !== undefined) this.#runs.get(run)?.delete(id);
  }

  #forget(run: string): void {
    const open = this.#runs.get(run);
    if (!open) this.#broken(`${run} is forgotten, and was not remembered`);
    if (open?.size) this.#broken(`${run} is forgotten before its end: ${[...open].join(' ')}`);
    this.#runs.delete(run);
    this.#seen('run forgotten');
  }

  /** Runs of a stack whose workload is not dispatched any more. */
  #drop(stack: string, isGone: (workload: string) => boolean): void {
    for (const run of this.#runs.keys()) {
      const [of = '', rest = ''] = run.split('/');
      if (of === stack && isGone(rest.split('@')[0] ?? '')) this.#runs.delete(run);
    }
  }
}
