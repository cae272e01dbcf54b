/**
 * The control API of a replica: it answers reads from its own state, marked with the index that they show, and hands on
 * what only the leader can do.
 */
import { BerthError, type CoordinatorView } from '@berth/core';
import type { ControlApi } from '@berth/transport';

export type Leader = {
  readonly api: ControlApi;
  /** Aborted when another one leads: what was asked of this one may never be answered. */
  readonly replaced: AbortSignal;
};

export type ReplicatedApiDeps = {
  /** Over this replica's own state, as it is now. */
  readonly local: () => ControlApi;
  /** The leader, which may be this replica; waits for one within bounds. Throws "not_leader". */
  readonly leader: () => Promise<Leader>;
  readonly coordinators: () => readonly CoordinatorView[];
};

export function replicatedApi({ local, leader, coordinators }: ReplicatedApiDeps): ControlApi {
  async function handOn<Reply>(ask: (api: ControlApi) => Promise<Reply>): Promise<Reply> {
    const { api, replaced } = await leader();
    return new Promise((resolve, reject) => {
      const giveUp = () => reject(unanswered());
      replaced.addEventListener('abort', giveUp);
      if (replaced.aborted) giveUp();
      ask(api)
        .then(resolve, reject)
        .finally(() => replaced.removeEventListener('abort', giveUp));
    });
  }

  return {
    info: () => local().info(),
    listCoordinators: async () => coordinators(),
    plan: (request) => local().plan(request),
    listStacks: () => local().listStacks(),
    getStack: (stack) => local().getStack(stack),
    listNodes: () => local().listNodes(),
    getNode: (node) => local().getNode(node),
    listPlacements: (filter) => local().listPlacements(filter),
    getPlacement: (id) => local().getPlacement(id),
    listReservations: () => local().listReservations(),
    why: (request) => local().why(request),
    rebalance: (request) => local().rebalance(request),
    watch: (request, signal) => local().watch(request, signal),
    readLedger: (request, signal) => local().readLedger(request, signal),
    verifyLedger: () => local().verifyLedger(),
    apply: (request) => handOn((api) => api.apply(request)),
    deleteStack: (request) => handOn((api) => api.deleteStack(request)),
    setEligibility: (request) => handOn((api) => api.setEligibility(request)),
    removeNode: (request) => handOn((api) => api.removeNode(request)),
    place: (request) => handOn((api) => api.place(request)),
    move: (request) => handOn((api) => api.move(request)),
    confirm: (request) => handOn((api) => api.confirm(request)),
    release: (request) => handOn((api) => api.release(request)),
    readCheckpoint: (signal) => local().readCheckpoint(signal),
    logs: async function* (request, signal) {
      yield* (await leader()).api.logs(request, signal);
    },
  };
}

function unanswered(): BerthError {
  const words =
    'the coordinator that was asked leads no more and has not answered: it may have been done or not';
  return new BerthError('timed_out', words);
}
