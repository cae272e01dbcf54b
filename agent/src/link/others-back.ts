/**
 * By when others have heard from a coordinator that was away. Everybody who follows endpoints, agents and programs, comes back
 * after pauses that grow with the time that it was away, so not all at one moment (carrier-turns.ts, the client's passing.ts).
 * A copy that is to end has left the endpoints, and gets a delay so that whoever follows them can learn of it: this says when
 * that delay may begin.
 */

/** The longest pause of anybody between two attempts: who stays away longer than that is not waited for. */
const PAUSE_MS_MAX = 30_000;
/** For a new connection, and for what is told first on it. */
const ARRIVAL_MS = 1_000;

export class OthersBack {
  #awaySinceMs: number | undefined;

  /** The link is lost. Returns until when whatever waits for others has to wait now; undefined when it was lost before. */
  lost(nowMs: number): number | undefined {
    if (this.#awaySinceMs !== undefined) return undefined;
    this.#awaySinceMs = nowMs;
    return nowMs + PAUSE_MS_MAX;
  }

  /** A coordinator is there again, and asks a fleet to spread over `spreadMs`. Undefined when it was not away. */
  back(nowMs: number, spreadMs = 0): number | undefined {
    if (this.#awaySinceMs === undefined) return undefined;
    const awayMs = nowMs - this.#awaySinceMs;
    this.#awaySinceMs = undefined;
    // Each pause is at most about as long as all before it.
    return nowMs + ARRIVAL_MS + Math.min(PAUSE_MS_MAX, Math.max(2 * awayMs, spreadMs));
  }
}
