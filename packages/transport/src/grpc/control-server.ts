/** The control API on a gRPC server: requests are checked at the border, answers and refusals translated. */
import { once } from 'node:events';
import {
  AGENT_UPDATE_ACTIONS,
  BerthError,
  maySee,
  type NodeId,
  ROLLOUT_ACTIONS,
  seenOf,
  splitWorkloadKey,
  type WorkloadKey,
} from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import type {
  handleServerStreamingCall,
  handleUnaryCall,
  Metadata,
  ServerWritableStream,
} from '@grpc/grpc-js';
import type { ControlApi, WatchItem } from '../control-api.js';
import { encodeCheckpointPart } from '../wire/checkpoint.js';
import { fail, filled, inside, integer, member } from '../wire/checks.js';
import {
  actorOf,
  decodeApply,
  decodeFilter,
  decodeSource,
  decodeWishes,
  encodeChained,
  encodePlaced,
  encodeReservation,
  encodeWatched,
  requestSpot,
} from '../wire/control.js';
import { ELIGIBILITIES } from '../wire/node.js';
import { decodeLogWish } from '../wire/reaching-in.js';
import type { Access } from './access.js';
import { actorFor, type Caller } from './callers.js';
import { dispatchMethods } from './dispatch-calls.js';
import { toStatus } from './errors.js';
import { type ExecServerCall, execSession, serveExec } from './exec-call.js';
import { identityMethods } from './identity-methods.js';
import type { Grpc, GrpcLibrary } from './load.js';
import { type PermittedCall, permittedCaller } from './permissions.js';
import { readModeOf } from './read-mode.js';
import { secretMethods } from './secret-calls.js';
import type { GrpcService } from './server.js';
import { StandingWatch } from './standing-watch.js';
import { userMethods } from './user-methods.js';
import { seenVolumes, volumeMethods } from './volume-calls.js';

type In<Name extends string> = Received<`berth.control.v1.${Name}`>;
type Out<Name extends string> = Sent<`berth.control.v1.${Name}`>;

/** Resolves when what is read next shows all that had been acknowledged before the call. */
export type CatchUp = () => Promise<void>;

/** What all methods of a service have in common. */
type Door = {
  readonly library: GrpcLibrary;
  /** Absent: whoever connects is believed. */
  readonly access: Access | undefined;
  readonly catchUp: CatchUp;
  readonly standing: StandingWatch | undefined;
};

/** For `services` of openServer. `catchUp`: before each linearizable read; by default every read is one. `access` when that server asks who one is. */
export function controlService(
  api: ControlApi,
  catchUp: CatchUp = async () => {},
  access?: Access,
): (grpc: Grpc) => GrpcService {
  return ({ library, proto }) => {
    const door = { library, access, catchUp, standing: access && new StandingWatch(access.clock) };
    return {
      definition: proto.berth.control.v1.ControlService.service,
      implementation: {
        ...readMethods(door, api),
        ...changeMethods(door, api),
        ...streamMethods(door, api),
      },
    };
  };
}

function readMethods(door: Door, api: ControlApi) {
  const read: UnaryMethod = (answer) => unaryMethod(door, answer, door.catchUp);
  return {
    Info: read(async (_: In<'InfoRequest'>): Promise<Out<'InfoResponse'>> => {
      const info = await api.info();
      return { index: info.index, json: JSON.stringify(info) };
    }),
    Plan: read(async (request: In<'PlanRequest'>) => {
      const plan = await api.plan({ source: decodeSource(request.source, requestSpot('plan')) });
      return { index: plan.index, ...view(plan) };
    }),
    ListStacks: read(async (_: In<'ListStacksRequest'>, caller) => {
      const { index, ageMs, stacks } = await api.listStacks();
      return { index, ageMs, ...view(seenBy(caller, stacks, ({ stack }) => stack)) };
    }),
    GetStack: read(async (request: In<'GetStackRequest'>) => {
      const { index, ageMs, stack } = await api.getStack(request.stack);
      return { index, ageMs, ...view(stack) };
    }),
    ListNodes: read(async (_: In<'ListNodesRequest'>) => {
      const { index, ageMs, nodes } = await api.listNodes();
      return { index, ageMs, ...view(nodes) };
    }),
    GetNode: read(async (request: In<'GetNodeRequest'>) => {
      const { index, ageMs, node } = await api.getNode(request.node);
      return { index, ageMs, ...view(node) };
    }),
    ListPlacements: read(async (request: In<'ListPlacementsRequest'>, caller) => {
      const { index, ageMs, placements } = await api.listPlacements(decodeFilter(request));
      return { index, ageMs, ...view(seenBy(caller, placements, stackOfWorkload)) };
    }),
    GetPlacement: read(async (request: In<'GetPlacementRequest'>) => {
      const { index, ageMs, placement } = await api.getPlacement(request.id);
      return { index, ageMs, ...view(placement) };
    }),
    ListReservations: read(
      async (_: In<'ListReservationsRequest'>, caller): Promise<Out<'ListReservationsResponse'>> => {
        const { index, ageMs, reservations } = await api.listReservations();
        const seen = seenBy(caller, reservations, ({ holder }) => holder);
        return { index, ageMs, reservations: seen.map(encodeReservation) };
      },
    ),
    ListSecrets: read(async (_: In<'ListSecretsRequest'>) => {
      const { index, ageMs, secrets } = await api.listSecrets();
      return { index, ageMs, ...view(secrets) };
    }),
    Why: read(async ({ target, node }: In<'WhyRequest'>) =>
      view(await api.why({ target, ...(node !== undefined && { node }) })),
    ),
    Rebalance: read(async ({ moves, percent, workloads }: In<'RebalanceRequest'>) =>
      view(
        await api.rebalance({
          ...(moves !== undefined && { moves }),
          ...(percent !== undefined && { percent }),
          ...(workloads.length > 0 && { workloads }),
        }),
      ),
    ),
    ListRollouts: read(async ({ target }: In<'ListRolloutsRequest'>, caller) => {
      const { index, ageMs, rollouts } = await api.listRollouts({ ...(target !== undefined && { target }) });
      return { index, ageMs, ...view(seenBy(caller, rollouts, stackOfWorkload)) };
    }),
    ListDispatches: read(async ({ target }: In<'ListDispatchesRequest'>) => {
      const wanted = filled(target, requestSpot('dispatches'), 'target');
      const { index, ageMs, dispatches } = await api.listDispatches(wanted);
      return { index, ageMs, ...view(dispatches) };
    }),
    GetAgentUpdate: read(async (_: In<'GetAgentUpdateRequest'>) => {
      const { index, ageMs, ...shown } = await api.getAgentUpdate();
      return { index, ageMs, ...view(shown) };
    }),
    ListVolumes: read(async ({ stack }: In<'ListVolumesRequest'>, caller) => {
      const { index, ageMs, ...volumes } = await api.listVolumes({ ...(stack !== undefined && { stack }) });
      return { index, ageMs, ...view(seenVolumes(volumes, caller)) };
    }),
    ListEndpoints: read(async ({ workload }: In<'ListEndpointsRequest'>) => {
      const found = await api.listEndpoints(filled(workload, requestSpot('endpoints'), 'workload'));
      return { index: found.index, ...view(found) };
    }),
    VerifyLedger: read(async (_: In<'VerifyLedgerRequest'>) => view(await api.verifyLedger())),
  };
}

function changeMethods(door: Door, api: ControlApi) {
  const unary: UnaryMethod = (answer) => unaryMethod(door, answer);
  return {
    ...identityMethods(api, unary),
    ...secretMethods(api, unary),
    ...volumeMethods(api, unary),
    ...dispatchMethods(api, unary),
    ...userMethods(api, unary),
    Diagnose: unary(async (_: In<'DiagnoseRequest'>) => view(await api.diagnose())),
    ReadIndex: unary(async (_: In<'ReadIndexRequest'>) => api.readIndex()),
    Apply: unary(async (request: In<'ApplyRequest'>, caller) => {
      const { actor, ...wish } = decodeApply(request);
      return view(await api.apply({ ...wish, actor: actorFor(caller, actor) }));
    }),
    DeleteStack: unary(
      async (request: In<'DeleteStackRequest'>, caller): Promise<Out<'DeleteStackResponse'>> => {
        const at = requestSpot('delete');
        const { expectVersion, force } = request;
        const { stack, stopped, kept } = await api.deleteStack({
          stack: filled(request.stack, at, 'stack'),
          actor: actorFor(caller, actorOf(request, at)),
          ...(expectVersion !== undefined && { expectVersion: integer(expectVersion, at, 'expectVersion') }),
          ...(force && { force }),
        });
        return { stack, stopped, kept: [...kept] };
      },
    ),
    ListCoordinators: unary(async (_: In<'ListCoordinatorsRequest'>) => view(await api.listCoordinators())),
    SetEligibility: unary(
      async (request: In<'SetEligibilityRequest'>, caller): Promise<Out<'SetEligibilityResponse'>> => {
        const at = requestSpot('eligibility');
        const eligibility = member(request.eligibility, ELIGIBILITIES, at, 'eligibility');
        const { deadlineMs, force } = request;
        const set = await api.setEligibility({
          node: request.node,
          eligibility,
          ...(deadlineMs !== undefined && { deadlineMs: integer(deadlineMs, at, 'deadlineMs') }),
          ...(force && { force }),
          actor: actorFor(caller, actorOf(request, at)),
        });
        return { node: set.node, eligibility: ELIGIBILITIES.names[set.eligibility] };
      },
    ),
    RemoveNode: unary(async (request: In<'RemoveNodeRequest'>, caller) => {
      const { node } = await api.removeNode({
        node: request.node,
        actor: actorFor(caller, actorOf(request, requestSpot('remove'))),
      });
      return { node: node as NodeId };
    }),
    Place: unary(async (request: In<'PlaceRequest'>, caller): Promise<Out<'PlaceResponse'>> => {
      const actor = actorFor(caller, actorOf(request, requestSpot('place')));
      return encodePlaced(await api.place({ wishes: decodeWishes(request), actor }));
    }),
    Confirm: unary(async (request: In<'ConfirmRequest'>, caller): Promise<Out<'ConfirmResponse'>> => {
      const { reservation } = await api.confirm(reservationRequest(request, 'confirm', caller));
      return { reservation: encodeReservation(reservation) };
    }),
    Release: unary(async (request: In<'ReleaseRequest'>, caller) => {
      const { reservation } = await api.release(reservationRequest(request, 'release', caller));
      return { reservation };
    }),
    Rollout: unary(async (request: In<'RolloutRequest'>, caller) => {
      const at = requestSpot('rollout');
      const action = ROLLOUT_ACTIONS.find((one) => one === request.action);
      if (!action) return fail(at, 'action', `must be one of ${ROLLOUT_ACTIONS.join(', ')}`);
      const target = filled(request.target, at, 'target');
      const to = request.to === undefined ? {} : { to: integer(request.to, at, 'to') };
      return view(
        await api.rollout({ target, action, ...to, actor: actorFor(caller, actorOf(request, at)) }),
      );
    }),
    Retry: unary(async (request: In<'RetryRequest'>, caller) => {
      const at = requestSpot('retry');
      const { workloads } = await api.retry({
        target: filled(request.target, at, 'target'),
        actor: actorFor(caller, actorOf(request, at)),
      });
      return { workloads: [...workloads] };
    }),
    UpdateAgents: unary(async (request: In<'UpdateAgentsRequest'>, caller) => {
      const at = requestSpot('update-agents');
      const action = AGENT_UPDATE_ACTIONS.find((one) => one === request.action);
      if (!action) return fail(at, 'action', `must be one of ${AGENT_UPDATE_ACTIONS.join(', ')}`);
      const { version, percent, site, auto, again } = request;
      return view(
        await api.updateAgents({
          ...{ action, again, actor: actorFor(caller, actorOf(request, at)) },
          ...(version !== undefined && { version: filled(version, at, 'version') }),
          ...(percent !== undefined && { percent: integer(percent, at, 'percent') }),
          ...(site !== undefined && { site: filled(site, at, 'site') }),
          ...(auto !== undefined && { auto }),
        }),
      );
    }),
    Move: unary(async (request: In<'MoveRequest'>, caller): Promise<Out<'MoveResponse'>> => {
      const actor = actorFor(caller, actorOf(request, requestSpot('move')));
      const { placement, replacement, to } = await api.move({
        placement: request.placement,
        to: request.to,
        actor,
      });
      return { placement, replacement, to };
    }),
  };
}

function streamMethods(door: Door, api: ControlApi) {
  return {
    Watch: streamMethod(door, async function* (request: In<'WatchRequest'>, signal, caller) {
      const fromIndex = integer(request.fromIndex, requestSpot('watch'), 'fromIndex');
      for await (const item of api.watch({ fromIndex }, signal)) yield encodeWatched(seenIn(item, caller()));
    }),
    ReadLedger: streamMethod(
      door,
      async function* ({ from, to }: In<'ReadLedgerRequest'>, signal) {
        for await (const chained of api.readLedger({ from, to }, signal))
          yield { block: encodeChained(chained) };
      },
      door.catchUp,
    ),
    WatchEndpoints: streamMethod(door, async function* (request: In<'WatchEndpointsRequest'>, signal) {
      const workload = filled(request.workload, requestSpot('endpoints'), 'workload');
      for await (const item of api.watchEndpoints({ workload }, signal))
        yield { index: item.index, ...view(item) };
    }),
    ReadCheckpoint: streamMethod(door, async function* (_: In<'ReadCheckpointRequest'>, signal) {
      for await (const part of api.readCheckpoint(signal)) yield encodeCheckpointPart(part);
    }),
    Exec: (call: ExecServerCall) => {
      const abort = new AbortController();
      const served = async () => {
        const session = await execSession(call);
        const asked = {
          ...{ metadata: call.metadata, request: session.first },
          getAuthContext: () => call.getAuthContext(),
          getPath: () => call.getPath(),
        };
        await whilePermitted(door, asked, abort, (caller) => serveExec(api, session, caller(), abort));
      };
      served().then(
        () => call.end(),
        (thrown: unknown) => void call.emit('error', toStatus(door.library, thrown)),
      );
    },
    Logs: streamMethod(door, async function* (request: In<'LogsRequest'>, signal) {
      const at = requestSpot('logs');
      const wish = { placement: filled(request.placement, at, 'placement'), ...decodeLogWish(request, at) };
      for await (const { at: position, data } of api.logs(wish, signal)) yield { data, at: position };
    }),
  };
}

/** What of a list the caller may see. */
function seenBy<Item>(
  caller: Caller,
  items: readonly Item[],
  stackOf: (item: Item) => string,
): readonly Item[] {
  const mine = caller && maySee(caller);
  return mine ? items.filter((item) => mine(stackOf(item))) : items;
}

function stackOfWorkload({ workload }: { readonly workload: WorkloadKey }): string {
  return splitWorkloadKey(workload).stack;
}

function seenIn(item: WatchItem, caller: Caller): WatchItem {
  const mine = caller && maySee(caller);
  return mine && item.kind === 'block' ? { ...item, block: seenOf(item.block, mine) } : item;
}

function reservationRequest(request: In<'ConfirmRequest'>, name: string, caller: Caller) {
  const at = requestSpot(name);
  return {
    reservation: filled(request.reservation, at, 'reservation'),
    generation: integer(request.generation, inside(at, 'generation'), 'generation'),
    actor: actorFor(caller, actorOf(request, at)),
  };
}

function view(value: unknown): { json: string } {
  return { json: JSON.stringify(value) };
}

export type UnaryMethod = <Request, Response>(
  answer: (request: Request, caller: Caller) => Promise<Response>,
) => handleUnaryCall<Request, Response>;

function unaryMethod<Request, Response>(
  { library, access }: Door,
  answer: (request: Request, caller: Caller) => Promise<Response>,
  catchUp?: CatchUp,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    const answered = async () => {
      const caller = await permittedCaller(call, access);
      if (catchUp) await beforeRead(call.metadata, catchUp);
      return answer(call.request, caller);
    };
    answered().then(
      (response) => callback(null, response),
      (thrown: unknown) => callback(toStatus(library, thrown)),
    );
  };
}

async function beforeRead(metadata: Metadata, catchUp: CatchUp): Promise<void> {
  const mode = readModeOf(metadata);
  if (mode === 'linearizable') await catchUp();
  else if (mode !== 'plain')
    throw new BerthError('invalid_request', `this version knows no reads that are "${mode.unknown}"`);
}

/** Writes no faster than the caller reads; the caller's going away ends the source, and so does that he may no more. */
function streamMethod<Request, Item>(
  door: Door,
  items: (request: Request, signal: AbortSignal, caller: () => Caller) => AsyncIterable<Item>,
  catchUp?: CatchUp,
): handleServerStreamingCall<Request, Item> {
  return (call) => {
    const abort = new AbortController();
    call.on('cancelled', () => abort.abort());
    call.on('close', () => abort.abort());
    const sent = () =>
      whilePermitted(door, call, abort, async (caller) => {
        if (catchUp) await beforeRead(call.metadata, catchUp);
        await send(call, items(call.request, abort.signal, caller), abort.signal);
      });
    sent().then(
      () => call.end(),
      (thrown: unknown) => void call.emit('error', toStatus(door.library, thrown)),
    );
  };
}

/** That the caller may no more ends it. */
async function whilePermitted(
  { access, standing }: Door,
  call: PermittedCall,
  abort: AbortController,
  run: (caller: () => Caller) => Promise<void>,
): Promise<void> {
  let caller = await permittedCaller(call, access);
  let refused: unknown;
  const look = () => {
    permittedCaller(call, access).then(
      (now) => {
        caller = now;
      },
      (thrown: unknown) => {
        refused = thrown;
        abort.abort();
      },
    );
  };
  const forget = standing?.add(look);
  try {
    await run(() => caller);
  } catch (thrown) {
    throw refused ?? thrown;
  } finally {
    forget?.();
  }
  if (refused !== undefined) throw refused;
}

async function send<Item>(
  call: ServerWritableStream<unknown, Item>,
  items: AsyncIterable<Item>,
  signal: AbortSignal,
): Promise<void> {
  for await (const item of items) {
    if (signal.aborted) return;
    if (call.write(item)) continue;
    await once(call, 'drain', { signal }).catch((thrown: unknown) => {
      if (!signal.aborted) throw new BerthError('unreachable', 'the reader went away', { cause: thrown });
    });
  }
}
