/** First parts of an assignment, until its last part is here. Only of one assignment: what comes of another takes their place. */
import { type Assignment, AssignmentSizes, joinAssignment, LIMITS } from '@berth/core';

/** What keeping one takes, whatever is in it. */
const PIECE_BYTES = 1024;

export class AssignmentPieces {
  readonly #sizes = new AssignmentSizes();
  /** By how many come before it: one that comes twice is kept once. */
  readonly #pieces = new Map<number, Assignment>();
  #placements = 0;
  #bytes = 0;

  /** False when they are more than an assignment may have: none is kept. */
  keep(piece: Assignment): boolean {
    const [other] = this.#pieces.values();
    if (other && !belongTogether(other, piece)) this.clear();
    const place = piece.piecesBefore ?? 0;
    if (this.#pieces.has(place)) return true;
    this.#pieces.set(place, piece);
    this.#placements += piece.placements.length;
    this.#bytes += this.#sizes.of(piece) + PIECE_BYTES;
    if (this.#placements <= LIMITS.claimsPerNode && this.#bytes <= LIMITS.agentQueueBytes) return true;
    this.clear();
    return false;
  }

  /** The whole that ends with this part; undefined when some of it is missing. Nothing is kept any more. */
  complete(last: Assignment): Assignment | undefined {
    const count = last.piecesBefore ?? 0;
    const pieces: Assignment[] = [];
    for (let place = 0; place < count; place++) {
      const piece = this.#pieces.get(place);
      if (!piece || !belongTogether(piece, last)) break;
      pieces.push(piece);
    }
    this.clear();
    return pieces.length === count ? joinAssignment(pieces, last) : undefined;
  }

  clear(): void {
    this.#pieces.clear();
    this.#placements = 0;
    this.#bytes = 0;
  }
}

function belongTogether(a: Assignment, b: Assignment): boolean {
  return a.epoch === b.epoch && a.version === b.version && a.baseVersion === b.baseVersion;
}
