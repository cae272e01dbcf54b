/**
 * The control API of a replica: it answers reads from its own state, marked with the index that they show, and hands on
 * what only the leader can do.
 */
import type { CoordinatorView } from '@berth/core';
import type { ControlApi } from '@berth/transport';

export type ReplicatedApiDeps = {
  /** Over this replica's own state, as it is now. */
  readonly local: () => ControlApi;
  /** The leader, which may be this replica; waits for one within bounds. Throws "not_leader". */
  readonly leader: () => Promise<ControlApi>;
  readonly coordinators: () => readonly CoordinatorView[];
};

export function replicatedApi({ local, leader, coordinators }: ReplicatedApiDeps): ControlApi {
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
    apply: async (request) => (await leader()).apply(request),
    deleteStack: async (request) => (await leader()).deleteStack(request),
    setEligibility: async (request) => (await leader()).setEligibility(request),
    removeNode: async (request) => (await leader()).removeNode(request),
    place: async (request) => (await leader()).place(request),
    move: async (request) => (await leader()).move(request),
    confirm: async (request) => (await leader()).confirm(request),
    release: async (request) => (await leader()).release(request),
    logs: async function* (request, signal) {
      yield* (await leader()).logs(request, signal);
    },
  };
}
