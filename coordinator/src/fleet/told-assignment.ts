/** What one agent was told of its assignment in this conversation, and by when it should have it. */
import {
  type Assignment,
  type AssignmentSizes,
  type Clock,
  type Heartbeat,
  LIMITS,
  type Log,
  type NodeRecord,
  splitAssignment,
} from '@berth/core';
import type { FleetLink } from '@berth/transport';

/** What an agent says that it holds. */
type Held = Pick<Heartbeat, 'assignmentVersion' | 'assignmentDigest'>;

export type ToldDeps = {
  readonly clock: Clock;
  readonly log: Log;
  readonly sizes: AssignmentSizes;
  readonly pieceBytes: number;
  /** What was sent within such a time may cross what the agent says meanwhile. */
  readonly crossMs: number;
};

/** 128 kbit/s: over a slower link an assignment may be sent again while it is still on its way. */
const BYTES_PER_MS = 16;

export class ToldAssignment {
  readonly #deps: ToldDeps;
  readonly #pieceBytes: number;
  #version: number | undefined;
  #atMs = Number.NEGATIVE_INFINITY;
  #arrivesByMs = Number.NEGATIVE_INFINITY;

  constructor(deps: ToldDeps, takesPieces = false) {
    this.#deps = deps;
    this.#pieceBytes = takesPieces ? deps.pieceBytes : Number.POSITIVE_INFINITY;
  }

  /** Version that the node has, or is about to have from what was sent; undefined = send a snapshot. */
  get version(): number | undefined {
    return this.#version;
  }

  /** It needs everything again. What was just sent may have crossed its words, or be on its way over a slow link. */
  staysBehind(held: Held, node: NodeRecord): boolean {
    const nowMs = this.#deps.clock.monotonicMs();
    if (nowMs < this.#atMs + this.#deps.crossMs || nowMs < this.#arrivesByMs) return false;
    if (held.assignmentVersion !== this.#version) return true;
    return held.assignmentVersion === node.assignmentVersion && !holdsAll(held, node);
  }

  tell(link: FleetLink, assignment: Assignment): void {
    const { clock, log, sizes } = this.#deps;
    const { parts, bytes } = splitAssignment(assignment, this.#pieceBytes, sizes);
    const nowMs = clock.monotonicMs();
    this.#atMs = nowMs;
    this.#version = undefined;
    if (bytes > LIMITS.assignmentBytes) {
      const why = `its assignment has ${bytes} bytes, over the bound of ${LIMITS.assignmentBytes}`;
      log.error(`a node has too much to run: ${why}: move some of it to other nodes`, { node: link.node });
      return;
    }
    if (!parts.every((part) => link.send(part))) return;
    this.#version = assignment.version;
    this.#arrivesByMs = Math.max(this.#arrivesByMs, nowMs) + bytes / BYTES_PER_MS;
  }
}

export function holdsAll({ assignmentVersion, assignmentDigest }: Held, node: NodeRecord): boolean {
  return assignmentVersion === node.assignmentVersion && assignmentDigest === node.digest.toString();
}
