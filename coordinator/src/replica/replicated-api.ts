/**
 * The control API of a replica: it answers reads from its own state, marked with the index that they show, and hands on
 * what only the leader can do.
 */
import { BerthError, type Clock, type CoordinatorView } from '@berth/core';
import { type ControlApi, wasNeverSent } from '@berth/transport';

export type Leader = {
  readonly api: ControlApi;
  /** Aborted when another one leads: what was asked of this one may never be answered. */
  readonly replaced: AbortSignal;
};

/** A caller waits this long for a leader that takes its request: longer than a take-over takes. */
export const LEADER_WAIT_MS = 15_000;
const AGAIN_MS = 50;

export type ReplicatedApiDeps = {
  readonly clock: Pick<Clock, 'monotonicMs' | 'schedule'>;
  /** Over this replica's own state; waits while that may be ahead of the ledger. */
  readonly local: () => Promise<ControlApi>;
  /** The ledger itself is never ahead. */
  readonly blocks: () => Pick<ControlApi, 'watch' | 'readLedger' | 'verifyLedger' | 'readCheckpoint'>;
  /** The leader, which may be this replica; waits for one within bounds. Throws "not_leader". */
  readonly leader: () => Promise<Leader>;
  readonly coordinators: () => readonly CoordinatorView[];
};

export function replicatedApi({ clock, local, blocks, leader, coordinators }: ReplicatedApiDeps): ControlApi {
  /** Once more where that did certainly nothing: a dead leader counts as one until it has been silent for long enough. */
  const handOn = async <Reply>(ask: (api: ControlApi) => Promise<Reply>): Promise<Reply> => {
    const untilMs = clock.monotonicMs() + LEADER_WAIT_MS;
    while (true) {
      const asked = await leader();
      try {
        return await askLeader(asked, ask);
      } catch (thrown) {
        if (!didNothing(BerthError.from(thrown)) || clock.monotonicMs() >= untilMs) throw thrown;
      }
      await new Promise<void>((resolve) => clock.schedule(AGAIN_MS, resolve));
    }
  };

  /** A leader that is replaced in the middle of it follows soon, and then answers. */
  const read = async <Reply>(ask: (api: ControlApi) => Promise<Reply>) => {
    try {
      return await ask(await local());
    } catch (thrown) {
      if (BerthError.from(thrown).code !== 'not_leader') throw thrown;
    }
    return ask(await local());
  };

  return {
    info: () => read((api) => api.info()),
    listCoordinators: async () => coordinators(),
    plan: (request) => read((api) => api.plan(request)),
    listStacks: () => read((api) => api.listStacks()),
    getStack: (stack) => read((api) => api.getStack(stack)),
    listNodes: () => read((api) => api.listNodes()),
    getNode: (node) => read((api) => api.getNode(node)),
    listPlacements: (filter) => read((api) => api.listPlacements(filter)),
    getPlacement: (id) => read((api) => api.getPlacement(id)),
    listReservations: () => read((api) => api.listReservations()),
    why: (request) => read((api) => api.why(request)),
    rebalance: (request) => read((api) => api.rebalance(request)),
    listRollouts: (request) => read((api) => api.listRollouts(request)),
    listDispatches: (target) => read((api) => api.listDispatches(target)),
    getAgentUpdate: () => read((api) => api.getAgentUpdate()),
    listEndpoints: (workload) => read((api) => api.listEndpoints(workload)),
    watchEndpoints: async function* (request, signal) {
      yield* (await local()).watchEndpoints(request, signal);
    },
    diagnose: () => read((api) => api.diagnose()),
    readIndex: async () => (await local()).readIndex(),
    watch: (request, signal) => blocks().watch(request, signal),
    readLedger: (request, signal) => blocks().readLedger(request, signal),
    verifyLedger: () => blocks().verifyLedger(),
    readCheckpoint: (signal) => blocks().readCheckpoint(signal),
    listSecrets: () => read((api) => api.listSecrets()),
    setSecret: (request) => handOn((api) => api.setSecret(request)),
    removeSecret: (request) => handOn((api) => api.removeSecret(request)),
    listVolumes: (request) => read((api) => api.listVolumes(request)),
    removeVolume: (request) => handOn((api) => api.removeVolume(request)),
    listTokens: () => read((api) => api.listTokens()),
    listUsers: () => read((api) => api.listUsers()),
    setUser: (request) => handOn((api) => api.setUser(request)),
    removeUser: (request) => handOn((api) => api.removeUser(request)),
    createUserToken: (request) => handOn((api) => api.createUserToken(request)),
    revokeUserToken: (request) => handOn((api) => api.revokeUserToken(request)),
    createToken: (request) => handOn((api) => api.createToken(request)),
    revokeToken: (request) => handOn((api) => api.revokeToken(request)),
    revokeNode: (request) => handOn((api) => api.revokeNode(request)),
    readmitNode: (request) => handOn((api) => api.readmitNode(request)),
    setProfile: (request) => handOn((api) => api.setProfile(request)),
    redeemToken: (request) => handOn((api) => api.redeemToken(request)),
    renewCertificate: (request) => handOn((api) => api.renewCertificate(request)),
    apply: (request) => handOn((api) => api.apply(request)),
    deleteStack: (request) => handOn((api) => api.deleteStack(request)),
    setEligibility: (request) => handOn((api) => api.setEligibility(request)),
    removeNode: (request) => handOn((api) => api.removeNode(request)),
    place: (request) => handOn((api) => api.place(request)),
    move: (request) => handOn((api) => api.move(request)),
    rollout: (request) => handOn((api) => api.rollout(request)),
    retry: (request) => handOn((api) => api.retry(request)),
    dispatch: (request) => handOn((api) => api.dispatch(request)),
    stopDispatch: (request) => handOn((api) => api.stopDispatch(request)),
    updateAgents: (request) => handOn((api) => api.updateAgents(request)),
    confirm: (request) => handOn((api) => api.confirm(request)),
    release: (request) => handOn((api) => api.release(request)),
    exec: async function* (request, input, signal) {
      yield* (await leader()).api.exec(request, input, signal);
    },
    logs: async function* (request, signal) {
      yield* (await leader()).api.logs(request, signal);
    },
  };
}

/** "not_leader": its block, if there was one, is not in the ledger (see the loop). */
function didNothing(error: BerthError): boolean {
  return error.code === 'not_leader' || wasNeverSent(error);
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
