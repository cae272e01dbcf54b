/** The control API on a gRPC server: requests are checked at the border, answers and refusals translated. */
import { once } from 'node:events';
import { BerthError, type NodeId } from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import type { handleServerStreamingCall, handleUnaryCall, ServerWritableStream } from '@grpc/grpc-js';
import type { ControlApi } from '../control-api.js';
import { encodeCheckpointPart } from '../wire/checkpoint.js';
import { filled, inside, integer, member } from '../wire/checks.js';
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
import { toStatus } from './errors.js';
import type { Grpc, GrpcLibrary } from './load.js';
import type { GrpcService } from './server.js';

type In<Name extends string> = Received<`berth.control.v1.${Name}`>;
type Out<Name extends string> = Sent<`berth.control.v1.${Name}`>;

/** For `services` of openServer. */
export function controlService(api: ControlApi): (grpc: Grpc) => GrpcService {
  return ({ library, proto }) => ({
    definition: proto.berth.control.v1.ControlService.service,
    implementation: { ...unaryMethods(library, api), ...streamMethods(library, api) },
  });
}

function unaryMethods(library: GrpcLibrary, api: ControlApi) {
  const unary = <Request, Response>(answer: (request: Request) => Promise<Response>) =>
    unaryMethod(library, answer);
  return {
    Info: unary(async (_: In<'InfoRequest'>): Promise<Out<'InfoResponse'>> => {
      const info = await api.info();
      return { index: info.index, json: JSON.stringify(info) };
    }),
    Apply: unary(async (request: In<'ApplyRequest'>) => view(await api.apply(decodeApply(request)))),
    Plan: unary(async (request: In<'PlanRequest'>) => {
      const plan = await api.plan({ source: decodeSource(request.source, requestSpot('plan')) });
      return { index: plan.index, ...view(plan) };
    }),
    DeleteStack: unary(async (request: In<'DeleteStackRequest'>): Promise<Out<'DeleteStackResponse'>> => {
      const at = requestSpot('delete');
      const { expectVersion } = request;
      const { stack, stopped } = await api.deleteStack({
        stack: filled(request.stack, at, 'stack'),
        actor: actorOf(request, at),
        ...(expectVersion !== undefined && { expectVersion: integer(expectVersion, at, 'expectVersion') }),
      });
      return { stack, stopped };
    }),
    ListCoordinators: unary(async (_: In<'ListCoordinatorsRequest'>) => view(await api.listCoordinators())),
    ListStacks: unary(async (_: In<'ListStacksRequest'>) => {
      const { index, stacks } = await api.listStacks();
      return { index, ...view(stacks) };
    }),
    GetStack: unary(async (request: In<'GetStackRequest'>) => {
      const { index, stack } = await api.getStack(request.stack);
      return { index, ...view(stack) };
    }),
    ListNodes: unary(async (_: In<'ListNodesRequest'>) => {
      const { index, nodes } = await api.listNodes();
      return { index, ...view(nodes) };
    }),
    GetNode: unary(async (request: In<'GetNodeRequest'>) => {
      const { index, node } = await api.getNode(request.node);
      return { index, ...view(node) };
    }),
    SetEligibility: unary(
      async (request: In<'SetEligibilityRequest'>): Promise<Out<'SetEligibilityResponse'>> => {
        const at = requestSpot('eligibility');
        const eligibility = member(request.eligibility, ELIGIBILITIES, at, 'eligibility');
        const set = await api.setEligibility({
          node: request.node,
          eligibility,
          actor: actorOf(request, at),
        });
        return { node: set.node, eligibility: ELIGIBILITIES.names[set.eligibility] };
      },
    ),
    RemoveNode: unary(async (request: In<'RemoveNodeRequest'>) => {
      const { node } = await api.removeNode({
        node: request.node,
        actor: actorOf(request, requestSpot('remove')),
      });
      return { node: node as NodeId };
    }),
    ListPlacements: unary(async (request: In<'ListPlacementsRequest'>) => {
      const { index, placements } = await api.listPlacements(decodeFilter(request));
      return { index, ...view(placements) };
    }),
    GetPlacement: unary(async (request: In<'GetPlacementRequest'>) => {
      const { index, placement } = await api.getPlacement(request.id);
      return { index, ...view(placement) };
    }),
    Place: unary(async (request: In<'PlaceRequest'>): Promise<Out<'PlaceResponse'>> => {
      const actor = actorOf(request, requestSpot('place'));
      return encodePlaced(await api.place({ wishes: decodeWishes(request), actor }));
    }),
    Confirm: unary(async (request: In<'ConfirmRequest'>): Promise<Out<'ConfirmResponse'>> => {
      const { reservation } = await api.confirm(reservationRequest(request, 'confirm'));
      return { reservation: encodeReservation(reservation) };
    }),
    Release: unary(async (request: In<'ReleaseRequest'>) => {
      const { reservation } = await api.release(reservationRequest(request, 'release'));
      return { reservation };
    }),
    ListReservations: unary(
      async (_: In<'ListReservationsRequest'>): Promise<Out<'ListReservationsResponse'>> => {
        const { index, reservations } = await api.listReservations();
        return { index, reservations: reservations.map(encodeReservation) };
      },
    ),
    Why: unary(async ({ target, node }: In<'WhyRequest'>) =>
      view(await api.why({ target, ...(node !== undefined && { node }) })),
    ),
    Rebalance: unary(async ({ moves, percent, workloads }: In<'RebalanceRequest'>) =>
      view(
        await api.rebalance({
          ...(moves !== undefined && { moves }),
          ...(percent !== undefined && { percent }),
          ...(workloads.length > 0 && { workloads }),
        }),
      ),
    ),
    Move: unary(async (request: In<'MoveRequest'>): Promise<Out<'MoveResponse'>> => {
      const actor = actorOf(request, requestSpot('move'));
      const { placement, replacement, to } = await api.move({
        placement: request.placement,
        to: request.to,
        actor,
      });
      return { placement, replacement, to };
    }),
    VerifyLedger: unary(async (_: In<'VerifyLedgerRequest'>) => view(await api.verifyLedger())),
  };
}

function streamMethods(library: GrpcLibrary, api: ControlApi) {
  return {
    Watch: streamMethod(library, async function* (request: In<'WatchRequest'>, signal) {
      const fromIndex = integer(request.fromIndex, requestSpot('watch'), 'fromIndex');
      for await (const item of api.watch({ fromIndex }, signal)) yield encodeWatched(item);
    }),
    ReadLedger: streamMethod(library, async function* ({ from, to }: In<'ReadLedgerRequest'>, signal) {
      for await (const chained of api.readLedger({ from, to }, signal))
        yield { block: encodeChained(chained) };
    }),
    ReadCheckpoint: streamMethod(library, async function* (_: In<'ReadCheckpointRequest'>, signal) {
      for await (const part of api.readCheckpoint(signal)) yield encodeCheckpointPart(part);
    }),
    Logs: streamMethod(
      library,
      async function* ({ placement, follow, tailBytes }: In<'LogsRequest'>, signal) {
        const at = requestSpot('logs');
        const request = {
          placement: filled(placement, at, 'placement'),
          follow,
          tailBytes: integer(tailBytes, at, 'tailBytes'),
        };
        for await (const data of api.logs(request, signal)) yield { data };
      },
    ),
  };
}

function reservationRequest(request: In<'ConfirmRequest'>, name: string) {
  const at = requestSpot(name);
  return {
    reservation: filled(request.reservation, at, 'reservation'),
    generation: integer(request.generation, inside(at, 'generation'), 'generation'),
    actor: actorOf(request, at),
  };
}

function view(value: unknown): { json: string } {
  return { json: JSON.stringify(value) };
}

function unaryMethod<Request, Response>(
  library: GrpcLibrary,
  answer: (request: Request) => Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    answer(call.request).then(
      (response) => callback(null, response),
      (thrown: unknown) => callback(toStatus(library, thrown)),
    );
  };
}

/** Writes no faster than the caller reads; the caller's going away ends the source. */
function streamMethod<Request, Item>(
  library: GrpcLibrary,
  items: (request: Request, signal: AbortSignal) => AsyncIterable<Item>,
): handleServerStreamingCall<Request, Item> {
  return (call) => {
    const abort = new AbortController();
    call.on('cancelled', () => abort.abort());
    call.on('close', () => abort.abort());
    send(call, items(call.request, abort.signal), abort.signal).then(
      () => call.end(),
      (thrown: unknown) => void call.emit('error', toStatus(library, thrown)),
    );
  };
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
