/** What nodes claim and are not believed, for the ledger. One that claims something new each time does not fill it. */
import {
  type Clock,
  type ClusterState,
  decideRefusedClaim,
  type Log,
  type NodeId,
  type RefusedClaim,
} from '@berth/core';
import type { Loop } from '../loop.js';

/** Between two records of one node and one kind of claim. */
const RECORD_EVERY_MS = 10_000;

export type RefusedClaimsDeps = {
  readonly loop: Pick<Loop, 'submit'>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly log: Log;
  readonly state: Pick<ClusterState, 'identities'>;
};

export class RefusedClaims {
  readonly #deps: RefusedClaimsDeps;
  readonly #recordedAtMs = new Map<string, number>();

  constructor(deps: RefusedClaimsDeps) {
    this.#deps = deps;
  }

  record(node: NodeId, claim: RefusedClaim, detail: string): void {
    const { loop, clock, log, state } = this.#deps;
    const nowMs = clock.monotonicMs();
    if (!state.identities.has(node)) return;
    const key = `${node} ${claim}`;
    if (nowMs - (this.#recordedAtMs.get(key) ?? Number.NEGATIVE_INFINITY) < RECORD_EVERY_MS) return;
    this.#recordedAtMs.set(key, nowMs);
    loop
      .submit((turn) => decideRefusedClaim(turn, node, claim, detail))
      .catch((thrown: unknown) => log.debug('not recorded', { node, why: String(thrown) }));
  }
}
