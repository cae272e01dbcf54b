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
  /** Over this replica's own state; waits while that may be ahead of the ledger. */
  readonly local: () => Promise<ControlApi>;
  /** The ledger itself is never ahead. */
  readonly blocks: () => Pick<ControlApi, 'watch' | 'readLedger' | 'verifyLedger'>;
  /** The leader, which may be this replica; waits for one within bounds. Throws "not_leader". */
  readonly leader: () => Promise<Leader>;
  readonly coordinators: () => readonly CoordinatorView[];
};

export function replicatedApi({ local, blocks, leader, coordinators }: ReplicatedApiDeps): ControlApi {
  const handOn = async <Reply>(ask: (api: ControlApi) => Promise<Reply>) => askLeader(await leader(), ask);

  return {
    info: async () => (await local()).info(),
    listCoordinators: async () => coordinators(),
    plan: async (request) => (await local()).plan(request),
    listStacks: async () => (await local()).listStacks(),
    getStack: async (stack) => (await local()).getStack(stack),
    listNodes: async () => (await local()).listNodes(),
    getNode: async (node) => (await local()).getNode(node),
    listPlacements: async (filter) => (await local()).listPlacements(filter),
    getPlacement: async (id) => (await local()).getPlacement(id),
    listReservations: async () => (await local()).listReservations(),
    why: async (request) => (await local()).why(request),
    rebalance: async (request) => (await local()).rebalance(request),
    readIndex: async () => (await local()).readIndex(),
    watch: (request, signal) => blocks().watch(request, signal),
    readLedger: (request, signal) => blocks().readLedger(request, signal),
    verifyLedger: () => blocks().verifyLedger(),
    apply: (request) => handOn((api) => api.apply(request)),
    deleteStack: (request) => handOn((api) => api.deleteStack(request)),
    setEligibility: (request) => handOn((api) => api.setEligibility(request)),
    removeNode: (request) => handOn((api) => api.removeNode(request)),
    place: (request) => handOn((api) => api.place(request)),
    move: (request) => handOn((api) => api.move(request)),
    confirm: (request) => handOn((api) => api.confirm(request)),
    release: (request) => handOn((api) => api.release(request)),
    logs: async function* (request, signal) {
      yield* (await leader()).api.logs(request, signal);
    },
  };
}

/** Nobody is waited for any longer who has been replaced. */
export function askLeader<Reply>(
  { api, replaced }: Leader,
  ask: (api: ControlApi) => Promise<Reply>,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(unanswered());
    replaced.addEventListener('abort', giveUp);
    if (replaced.aborted) giveUp();
    ask(api)
      .then(resolve, reject)
      .finally(() => replaced.removeEventListener('abort', giveUp));
  });
}

function unanswered(): BerthError {
  const words =
    'the coordinator that was asked leads no more and has not answered: it may have been done or not';
  return new BerthError('timed_out', words);
}
