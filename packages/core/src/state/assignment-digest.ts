/**
 * Digest of a node's assignment: independent of order, kept up to date in O(1) per change by both sides, and small
 * enough for every heartbeat. Each placement adds the hash of "id|desired" to two 32-bit lanes by XOR.
 */
import { hash53 } from '../basics/fingerprint.js';
import type { PlacementId } from '../basics/ids.js';
import type { DesiredPhase } from '../model/model.js';

export class AssignmentDigest {
  #high = 0;
  #low = 0;

  /** Adds a placement, or takes it away again: XOR is its own inverse. */
  toggle(id: PlacementId, desired: DesiredPhase): void {
    const hash = hash53(`${id}|${desired}`, 0);
    this.#high = (this.#high ^ Math.floor(hash / 4294967296)) >>> 0;
    this.#low = (this.#low ^ (hash % 4294967296)) >>> 0;
  }

  toString(): string {
    return this.#high.toString(16).padStart(8, '0') + this.#low.toString(16).padStart(8, '0');
  }
}

export function digestOf(
  placements: Iterable<{ readonly id: PlacementId; readonly desired: DesiredPhase }>,
): string {
  const digest = new AssignmentDigest();
  for (const placement of placements) digest.toggle(placement.id, placement.desired);
  return digest.toString();
}
