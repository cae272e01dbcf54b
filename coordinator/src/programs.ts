/** The two ways to run a coordinator, put together from the real parts: alone on LevelDB, or as one of several on JetStream. */
import { join } from 'node:path';
import {
  BerthError,
  type Clock,
  type ClusterState,
  type Ids,
  type Log,
  type NodeId,
  type Random,
} from '@berth/core';
import {
  connectNatsStream,
  DEFAULT_MAX_BYTES,
  judgeServerVersion,
  type LedgerStore,
  openJetStreamStore,
  openLedger,
  openLevelStore,
  openLocalRecords,
  type RecoverableStream,
  type StreamSettings,
} from '@berth/ledger';
import {
  blockCodec,
  type ControlApi,
  FleetRelay,
  fleetSubjects,
  grpcAgentCarrier,
  grpcControlClient,
  grpcFleetCarrier,
  type NatsFleetCarrier,
  type NatsLink,
  natsFleetCarrier,
  natsPeers,
  natsTls,
} from '@berth/transport';
import { type CoordinatorDeps, startCoordinator } from './coordinator.js';
import { inspectAlone, inspectReplica } from './inspect.js';
import { excessLog } from './joining/excess-log.js';
import { migrate } from './ledger/migrate.js';
import { Replica } from './replica/replica.js';
import type { Security } from './security.js';

export type ProgramParts = {
  readonly options: {
    readonly data: string;
    readonly control: string;
    readonly fleet: string;
    readonly name: string;
    readonly insecure: boolean;
    readonly 'stream-replicas': number;
    readonly 'history-blocks': number;
    readonly advertise: string | undefined;
    readonly 'advertise-fleet': string | undefined;
    readonly 'migrate-from': string | undefined;
  };
  readonly clock: Clock;
  readonly log: Log;
  readonly ids: Ids;
  readonly random: Random;
  /** Absent: whoever connects is believed. */
  readonly security?: Security;
};

/** What both programs take, however the ledger is kept. */
export type Common = Omit<CoordinatorDeps, 'ledger' | 'carriers'>;

export type Program = {
  readonly api: ControlApi;
  /** A node called what is for users only. */
  readonly triedControl: (node: NodeId, call: string) => void;
  /** As it is known here now. Never to be changed. */
  readonly state: () => ClusterState;
  /** "host:port" of the listener for agents, once it is there. */
  readonly fleet: () => string | undefined;
  /** Before reads that have to be linearizable; not there where all are. */
  readonly catchUp?: () => Promise<void>;
  /** What is said on standard output when it is ready, beside the address of the control listener. */
  readonly ready: () => Readonly<Record<string, unknown>>;
  readonly stop: () => Promise<void>;
};

export async function startAlone(
  parts: ProgramParts,
  common: Common,
  link: NatsLink | undefined,
): Promise<Program> {
  const { options, clock, ids } = parts;
  const store = await openLevelStore(join(options.data, 'ledger'));
  const ledger = await openLedger({ store, codec: blockCodec, ids, clock, leader: options.name });
  const fleet = grpcFleet(parts);
  const nats = link && natsFleet(parts, link);
  const coordinator = await startCoordinator({
    ...{ ...common, ledger, carriers: nats ? [fleet, nats] : [fleet] },
    inspect: () => inspectAlone(options.data, nats?.server()?.version),
  });
  return {
    api: coordinator.api,
    triedControl: coordinator.triedControl,
    state: () => coordinator.state,
    fleet: () => fleet.server()?.address,
    ready: () => ({ fleet: fleet.server()?.address, nats: nats?.server() }),
    stop: async () => {
      await coordinator.stop();
      ledger.close();
      await store.close();
    },
  };
}

export async function startReplica(
  parts: ProgramParts,
  common: Common,
  link: NatsLink | undefined,
): Promise<Program> {
  const { options, clock, ids, log, random, security } = parts;
  if (!link) {
    throw new BerthError(
      'invalid_request',
      '--replicated keeps the ledger on NATS: name a server with --nats',
    );
  }
  const { name, data } = options;
  const stream = await connectLedgerStream(parts, link);
  const { verdict, words } = judgeServerVersion(stream.serverVersion());
  if (verdict === 'warn') log.warn(words);
  const store = await openJetStreamStore({
    ...{ stream, clock, random, ids, log },
    local: await openLocalRecords(join(data, 'replica')),
    settings: ledgerSettings(link, options['stream-replicas']),
  });
  if (options['migrate-from'] !== undefined) await takeOver(options['migrate-from'], store, log);
  const ledger = await openLedger({ store, codec: blockCodec, ids, clock, leader: name });
  const agents = grpcFleet(parts);
  const replica = await Replica.start({
    ...common,
    ...{ ledger, random },
    peers: natsPeers({ link, clock, random, onProblem: (why) => log.warn('other coordinators', { why }) }),
    control: options.advertise ?? options.control,
    historyBlocks: options['history-blocks'],
    natsVersion: () => stream.serverVersion(),
    inspect: () => inspectReplica(data, stream),
    relay: {
      fleet: new FleetRelay({ carrier: agents, clock, random }),
      address: () => options['advertise-fleet'] ?? agents.server()?.address ?? '',
      to: (address) =>
        grpcAgentCarrier({
          address,
          clock,
          relayedBy: name,
          ...(security && { identity: security.credentials }),
        }),
    },
    openCarriers: () => [natsFleet(parts, link)],
    connect: (address) =>
      grpcControlClient({ address, clock, ...(security && { identity: security.credentials }) }),
  });
  return {
    api: replica.api,
    triedControl: (node, call) => replica.triedControl(node, call),
    state: () => replica.state,
    fleet: () => options['advertise-fleet'] ?? agents.server()?.address,
    catchUp: () => replica.catchUp(),
    ready: () => ({ replica: name, fleet: agents.server()?.address }),
    stop: async () => {
      await replica.stop();
      ledger.close();
      await store.close();
    },
  };
}

/** Resolves when a server takes the connection. */
export function connectLedgerStream(
  {
    options: { name },
    clock,
    random,
    log,
  }: Pick<ProgramParts, 'clock' | 'random' | 'log'> & {
    readonly options: { readonly name: string };
  },
  link: NatsLink,
): Promise<RecoverableStream> {
  const { credentials, servers } = link.nats;
  const tls = natsTls(link.nats);
  return connectNatsStream({
    ...{ servers, log, random, clock },
    stream: `berth-ledger-${link.cluster}`,
    subject: fleetSubjects(link.cluster).ledger,
    clientName: `berth coordinator ${name}, ledger`,
    ...(credentials && 'secret' in credentials && { secret: credentials.secret }),
    ...(credentials &&
      'user' in credentials && { user: { name: credentials.user, password: credentials.password } }),
    ...(tls && { tls }),
  });
}

export function ledgerSettings(link: NatsLink, replicas: number): StreamSettings {
  return { subject: fleetSubjects(link.cluster).ledger, replicas, maxBytes: DEFAULT_MAX_BYTES };
}

/** Its coordinator must have ended: the store is open to one process only. */
export async function takeOver(data: string, target: LedgerStore, log: Log): Promise<void> {
  const source = await openLevelStore(join(data, 'ledger'));
  try {
    await migrate(source, target, log);
  } finally {
    await source.close();
  }
}

function grpcFleet({ options, clock, security, log }: ProgramParts) {
  return grpcFleetCarrier({
    ...{ address: options.fleet, clock, insecureNonLoopback: options.insecure },
    onExcess: excessLog(log, clock, 'fleet'),
    ...(security && { security: { credentials: security.credentials, clients: 'verified' as const } }),
  });
}

function natsFleet({ clock, log, random }: ProgramParts, link: NatsLink): NatsFleetCarrier {
  const onProblem = (why: string) => log.warn('agents over NATS', { why });
  return natsFleetCarrier({ ...link, clock, random, onProblem });
}
