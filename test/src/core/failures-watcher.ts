/** Reads the ledger for copies that are placed again although they were given up, and for more moves than were allowed. */
import type { LedgerEvent } from '@berth/core';

export class FailuresWatcher {
  /** "stack/workload/replica". */
  readonly #givenUp = new Set<string>();
  readonly #broken: (what: string) => void;
  readonly #seen: (what: string) => void;

  constructor(broken: (what: string) => void, seen: (what: string) => void = () => {}) {
    this.#broken = broken;
    this.#seen = seen;
  }

  /** The events of one block. */
  see(events: readonly LedgerEvent[]): void {
    for (const event of events) {
      switch (event.kind) {
        case 'workload.gave-up':
          this.#seen('copy given up');
          for (const { replica } of event.copies) this.#givenUp.add(`${event.workload}/${replica}`);
          break;
        case 'placements.made':
          this.#made(event);
          break;
        case 'workload.retried':
          this.#forget(event.workload);
          break;
        case 'rollout.turned':
          if (event.turn === 'resumed') this.#forget(event.workload);
          break;
        case 'stack.applied':
        case 'stack.deleted':
          this.#forget(event.stack);
          break;
        default:
      }
    }
  }

  #made({ workload, replicas, cause }: Extract<LedgerEvent, { readonly kind: 'placements.made' }>): void {
    if (cause !== 'rescheduled') return;
    this.#seen('failed copy placed again');
    const wrong = replicas.find((replica) => this.#givenUp.has(`${workload}/${replica}`));
    if (wrong !== undefined) this.#broken(`${workload}/${wrong} was given up, and is placed again`);
  }

  #forget(about: string): void {
    for (const key of this.#givenUp) if (key.startsWith(`${about}/`)) this.#givenUp.delete(key);
  }
}
