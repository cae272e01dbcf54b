/** The control API over gRPC, as its callers see it. Nothing is ever sent twice by itself. */
import {
  type AgentUpdateView,
  BerthError,
  type Clock,
  LIMITS,
  type NodeId,
  type PlacementId,
  type ReservationId,
  type VolumeId,
  type WorkloadKey,
} from '@berth/core';
import type { ProtoGrpcType, Received, Sent } from '@berth/proto';
import type { ClientReadableStream, Metadata, ServiceError } from '@grpc/grpc-js';
import type { ControlApi, ExecOut } from '../control-api.js';
import { decodeCheckpointPart } from '../wire/checkpoint.js';
import { inside, list, MESSAGE_RULES, member, required, rootSpot } from '../wire/checks.js';
import {
  decodeChained,
  decodePlaced,
  decodeReservation,
  decodeView,
  decodeWatched,
  encodeApply,
  encodeWish,
} from '../wire/control.js';
import { ELIGIBILITIES } from '../wire/node.js';
import { each, encodeActor } from '../wire/placement.js';
import { encodeLogWish } from '../wire/reaching-in.js';
import { dispatchCalls } from './dispatch-calls.js';
import { fromGrpc, isCut } from './errors.js';
import { callExec } from './exec-call.js';
import { identityCalls } from './identity-calls.js';
import { loadGrpc } from './load.js';
import { readMetadata } from './read-mode.js';
import { secretCalls } from './secret-calls.js';
import { type ClientIdentity, channelCredentials, SECURE_CHANNEL_OPTIONS } from './secure-channel.js';
import { type UserApi, userCalls } from './user-calls.js';
import { volumeCalls } from './volume-calls.js';

export type GrpcControlOptions = {
  /**
   * "host:port" of a coordinator's control listener; or several, divided by commas, of which the first that answers is
   * asked. Then hosts are IPv4 addresses: gRPC has no other list.
   */
  readonly address: string;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** As whom, and whom it trusts; looked at when it connects. Absent: no TLS. */
  readonly identity?: () => ClientIdentity | undefined | Promise<ClientIdentity | undefined>;
  /** For an answer; 30 s by default. Streams have no limit. */
  readonly timeoutMs?: number;
  /** Every read shows all that had been acknowledged before it was asked for; costs a round to the leader. */
  readonly linearizable?: boolean;
};

export type ControlClient = ControlApi & { close(): void };
/** And what a coordinator answers by itself. */
export type GrpcControlClient = ControlClient & Pick<UserApi, 'whoAmI'>;

type Connected = { readonly stub: Stub; readonly metadata: () => Metadata };
type Stub = InstanceType<ProtoGrpcType['berth']['control']['v1']['ControlService']>;
type Answer<Name extends string> = Received<`berth.control.v1.${Name}Response`>;
type Ask<Name extends string> = Sent<`berth.control.v1.${Name}Request`>;
type Unary = keyof ControlMethods;
/** Sends one question, and resolves with its answer. */
export type ControlCall = <Name extends Unary>(
  name: Name,
  request: ControlMethods[Name]['ask'],
) => Promise<ControlMethods[Name]['answer']>;
type ControlMethods = {
  [Name in
    | 'Info'
    | 'Apply'
    | 'Plan'
    | 'DeleteStack'
    | 'ListCoordinators'
    | 'ListStacks'
    | 'GetStack'
    | 'ListNodes'
    | 'GetNode'
    | 'SetEligibility'
    | 'RemoveNode'
    | 'ListPlacements'
    | 'GetPlacement'
    | 'Place'
    | 'Confirm'
    | 'Release'
    | 'ReadIndex'
    | 'Diagnose'
    | 'ListReservations'
    | 'Why'
    | 'Rebalance'
    | 'Move'
    | 'Rollout'
    | 'ListRollouts'
    | 'Retry'
    | 'Dispatch'
    | 'ListDispatches'
    | 'StopDispatch'
    | 'UpdateAgents'
    | 'GetAgentUpdate'
    | 'ListEndpoints'
    | 'VerifyLedger'
    | 'SetSecret'
    | 'ListSecrets'
    | 'RemoveSecret'
    | 'ListVolumes'
    | 'RemoveVolume'
    | 'CreateToken'
    | 'ListTokens'
    | 'RevokeToken'
    | 'RevokeNode'
    | 'ReadmitNode'
    | 'SetProfile'
    | 'WhoAmI'
    | 'ListUsers'
    | 'SetUser'
    | 'RemoveUser'
    | 'CreateUserToken'
    | 'RevokeUserToken'
    | 'RedeemToken'
    | 'RenewCertificate']: { ask: Ask<Name>; answer: Answer<Name> };
};

const TIMEOUT_MS = 30_000;
const RECONNECT_MS = { least: 200, most: 2_000 };

/** Returns at once; the first call connects. Every method throws BerthError. */
export function grpcControlClient(options: GrpcControlOptions): GrpcControlClient {
  const connection = new Connection(options);
  const { call, stream } = connection;
  return {
    close: () => connection.close(),
    ...identityCalls(call),
    ...secretCalls(call),
    ...volumeCalls(call),
    ...dispatchCalls(call),
    ...userCalls(call),
    info: async () => decodeView((await call('Info', {})).json),
    apply: async (request) => decodeView((await call('Apply', encodeApply(request))).json),
    plan: async ({ source }) => decodeView((await call('Plan', { source })).json),
    deleteStack: async ({ actor, ...request }) => {
      const { stack, stopped, kept } = await call('DeleteStack', { ...request, actor: encodeActor(actor) });
      const volumes = kept.map(({ volume, node }) => ({ volume: volume as VolumeId, node: node as NodeId }));
      return { kind: 'deleted', stack, stopped, kept: volumes };
    },
    listCoordinators: async () => decodeView((await call('ListCoordinators', {})).json),
    diagnose: async () => decodeView((await call('Diagnose', {})).json),
    readIndex: () => call('ReadIndex', {}),
    listStacks: async () => {
      const { index, ageMs, json } = await call('ListStacks', {});
      return { index, ageMs, stacks: decodeView(json) };
    },
    getStack: async (stack) => {
      const { index, ageMs, json } = await call('GetStack', { stack });
      return { index, ageMs, stack: decodeView(json) };
    },
    listNodes: async () => {
      const { index, ageMs, json } = await call('ListNodes', {});
      return { index, ageMs, nodes: decodeView(json) };
    },
    getNode: async (node) => {
      const { index, ageMs, json } = await call('GetNode', { node });
      return { index, ageMs, node: decodeView(json) };
    },
    setEligibility: async ({ eligibility, actor, ...request }) => {
      const wire = { ...request, eligibility: ELIGIBILITIES.names[eligibility], actor: encodeActor(actor) };
      const set = await call('SetEligibility', wire);
      const at = rootSpot('eligibility', MESSAGE_RULES);
      return {
        kind: 'eligibility-set',
        node: set.node as NodeId,
        eligibility: member(set.eligibility, ELIGIBILITIES, at, 'eligibility'),
      };
    },
    removeNode: async ({ node, actor }) => {
      const removed = await call('RemoveNode', { node, actor: encodeActor(actor) });
      return { kind: 'node-removed', node: removed.node as NodeId };
    },
    listPlacements: async (filter) => {
      const { index, ageMs, json } = await call('ListPlacements', filter);
      return { index, ageMs, placements: decodeView(json) };
    },
    getPlacement: async (id) => {
      const { index, ageMs, json } = await call('GetPlacement', { id });
      return { index, ageMs, placement: decodeView(json) };
    },
    place: async ({ wishes, actor }) =>
      decodePlaced(await call('Place', { wishes: wishes.map(encodeWish), actor: encodeActor(actor) })),
    confirm: async ({ reservation, generation, actor }) => {
      const answer = await call('Confirm', { reservation, generation, actor: encodeActor(actor) });
      const at = rootSpot('confirmed', MESSAGE_RULES);
      const wire = required(answer.reservation, at, 'reservation');
      return { kind: 'confirmed', reservation: decodeReservation(wire, inside(at, 'reservation')) };
    },
    release: async ({ reservation, generation, actor }) => {
      const answer = await call('Release', { reservation, generation, actor: encodeActor(actor) });
      return { kind: 'released', reservation: answer.reservation as ReservationId };
    },
    listReservations: async () => {
      const { index, ageMs, reservations } = await call('ListReservations', {});
      const at = rootSpot('reservations', MESSAGE_RULES);
      return {
        ...{ index, ageMs },
        reservations: list(reservations, at, 'list', Number.MAX_SAFE_INTEGER, each(decodeReservation)),
      };
    },
    why: async (request) => decodeView((await call('Why', request)).json),
    rebalance: async ({ workloads = [], ...budget }) =>
      decodeView((await call('Rebalance', { ...budget, workloads: [...workloads] })).json),
    move: async ({ placement, to, actor }) => {
      const begun = await call('Move', { placement, to, actor: encodeActor(actor) });
      const id = (text: string) => text as PlacementId;
      return {
        kind: 'move-begun',
        placement: id(begun.placement),
        replacement: id(begun.replacement),
        to: begun.to as NodeId,
      };
    },
    rollout: async ({ actor, ...request }) =>
      decodeView((await call('Rollout', { ...request, actor: encodeActor(actor) })).json),
    retry: async ({ target, actor }) => {
      const { workloads } = await call('Retry', { target, actor: encodeActor(actor) });
      return { kind: 'retried', workloads: workloads as WorkloadKey[] };
    },
    updateAgents: async ({ actor, ...request }) =>
      decodeView((await call('UpdateAgents', { ...request, actor: encodeActor(actor) })).json),
    getAgentUpdate: async () => {
      const { index, ageMs, json } = await call('GetAgentUpdate', {});
      return { index, ageMs, ...decodeView<{ update?: AgentUpdateView }>(json) };
    },
    listRollouts: async (request) => {
      const { index, ageMs, json } = await call('ListRollouts', request);
      return { index, ageMs, rollouts: decodeView(json) };
    },
    verifyLedger: async () => decodeView((await call('VerifyLedger', {})).json),
    watch: (request, signal) => stream((stub) => stub.Watch(request), decodeWatched, signal),
    readLedger: (request, signal) =>
      stream(
        (stub, metadata) => stub.ReadLedger(request, metadata),
        (wire: Answer<'ReadLedger'>) => decodeChained(wire.block),
        signal,
      ),
    listEndpoints: async (workload) => decodeView((await call('ListEndpoints', { workload })).json),
    watchEndpoints: (request, signal) =>
      stream(
        (stub) => stub.WatchEndpoints(request),
        (wire: Answer<'WatchEndpoints'>) => decodeView(wire.json),
        signal,
      ),
    readCheckpoint: (signal) =>
      stream(
        (stub) => stub.ReadCheckpoint({}),
        (wire: Answer<'ReadCheckpoint'>) => decodeCheckpointPart(wire),
        signal,
      ),
    logs: ({ placement, ...wish }, signal) =>
      stream(
        (stub) => stub.Logs({ placement, ...encodeLogWish(wish) }),
        (wire: Answer<'Logs'>) => ({ at: wire.at, data: wire.data }),
        signal,
      ),
    exec: (request, input, signal) => connection.exec(request, input, signal),
  };
}

class Connection {
  readonly #options: GrpcControlOptions;
  #connection: Promise<Connected> | undefined;
  #isKnown = false;

  constructor(options: GrpcControlOptions) {
    this.#options = options;
  }

  close(): void {
    this.#connection?.then(({ stub }) => stub.close()).catch(() => {});
  }

  readonly call = async <Name extends Unary>(
    name: Name,
    request: ControlMethods[Name]['ask'],
  ): Promise<ControlMethods[Name]['answer']> => {
    const { clock, timeoutMs = TIMEOUT_MS } = this.#options;
    const { stub, metadata } = await this.#connected();
    const deadline = clock.nowMs() + timeoutMs;
    return new Promise((resolve, reject) => {
      const done = (error: ServiceError | null, answer: unknown) => {
        if (error) reject(this.#failure(error));
        else resolve(answer as ControlMethods[Name]['answer']);
      };
      const method = stub[name] as (
        ask: object,
        metadata: Metadata,
        options: { deadline: number },
        then: typeof done,
      ) => void;
      method.call(stub, request as object, metadata(), { deadline }, done);
    });
  };

  /** Reading slowly slows the sender down; leaving the loop, or the signal, ends the call. */
  readonly stream = async function* <Wire, Item>(
    this: Connection,
    open: (stub: Stub, metadata: Metadata) => ClientReadableStream<Wire>,
    decode: (wire: Wire) => Item,
    signal: AbortSignal,
  ): AsyncGenerator<Item> {
    const { stub, metadata } = await this.#connected();
    const call = open(stub, metadata());
    const cancel = () => call.cancel();
    signal.addEventListener('abort', cancel);
    if (signal.aborted) cancel();
    try {
      for await (const wire of call) yield decode(wire as Wire);
    } catch (thrown) {
      if (!signal.aborted) throw this.#failure(thrown);
    } finally {
      signal.removeEventListener('abort', cancel);
      call.cancel();
    }
  }.bind(this) as <Wire, Item>(
    open: (stub: Stub, metadata: Metadata) => ClientReadableStream<Wire>,
    decode: (wire: Wire) => Item,
    signal: AbortSignal,
  ) => AsyncGenerator<Item>;

  async *exec(...[request, input, signal]: Parameters<ControlApi['exec']>): AsyncGenerator<ExecOut> {
    const { stub, metadata } = await this.#connected();
    try {
      yield* callExec(stub.Exec(metadata()), request, input, signal);
    } catch (thrown) {
      if (!signal.aborted) throw thrown instanceof BerthError ? thrown : this.#failure(thrown);
    }
  }

  #failure(thrown: unknown): BerthError {
    const error = fromGrpc(thrown, this.#options.address);
    if (this.#isKnown || error.code !== 'unreachable' || !isCut(error.message)) return error;
    return new BerthError(error.code, `${error.message}; ${ASKS_WHO}`, { cause: thrown });
  }

  #connected(): Promise<Connected> {
    this.#connection ??= loadGrpc().then(async ({ library, proto }) => {
      const { address, linearizable = false } = this.#options;
      const target = targetOf(address);
      const identity = await this.#options.identity?.();
      this.#isKnown = identity !== undefined;
      const { ControlService } = proto.berth.control.v1;
      const stub = new ControlService(target, channelCredentials(library, identity), {
        ...SECURE_CHANNEL_OPTIONS,
        'grpc.enable_retries': 0,
        // Two minutes by default: a coordinator that was away for long would be taken to be away for as long again.
        'grpc.initial_reconnect_backoff_ms': RECONNECT_MS.least,
        'grpc.max_reconnect_backoff_ms': RECONNECT_MS.most,
        'grpc.service_config_disable_resolution': 1,
        'grpc.max_receive_message_length': LIMITS.viewBytes,
        'grpc.max_send_message_length': LIMITS.messageBytes,
      });
      return { stub, metadata: () => readMetadata(library, linearizable) };
    });
    return this.#connection;
  }
}

const ASKS_WHO =
  'if the coordinator asks who you are, name your identity (--identity FILE, BERTH_IDENTITY) or log in (`berth login`)';

function targetOf(address: string): string {
  const all = address.split(',').map((one) => one.trim());
  const isList = all.length > 1;
  const form = isList ? /^\d{1,3}(\.\d{1,3}){3}:\d{1,5}$/ : /^\[?[^\s/]+\]?:\d{1,5}$/;
  const wrong = all.find((one) => !form.test(one));
  if (wrong === undefined) return isList ? `ipv4:${all.join(',')}` : address;
  const how = isList
    ? 'in a list write IPv4 addresses, e.g. 10.0.0.1:7420,10.0.0.2:7420'
    : 'write HOST:PORT, e.g. 127.0.0.1:7420';
  throw new BerthError('invalid_request', `"${wrong}" is not an address: ${how}`);
}
