/** The coordinator's program: flags, the real parts, signals. */
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import {
  BerthError,
  type Clock,
  type ClusterState,
  type ClusterView,
  ERROR_CODES,
  EXIT,
  formatDuration,
  LIMITS,
  type ReservationId,
} from '@berth/core';
import {
  createLog,
  describeOptions,
  LOG_LEVELS,
  type OptionSpec,
  type OptionValues,
  onSignals,
  readOptions,
  secureBytes,
  systemClock,
  systemIds,
  systemRandom,
} from '@berth/runtime';
import { createPriceSolver, createScheduler, Forecaster, rebalance } from '@berth/scheduler';
import {
  type Access,
  controlService,
  ENROL_MESSAGE_BYTES,
  enrolService,
  type GrpcServer,
  isLoopback,
  NATS_FLAGS,
  openServer,
  readNatsFlags,
  tokensFirst,
} from '@berth/transport';
import { type Enrolment, readStack } from './control.js';
import { DEFAULT_TIMINGS } from './fleet/fleet.js';
import { openArtifacts } from './joining/artifacts.js';
import { createEnrolment } from './joining/enrolment.js';
import { excessLog } from './joining/excess-log.js';
import { handOut } from './joining/hand-out.js';
import { HISTORY_BLOCKS } from './ledger/purging.js';
import { type Program, type ProgramParts, startAlone, startReplica } from './programs.js';
import { openVault } from './secret-vault.js';
import { openSecurity, provideAdmin, type Security } from './security.js';

const OPTIONS = {
  data: { type: 'string', required: true, env: 'BERTH_DATA', help: 'folder for the ledger' },
  control: { type: 'string', default: '127.0.0.1:7420', help: 'where people and programs connect' },
  fleet: { type: 'string', default: '127.0.0.1:7421', help: 'where agents connect' },
  ...NATS_FLAGS,
  name: {
    type: 'string',
    default: 'coordinator',
    help: 'stands in the ledger as author; one of its own for each replica',
  },
  replicated: { type: 'boolean', help: 'keep the ledger on JetStream of --nats, together with others' },
  'stream-replicas': { type: 'integer', default: '3', min: 1, max: 5, help: 'servers that hold each block' },
  'migrate-from': {
    type: 'string',
    help: 'with --replicated: data folder of a coordinator that ran alone, whose ledger is taken over first',
  },
  'history-blocks': {
    type: 'integer',
    default: String(HISTORY_BLOCKS),
    help: 'with --replicated: so many blocks stay for who looks back, also when checkpoints cover them',
  },
  advertise: {
    type: 'string',
    help: 'where other coordinators reach --control, when not by its own address',
  },
  'advertise-fleet': {
    type: 'string',
    help: 'where other coordinators reach --fleet, when not by its own address',
  },
  heartbeat: {
    type: 'duration',
    default: formatDuration(DEFAULT_TIMINGS.heartbeatMs),
    help: 'how often agents report',
  },
  lease: {
    type: 'duration',
    default: formatDuration(DEFAULT_TIMINGS.leaseMs),
    help: 'silence after which a node is disconnected',
  },
  enrol: {
    type: 'string',
    help: 'where hosts join, and nodes renew their certificates (the port above --fleet)',
  },
  authority: {
    type: 'string',
    help: 'folder of the authority, made when it is not there: everybody has to prove who he is (DATA/authority where others can connect)',
  },
  artifacts: {
    type: 'string',
    default: fileURLToPath(new URL('../../agent/dist/artifacts', import.meta.url)),
    help: 'folder of what new hosts are given; put node-linux-arm64.gz and the like there for other platforms',
  },
  'certificate-validity': { type: 'duration', default: '7d', help: 'of the certificates of nodes' },
  insecure: { type: 'boolean', help: 'listen beyond this machine although nobody proves who they are' },
  'log-level': { type: 'choice', default: 'info', choices: LOG_LEVELS, help: 'least level written' },
  'json-log': { type: 'boolean', help: 'one JSON object a line' },
  help: { type: 'boolean', help: 'print this' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

type Options = OptionValues<typeof OPTIONS>;

const VERSION = '0.1.0';
/** For requests under way when the coordinator is told to stop. */
const CLOSE_GRACE_MS = 1_000;

async function main(args: readonly string[]): Promise<void> {
  if (args[0] === 'ledger') return ledger(args.slice(1));
  if (args.includes('--help')) {
    const what = 'berth coordinator: decides what runs where, and keeps the ledger';
    process.stdout.write(`${what}\n\n${describeOptions(OPTIONS)}\n`);
    return;
  }
  const options = readOptions('berth coordinator', OPTIONS, args, process.env);
  const clock = systemClock();
  const log = createLog({
    level: options['log-level'],
    json: options['json-log'],
    write: (line) => process.stderr.write(line),
    nowMs: () => clock.nowMs(),
  });
  const { heartbeat: heartbeatMs, lease: leaseMs } = options;
  if (leaseMs < 2 * heartbeatMs) {
    throw new BerthError(
      'invalid_request',
      `--lease ${formatDuration(leaseMs)} must be at least twice --heartbeat ${formatDuration(heartbeatMs)}`,
    );
  }
  const folder = authorityFolder(options);
  const security =
    folder === undefined
      ? undefined
      : await openSecurity({ folder, name: options.name, clock, log, secureBytes });
  const parts = {
    ...{ options, clock, log, ids: systemIds(), random: systemRandom() },
    ...(security && { security }),
  };
  const artifacts = security && (await openArtifacts(options.artifacts, log));
  let enrolment: Enrolment | undefined;
  const solver = createPriceSolver({ clock });
  const forecaster = new Forecaster({
    solve: (input) => solver.solve(input),
    clock,
    onFailure: (why) => log.warn('prices stay as they were', { why }),
  });
  const common = {
    ...{ clock, log, ids: parts.ids, rebalance },
    createScheduler: (view: ClusterView) => createScheduler(view, { outlook: () => forecaster.outlook }),
    forecast: (state: ClusterState) => forecaster.look(state),
    name: options.name,
    version: VERSION,
    nodeVersion: process.version,
    timings: { heartbeatMs, leaseMs },
    onFatal: fail,
    enrolment: () => enrolment,
    vault: openVault({
      folder: folder ?? options.data,
      secureBytes,
      ...(security && { authority: security.authority.bundle }),
    }),
    ...(security && { authority: security.authority.fingerprints }),
    ...(artifacts && { agents: artifacts.agents }),
  };
  const link = await readNatsFlags(options, `berth coordinator ${options.name}`);
  const started = options.replicated
    ? await startReplica(parts, common, link)
    : await startAlone(parts, common, link);
  const access = security && accessOf(started, clock);
  let control: GrpcServer | undefined;
  control = await openServer({
    address: options.control,
    clock,
    insecureNonLoopback: options.insecure,
    ...(security && { security: { credentials: security.credentials, clients: 'optional' as const } }),
    services: [controlService(started.api, started.catchUp, access)],
    ...(access && { interceptors: tokensFirst(access, (peer) => control?.cut(peer)) }),
    sendMessageBytes: LIMITS.viewBytes,
    onExcess: excessLog(log, clock, 'control'),
  });
  for (const service of ['', 'berth.control.v1.ControlService']) control.setHealth(service, 'serving');
  const onWeb = artifacts && handOut(artifacts, clock);
  const enrol = security && (await openEnrolment(options, security, started, { clock, log, onWeb }));
  if (security && enrol) {
    const [authority = ''] = security.authority.fingerprints;
    const installer = artifacts && { installer: artifacts.installerDigest };
    enrolment = { authority, enrol: reachable(enrol.address), ...installer };
  }
  const admin =
    security && folder !== undefined
      ? await provideAdmin(security, folder, control.address, clock.nowMs())
      : undefined;
  const ready = { control: control.address, enrol: enrol?.address, identity: admin, ...started.ready() };
  process.stdout.write(`${JSON.stringify({ ready: true, ...ready })}\n`);
  let stopping = false;
  onSignals(['SIGTERM', 'SIGINT'], (signal) => {
    if (stopping) return;
    stopping = true;
    log.info('coordinator stops', { signal });
    security?.close();
    Promise.all([control.close(CLOSE_GRACE_MS), enrol?.close(CLOSE_GRACE_MS)])
      .then(() => started.stop())
      .then(() => solver.close())
      .then(() => process.exit(EXIT.done), fail);
  });
}

/** What the control API looks up of whoever asks. */
function accessOf({ state, catchUp, triedControl }: Program, clock: Clock): Access {
  return {
    ...{ clock, state, onNode: triedControl },
    stackOf: (source) => readStack(source).stack,
    holderOf: async (id) => {
      const find = () => state().reservations.get(id as ReservationId)?.holder;
      // A follower may not have heard of it yet.
      if (find() === undefined) await catchUp?.();
      const holder = find();
      if (holder !== undefined) return holder;
      throw new BerthError('not_found', `there is no reservation "${id}": \`berth place ls\` lists them`);
    },
  };
}

/** Undefined: whoever connects is believed, which is for this machine and for networks that are trusted. */
function authorityFolder(options: Options): string | undefined {
  if (options.authority !== undefined && options.insecure) {
    const advice = 'leave one of them out';
    throw new BerthError(
      'invalid_request',
      `--authority and --insecure say the opposite of each other: ${advice}`,
    );
  }
  const others = [options.control, options.fleet].some((address) => !isLoopback(hostOf(address)));
  if (options.authority !== undefined) return options.authority;
  return others && !options.insecure ? join(options.data, 'authority') : undefined;
}

async function openEnrolment(
  options: Options,
  security: Security,
  { api, fleet }: Program,
  {
    clock,
    log,
    onWeb,
  }: Pick<ProgramParts, 'clock' | 'log'> & { readonly onWeb: ((socket: TLSSocket) => void) | undefined },
): Promise<GrpcServer> {
  const enrolment = createEnrolment({
    ...{ authority: security.authority, api },
    validityMs: options['certificate-validity'],
    fleet: () => reachable(fleet() ?? options.fleet),
  });
  let server: GrpcServer | undefined;
  server = await openServer({
    address: options.enrol ?? portAbove(options.fleet),
    clock,
    security: { credentials: security.credentials, clients: 'unverified', ...(onWeb && { onWeb }) },
    services: [enrolService(enrolment, () => server)],
    ...{ receiveMessageBytes: ENROL_MESSAGE_BYTES, maxStreams: 4, maxConnections: 2_000, sessionMiB: 1 },
    connectionsPerAddress: LIMITS.enrolmentConnectionsPerAddress,
    onExcess: excessLog(log, clock, 'enrolment'),
  });
  return server;
}

function hostOf(address: string): string {
  return address.slice(0, address.lastIndexOf(':')).replace(/^\[|\]$/g, '');
}

/** Port 0 stays "any". */
function portAbove(address: string): string {
  const at = address.lastIndexOf(':') + 1;
  const port = Number(address.slice(at));
  return `${address.slice(0, at)}${port === 0 ? 0 : port + 1}`;
}

/** Without the host when it stands for all addresses of this machine: whoever came here knows one of them. */
function reachable(address: string): string {
  return ['0.0.0.0', '::', ''].includes(hostOf(address)) ? address.slice(address.lastIndexOf(':')) : address;
}

/** `berth ledger recover` and `migrate`: not a coordinator, but what is done while none runs. */
async function ledger(args: readonly string[]): Promise<void> {
  const { ledgerCommand } = await import('./ledger/ledger-commands.js');
  const clock = systemClock();
  const write = (line: string) => process.stderr.write(line);
  const log = createLog({ level: 'info', json: false, write, nowMs: () => clock.nowMs() });
  const parts = { clock, log, ids: systemIds(), random: systemRandom(), env: process.env };
  process.exitCode = await ledgerCommand(args, { ...parts, out: (text) => process.stdout.write(text) }).catch(
    (thrown: unknown) => {
      const error = BerthError.from(thrown);
      process.stderr.write(`berth: ${error.message}\n`);
      return ERROR_CODES[error.code].exit;
    },
  );
}

function fail(thrown: unknown): void {
  const error = BerthError.from(thrown);
  process.stderr.write(`berth coordinator: ${error.message}\n`);
  process.exit(ERROR_CODES[error.code].exit);
}

await main(process.argv.slice(2)).catch(fail);
