/** The control API over the loop. Here the rules' "no" becomes a BerthError, and text becomes a stack. */
import {
  type Applied,
  agentUpdateView,
  BerthError,
  type Clock,
  type ControlCommand,
  clusterInfo,
  decideControl,
  findNode,
  findPlacement,
  findStack,
  isTerminal,
  type LedgerCheck,
  LIMITS,
  listDispatches,
  listEndpoints,
  listNodes,
  listPlacements,
  listReservations,
  listRollouts,
  listSecrets,
  listStacks,
  listTokens,
  listUsers,
  listVolumes,
  type Moment,
  type NodeId,
  type NodeRecord,
  nodeSummary,
  type Placement,
  type PlacementId,
  pinSecrets,
  placementToRead,
  placementView,
  planStack,
  type ReplyOf,
  type ReservationId,
  rebalanceInput,
  type Scheduler,
  type StackSpec,
  type Surroundings,
  stackStatus,
  type WorkloadKey,
  why,
} from '@berth/core';
import type { Ledger } from '@berth/ledger';
import { formatIssue, parseStack } from '@berth/stackfile';
import type { ControlApi, FleetLink, Shown } from '@berth/transport';
import type { CoordinatorDeps } from './coordinator.js';
import type { EndpointFeed } from './fleet/endpoint-feed.js';
import type { ExecStreams } from './fleet/exec-streams.js';
import type { Fleet } from './fleet/fleet.js';
import type { LogStreams } from './fleet/log-streams.js';
import { inRounds } from './in-rounds.js';
import { type AgentShelf, chosenAgent } from './joining/artifacts.js';
import { checkpointParts } from './ledger/checkpoint-parts.js';
import type { Loop } from './loop.js';
import type { SecretVault } from './secret-vault.js';

export type ControlDeps = {
  readonly ledger: Ledger;
  readonly loop: Pick<Loop, 'submit' | 'read'>;
  readonly fleet: Pick<Fleet, 'observed' | 'linkTo'>;
  readonly logs: LogStreams;
  readonly execs: ExecStreams;
  readonly endpoints: EndpointFeed;
  readonly scheduler: Scheduler;
  readonly createScheduler: CoordinatorDeps['createScheduler'];
  readonly rebalance: CoordinatorDeps['rebalance'];
  readonly moment: () => Moment;
  readonly clock: Clock;
  readonly version: string;
  readonly nodeVersion?: string;
  readonly inspect?: () => Promise<Surroundings>;
  readonly ageMs: () => number;
  /** See the control API; of who does not lead, it throws "not_leader". */
  readonly readIndex: () => Promise<number>;
  /** Resolves once it is certain that this coordinator still led after the call. */
  readonly confirmed: () => Promise<unknown>;
  readonly enrolment: () => Enrolment | undefined;
  readonly agents?: AgentShelf;
  readonly vault?: SecretVault;
};

export type Enrolment = {
  /** SHA-256 of the authority's certificate. */
  readonly authority: string;
  /** "host:port" where hosts join; ":port" where it listens on all addresses. */
  readonly enrol: string;
  /** SHA-256 of the script that installs agents, lower-case hex; absent: it hands out none. */
  readonly installer?: string;
};

export function createControlApi(deps: ControlDeps): ControlApi {
  const { ledger, loop, fleet, logs, endpoints, scheduler } = deps;
  const observed = (node: NodeRecord) => fleet.observed(node);
  const shown = ({ index }: { readonly index: number }): Shown => ({ index, ageMs: deps.ageMs() });
  let planning: Promise<unknown> = Promise.resolve();

  async function command<Kind extends ControlCommand['kind']>(
    wish: Extract<ControlCommand, { kind: Kind }>,
  ): Promise<ReplyOf[Kind]> {
    let decided = 0;
    const reply = await loop.submit((turn) => {
      const before = turn.events.length;
      const replied = decideControl(turn, wish);
      decided = turn.events.length - before;
      return replied;
    });
    // Nothing was appended for it: whoever leads no more, and does not know it, finds that out now.
    if (decided === 0) await deps.confirmed();
    if (reply.kind === 'rejected') throw new BerthError(reply.code, reply.message);
    return reply as ReplyOf[Kind];
  }

  function linkOf({ id, node, observed: phase }: Placement): FleetLink {
    const link = fleet.linkTo(node);
    if (link) return link;
    const hint = isTerminal(phase) ? ' (it has ended)' : '';
    throw new BerthError('unreachable', `node "${node}" of ${id}${hint} is not connected`);
  }

  function requireEnrolment(so: string): Enrolment {
    const enrolment = deps.enrolment();
    if (enrolment) return enrolment;
    const advice = `it was started without --authority, so ${so}`;
    throw new BerthError('invalid_request', `nobody has to prove who he is to this coordinator: ${advice}`);
  }

  return {
    info: () =>
      loop.read((state) => ({
        ...clusterInfo(state),
        ...shown(state),
        ...{ ledgerId: ledger.ledgerId, oldest: ledger.oldest, version: deps.version },
      })),

    listCoordinators: () =>
      loop.read(({ leader: name, epoch, index }) => [
        { name, role: 'leader', epoch, index, lag: 0, control: '', version: deps.version, heardAgoMs: 0 },
      ]),

    apply: async ({ source, expectVersion, actor }): Promise<Applied> => {
      const spec = readStack(source);
      return command({ kind: 'apply', spec, actor, ...(expectVersion !== undefined && { expectVersion }) });
    },

    plan: async ({ source }) => {
      const spec = readStack(source);
      return loop.read((state) => {
        const at = { moment: deps.moment(), index: state.index + 1 };
        const pinned = pinSecrets(state, spec);
        if (typeof pinned === 'string') throw new BerthError('not_found', pinned);
        return { ...shown(state), ...planStack(state, pinned, at, deps.createScheduler) };
      });
    },

    deleteStack: (request) => command({ kind: 'delete', ...request }),

    listStacks: () => loop.read((state) => ({ ...shown(state), stacks: listStacks(state) })),

    getStack: (stack) =>
      loop.read((state) => ({ ...shown(state), stack: stackStatus(state, findStack(state, stack)) })),

    listNodes: () => loop.read((state) => ({ ...shown(state), nodes: listNodes(state, observed) })),

    getNode: (node) =>
      loop.read((state) => {
        const found = findNode(state, node);
        return { ...shown(state), node: nodeSummary(state, found, observed(found)) };
      }),

    setEligibility: ({ node, ...request }) =>
      command({ kind: 'set-eligibility', node: node as NodeId, ...request }),

    removeNode: ({ node, actor }) => command({ kind: 'remove-node', node: node as NodeId, actor }),

    listPlacements: (filter) =>
      loop.read((state) => ({ ...shown(state), placements: listPlacements(state, filter) })),

    getPlacement: (id) =>
      loop.read((state) => ({
        ...shown(state),
        placement: placementView(state, findPlacement(state, id)),
      })),

    place: async ({ wishes, actor }) => {
      if (wishes.length < 1 || wishes.length > LIMITS.placeRequestsPerCall) {
        throw new BerthError(
          'invalid_request',
          `a call takes 1 to ${LIMITS.placeRequestsPerCall} requests, not ${wishes.length}`,
        );
      }
      return command({ kind: 'place', wishes, actor });
    },

    confirm: ({ reservation, generation, actor }) =>
      command({ kind: 'confirm', reservation: reservation as ReservationId, generation, actor }),

    release: ({ reservation, generation, actor }) =>
      command({ kind: 'release', reservation: reservation as ReservationId, generation, actor }),

    listReservations: () =>
      loop.read((state) => ({ ...shown(state), reservations: listReservations(state) })),

    why: ({ target, node }) =>
      loop.read((state) => ({ ...shown(state), ...why(state, scheduler, target, node) })),

    diagnose: async () => {
      const around = (await deps.inspect?.()) ?? {};
      const { version, nodeVersion = '', clock } = deps;
      return loop.read((state) => ({
        ...{ version, nodeVersion, wallMs: clock.nowMs() },
        ...shown(state),
        ...around,
      }));
    },

    readIndex: async () => ({ index: await deps.readIndex() }),

    rebalance: (budget) => {
      // One at a time: each holds a copy of the cluster.
      const plan = planning.then(async () => {
        const { at, rounds } = await loop.read((state) => ({
          at: shown(state),
          rounds: deps.rebalance(rebalanceInput(state, budget), deps.createScheduler),
        }));
        return { ...at, ...(await inRounds(rounds, deps.clock)) };
      });
      planning = plan.catch(() => {});
      return plan;
    },

    move: ({ placement, to, actor }) =>
      command({ kind: 'move', placement: placement as PlacementId, to: to as NodeId, actor }),

    rollout: ({ target, action, to, actor }) =>
      command({ kind: 'rollout', target, action, ...(to !== undefined && { to }), actor }),

    retry: ({ target, actor }) => command({ kind: 'retry', target, actor }),

    listRollouts: ({ target }) =>
      loop.read((state) => ({
        ...shown(state),
        rollouts: listRollouts(state, target, deps.moment().nowMs),
      })),

    dispatch: ({ workload, input, ...request }) =>
      command({
        kind: 'dispatch',
        workload: workload as WorkloadKey,
        ...request,
        ...(input && { input: Buffer.from(input).toString('base64') }),
      }),

    listDispatches: (target) =>
      loop.read((state) => ({ ...shown(state), dispatches: listDispatches(state, target) })),

    stopDispatch: ({ workload, actor }) =>
      command({ kind: 'stop-dispatch', workload: workload as WorkloadKey, actor }),

    updateAgents: async ({ version, ...request }) => {
      const to = request.action === 'begin' ? chosenAgent(await deps.agents?.list(), version) : undefined;
      return command({ kind: 'update-agents', ...request, ...(to && { to }) });
    },

    getAgentUpdate: () =>
      loop.read((state) => {
        const update = agentUpdateView(state);
        return { ...shown(state), ...(update && { update }) };
      }),
    setSecret: async ({ value, ...secret }) => {
      if (!deps.vault) throw new BerthError('invalid_request', 'this coordinator keeps no secrets');
      const { keyId, sealed } = await deps.vault.seal(secret.name, value);
      return command({ kind: 'set-secret', ...secret, keyId, sealed, bytes: value.length });
    },

    listSecrets: () => loop.read((state) => ({ ...shown(state), secrets: listSecrets(state) })),

    removeSecret: (request) => command({ kind: 'remove-secret', ...request }),

    listVolumes: ({ stack }) =>
      loop.read((state) => ({
        ...shown(state),
        ...listVolumes(state, stack, (node) => observed(node).usage?.volumes),
      })),

    removeVolume: (request) => command({ kind: 'remove-volume', ...request }),

    createToken: async (request) => {
      const enrolment = requireEnrolment('agents need no token');
      return { ...(await command({ kind: 'create-token', ...request })), ...enrolment };
    },

    listTokens: () =>
      loop.read((state) => ({ index: state.index, tokens: listTokens(state, deps.moment().nowMs) })),

    listUsers: () =>
      loop.read((state) => ({ index: state.index, users: listUsers(state.users, deps.moment().nowMs) })),

    setUser: (request) => command({ kind: 'set-user', ...request }),

    removeUser: (request) => command({ kind: 'remove-user', ...request }),

    createUserToken: async (request) => {
      const { authority } = requireEnrolment('tokens would be said to anybody');
      return { ...(await command({ kind: 'create-user-token', ...request })), authority };
    },

    revokeUserToken: (request) => command({ kind: 'revoke-user-token', ...request }),

    revokeToken: (request) => command({ kind: 'revoke-token', ...request }),

    revokeNode: (request) => command({ kind: 'revoke-node', ...request }),

    readmitNode: (request) => command({ kind: 'readmit-node', ...request }),

    setProfile: (request) => command({ kind: 'set-profile', ...request }),

    redeemToken: (request) => command({ kind: 'redeem-token', ...request }),

    renewCertificate: (request) => command({ kind: 'renew-certificate', ...request }),

    listEndpoints: (workload) => loop.read((state) => listEndpoints(state, workload)),

    watchEndpoints: async function* ({ workload }, signal) {
      const { workload: key } = await loop.read((state) => listEndpoints(state, workload));
      yield* endpoints.watch(key, (query) => loop.read(query), signal);
    },

    watch: ({ fromIndex }, signal) => ledger.watch(fromIndex, signal),

    readLedger: ({ from, to }, signal) => readBlocks(ledger, from, to, signal),

    readCheckpoint: () => checkpointParts(ledger),

    verifyLedger: (): Promise<LedgerCheck> => ledger.verify(),

    logs: async function* ({ placement: target, ...wish }, signal) {
      const placement = await loop.read((state) => ({ ...placementToRead(state, target) }));
      yield* logs.open(linkOf(placement), placement.id, wish, signal);
    },

    exec: async function* ({ placement: target, actor, ...wish }, input, signal) {
      const placement = await loop.read((state) => ({ ...placementToRead(state, target) }));
      // What will not be run is not in the ledger.
      linkOf(placement);
      const terminal = wish.terminal !== undefined;
      await command({ kind: 'exec', placement: placement.id, command: wish.command, terminal, actor });
      yield* deps.execs.open(linkOf(placement), placement.id, wish, input, signal);
    },
  };
}

async function* readBlocks(ledger: Ledger, from: number, to: number, signal: AbortSignal) {
  for await (const item of ledger.read(Math.max(from, 1), Math.min(to, ledger.head.index))) {
    if (signal.aborted) return;
    yield item;
  }
}

/** Throws "invalid_request". */
export function readStack(source: string): StackSpec {
  const parsed = parseStack(source);
  if ('spec' in parsed) return parsed.spec;
  const [first] = parsed.issues;
  const more = parsed.issues.length > 1 ? ` (and ${parsed.issues.length - 1} more)` : '';
  throw new BerthError('invalid_request', `${first ? formatIssue(first, 'stack') : 'not a stack'}${more}`);
}
