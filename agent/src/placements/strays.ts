/**
 * Runs on this node that its journal knows nothing of, because it has lost something. Whether they are wanted, the next
 * assignment says; until then they are left alone.
 */
import type { Log, PlacementId } from '@berth/core';
import type { Driver } from '../drivers/driver.js';

/** How they were to be stopped is not known. */
const STOP = { signal: 'SIGTERM', graceMs: 10_000 };

export class Strays {
  readonly #driver: Driver;
  readonly #log: Log;
  /** Newest attempt by placement. */
  readonly #attempts = new Map<PlacementId, number>();

  constructor(driver: Driver, log: Log) {
    this.#driver = driver;
    this.#log = log;
  }

  get placements(): PlacementId[] {
    return [...this.#attempts.keys()];
  }

  /**
   * Looks what the disk has. `attemptOf`: the last one that the journal knows, if it knows the placement. Returns those with a
   * newer one.
   */
  async find(
    attemptOf: (placement: PlacementId) => number | undefined,
  ): Promise<{ readonly placement: PlacementId; readonly attempt: number }[]> {
    const newer: { placement: PlacementId; attempt: number }[] = [];
    for (const { placement, attempt } of (await this.#driver.leftovers?.()) ?? []) {
      const known = attemptOf(placement);
      if (known !== undefined && known >= attempt) continue;
      this.#log.warn('a run that the journal does not know', { placement, attempt });
      if (known === undefined) this.#attempts.set(placement, attempt);
      else newer.push({ placement, attempt });
    }
    return newer;
  }

  /** It is wanted: from now on the caller's. Undefined when nothing of it was found. */
  take(placement: PlacementId): number | undefined {
    const attempt = this.#attempts.get(placement);
    this.#attempts.delete(placement);
    return attempt;
  }

  /** It is not wanted. */
  end(placement: PlacementId): void {
    const attempt = this.take(placement);
    if (attempt === undefined) return;
    this.#end(placement, attempt).catch((thrown: unknown) => {
      this.#attempts.set(placement, attempt);
      this.#log.error('a run that nobody wants was not ended', { placement, why: String(thrown) });
    });
  }

  async #end(placement: PlacementId, attempt: number): Promise<void> {
    const handle = await this.#driver.find(placement, attempt);
    if (handle) await this.#driver.stop(handle, STOP);
    await this.#driver.remove(placement);
    this.#log.info('a run that nobody wants is ended', { placement, attempt });
  }
}
