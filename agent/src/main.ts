/** The agent's program: flags, the real parts, signals. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  BerthError,
  type Clock,
  CONTAINER_ATTRIBUTE,
  ERROR_CODES,
  EXIT,
  ISOLATION_LEVELS,
  isName,
  LOCATION_ATTRIBUTE,
  type Log,
  type NodeInfo,
  type NodeProfile,
  nodeId,
  PEER_PORT_ATTRIBUTE,
  parseDuration,
} from '@berth/core';
import {
  createLog,
  describeOptions,
  formatAddress,
  LOG_LEVELS,
  type OptionSpec,
  type OptionValues,
  onSignals,
  parseAddress,
  readOptions,
  readProfile,
  secureBytes,
  systemClock,
  systemIds,
  systemRandom,
} from '@berth/runtime';
import {
  type AgentCarrier,
  grpcAgentCarrier,
  NATS_FLAGS,
  natsAgentCarrier,
  readNatsFlags,
} from '@berth/transport';
import { startAgent } from './agent.js';
import { SecretBook } from './configuration/secret-book.js';
import { openDrivers } from './drivers/open-drivers.js';
import { DEFAULT_USERS, parseUsers } from './drivers/process/run-users.js';
import { endpointFolder } from './endpoints/endpoint-files.js';
import { hostChecker } from './health/host-checker.js';
import { openLevelJournal } from './journal/level-journal.js';
import {
  fetchAgent,
  type Joined,
  join as joinCluster,
  joinedWith,
  Renewal,
  readJoined,
} from './link/joining.js';
import { Peers } from './peers/peers.js';
import { probeHost } from './probe/host-facts.js';
import { inventoryOf } from './probe/inventory.js';
import { outgoingAddress } from './probe/outgoing-address.js';
import { usageMeter, usageWithNotes } from './probe/usage.js';
import { Installation } from './updates/installation.js';
import { Updater } from './updates/updater.js';

const COORDINATOR = '127.0.0.1:7421';
/** All agents of a host agree here on the users of their runs. */
const USERS_FOLDER = '/var/lib/berth-users';

const OPTIONS = {
  data: { type: 'string', required: true, env: 'BERTH_DATA', help: 'folder for journal, runs and output' },
  coordinator: {
    type: 'string',
    env: 'BERTH_COORDINATOR',
    help: `its fleet address (${COORDINATOR} where no NATS is named); with --join, where hosts join (port 7422)`,
  },
  join: {
    type: 'string',
    env: 'BERTH_JOIN',
    help: 'token by which this host becomes a node; looked at once, then its certificate is in DATA/identity.json',
  },
  ...NATS_FLAGS,
  node: {
    type: 'string',
    env: 'BERTH_NODE',
    help: 'name of this node, a DNS label; the name of the host where none is given to --join',
  },
  site: { type: 'string', env: 'BERTH_SITE', help: 'place that it shares with others (default)' },
  region: { type: 'string', env: 'BERTH_REGION', help: 'region of the site (default)' },
  location: { type: 'string', env: 'BERTH_LOCATION', help: 'of the site: LATITUDE,LONGITUDE in degrees' },
  'peer-port': {
    type: 'integer',
    default: '7424',
    min: 0,
    max: 65_535,
    help: 'UDP, where others of the site ask whether this node is there; 0 for none',
  },
  address: {
    type: 'string',
    help: 'where others reach ports of this node; the one it reaches the coordinator from unless said',
  },
  label: { type: 'string', multiple: true, help: 'KEY=VALUE, again for more' },
  taint: { type: 'string', multiple: true, help: 'KEY=VALUE[:evict] that copies have to tolerate' },
  ports: { type: 'string', default: '20000-31999', help: 'FIRST-LAST, given to workloads' },
  resource: {
    type: 'string',
    multiple: true,
    help: 'NAME=AMOUNT instead of, or besides, what is found; also ,reserved= ,ratio= ,min= ,max= ,step=',
  },
  device: { type: 'string', multiple: true, help: 'NAME=CLASS[/MODEL], held whole or in shares' },
  'exclusive-cores': {
    type: 'string',
    default: '',
    help: 'numbers of cores given out whole, each to one workload alone, e.g. 2-3',
  },
  share: { type: 'integer', default: '1', min: 1, max: 1000, help: 'how many agents share this host' },
  'cost-per-hour': {
    type: 'string',
    help: 'of this node, e.g. 0.12; any currency, one for all',
  },
  isolation: {
    type: 'choice',
    default: 'none',
    choices: ISOLATION_LEVELS,
    help: 'how far each run is kept apart at the least, whatever its stack demands',
  },
  users: {
    type: 'string',
    default: DEFAULT_USERS,
    help: 'FIRST-LAST, user numbers that runs have to themselves',
  },
  'join-only': { type: 'boolean', help: 'join, say as what, and end' },
  installed: {
    type: 'string',
    env: 'BERTH_INSTALLED',
    help: 'said by the start script of an installed agent: where; only such a one can be updated',
  },
  'stop-workloads': { type: 'boolean', help: 'end them, and itself then, instead of going on' },
  'container-engine': {
    type: 'string',
    default: 'auto',
    env: 'BERTH_CONTAINER_ENGINE',
    help: 'socket of Podman or Docker; auto looks in the usual places, none runs no containers',
  },
  images: { type: 'string', help: 'folder of image archives (*.tar), looked into before pulling' },
  'registry-auth': { type: 'string', help: "credentials of registries, a file of podman login's form" },
  'keep-images': { type: 'string', default: '14d', help: 'how long images stay that nothing uses' },
  'stop-workloads-on-exit': {
    type: 'boolean',
    help: 'end them with the agent; they are left running otherwise',
  },
  'log-level': { type: 'choice', default: 'info', choices: LOG_LEVELS, help: 'least level written' },
  'json-log': { type: 'boolean', help: 'one JSON object a line' },
  help: { type: 'boolean', help: 'print this' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

type Options = OptionValues<typeof OPTIONS>;

const VERSION = '0.1.0';
const ENROL = '127.0.0.1:7422';

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) {
    process.stdout.write(
      `berth agent: runs what the coordinator places on this node\n\n${describeOptions(OPTIONS)}\n`,
    );
    return;
  }
  const options = readOptions('berth agent', OPTIONS, args, process.env);
  const clock = systemClock();
  const log = createLog({
    level: options['log-level'],
    json: options['json-log'],
    write: (line) => process.stderr.write(line),
    nowMs: () => clock.nowMs(),
  });
  const folder = options.data;
  await mkdir(folder, { recursive: true }).catch((thrown: Error) => {
    throw new BerthError('storage', `cannot make ${folder}: ${thrown.message}`, { cause: thrown });
  });
  const joined = await identityOf(options, clock, log);
  const name = joined?.peer.name ?? nameOf(options);
  if (options['join-only']) {
    if (!joined) throw new BerthError('invalid_request', '--join-only needs --join');
    process.stdout.write(`${JSON.stringify({ joined: true, node: name, site: joined.profile.site })}\n`);
    return;
  }
  const renewal =
    joined && new Renewal(joined, { file: identityFile(options), clock, log, random: systemRandom() });
  const { carriers, close: closeCarriers } = await carriersOf(options, name, clock, joined, renewal);
  const journal = await openLevelJournal(folder, systemIds());
  const { instance, lost } = await journal.load();
  if (lost !== undefined) log.error('the journal is damaged', { folder, lost });
  const installation = await Installation.open({
    home: options.installed,
    code: dirname(fileURLToPath(import.meta.url)),
    version: VERSION,
    hasJoined: (joined?.enrol?.length ?? 0) > 0,
    log,
  });
  const node = withLoss(await describeNode(options, name, folder, joined), lost);
  const secrets = await SecretBook.open({
    ...{ clock, log, node: node.id, secureBytes, folder: join(folder, 'secrets') },
    credentials: () => renewal?.credentials(),
  });
  const {
    driver,
    processes,
    volumes,
    onEngine,
    close: closeDrivers,
  } = await openDrivers({
    folder,
    group: `${name}-${instance.slice(-6)}`,
    node,
    clock,
    log,
    path: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
    hidden: folder,
    users: { ...parseUsers(options.users), folder: USERS_FOLDER },
    isolation: options.isolation,
    engine: options['container-engine'],
    ...(options.images !== undefined && { archives: options.images }),
    ...(options['registry-auth'] !== undefined && { authFile: options['registry-auth'] }),
    keepImagesMs: durationOf('--keep-images', options['keep-images']),
    secrets,
  });
  let facts = await driver.attributes();
  const described = (): NodeInfo => ({
    ...node,
    attributes: { ...node.attributes, 'agent.version': installation.build.version, ...facts },
    agent: installation.build,
  });
  const readyFile = join(folder, 'ready.json');
  const refusedFile = join(folder, 'refused');
  for (const file of [readyFile, refusedFile]) await rm(file, { force: true });
  const peers = await Peers.open({
    ...{ folder, clock, log, node: node.id, address: node.address },
    ids: systemIds(),
    port: options['peer-port'],
  });
  const updater = new Updater({
    ...{ installation, clock, log, random: systemRandom() },
    fetch: (wanted, file, signal) => fetchAgent(renewal, wanted, file, signal),
    connected: () => agent.connected(),
    onSwitched: () => stop('another version', false),
    onChanged: () => agent.describe(described()),
  });
  let told = false;
  const agent = await startAgent({
    ...{ clock, log, journal, driver },
    checker: hostChecker({ driver, node }),
    endpointFiles: endpointFolder(join(folder, 'endpoints')),
    random: systemRandom(),
    process: systemIds().next('start'),
    carriers,
    secrets,
    volumes,
    peers,
    updates: updater,
    node: described(),
    usage: usageWithNotes(
      usageMeter(node.inventory.resources.cpu?.total ?? 0),
      () => [...updater.notes(), ...(driver.notes?.() ?? [])],
      () => volumes.used(),
    ),
    onWelcome: () => {
      if (told) return;
      told = true;
      const ready = `${JSON.stringify({ ready: true, node: name, group: processes.group })}\n`;
      process.stdout.write(ready);
      // For whoever installs it and cannot see its output.
      writeFile(readyFile, ready).catch((thrown: Error) => log.warn('not noted', { why: thrown.message }));
    },
    onRefused: (why) => {
      if (told) return;
      writeFile(refusedFile, `${why}\n`).catch((thrown: Error) =>
        log.warn('not noted', { why: thrown.message }),
      );
    },
  });
  log.info('agent started', {
    node: name,
    carriers: carriers.map((carrier) => carrier.name).join(', '),
    isolation: facts.isolation,
    containers: facts[CONTAINER_ATTRIBUTE] ?? 'no engine',
  });
  if (!(CONTAINER_ATTRIBUTE in facts)) {
    onEngine((found) => {
      log.info('the container engine answers', { containers: found[CONTAINER_ATTRIBUTE] });
      facts = found;
      agent.describe(described());
    });
  }
  let stopping = false;
  const stop = (
    why: string,
    stopWorkloads = options['stop-workloads-on-exit'] || options['stop-workloads'],
  ) => {
    if (stopping) return;
    stopping = true;
    updater.close();
    renewal?.close();
    log.info('agent stops', { why, workloads: stopWorkloads ? 'stopped' : 'left running' });
    peers.close();
    agent
      .stop({ stopWorkloads })
      .then(() => closeDrivers())
      .then(() => closeCarriers())
      .then(() => journal.close())
      .then(
        () => process.exit(EXIT.done),
        (thrown: unknown) => fail(thrown),
      );
  };
  onSignals(['SIGTERM', 'SIGINT'], (signal) => stop(signal));
  if (options['stop-workloads']) stop('--stop-workloads');
}

/** gRPC first, then NATS, where both are given: the next is tried when one is lost. */
async function carriersOf(
  options: Options,
  name: string,
  clock: Clock,
  joined: Joined | undefined,
  renewal: Renewal | undefined,
): Promise<{ readonly carriers: readonly AgentCarrier[]; readonly close: () => Promise<void> }> {
  const node = nodeId(name);
  const link = await readNatsFlags(options, `berth agent ${node}`);
  // With --join, --coordinator says where hosts join: the answer said where agents connect.
  const given = joined && options.join !== undefined ? undefined : options.coordinator;
  const coordinators = given !== undefined ? [given] : (joined?.fleet ?? (link ? [] : [COORDINATOR]));
  const identity = renewal && { identity: () => renewal.credentials() };
  const carriers: AgentCarrier[] = coordinators.map((coordinator) => {
    const address = formatAddress(parseAddress('--coordinator', coordinator));
    return grpcAgentCarrier({ address, clock, ...identity });
  });
  const nats = link && natsAgentCarrier({ ...link, node, clock, random: systemRandom() });
  if (nats) carriers.push(nats);
  return { carriers, close: async () => nats?.close() };
}

async function describeNode(
  options: Options,
  name: string,
  folder: string,
  joined: Joined | undefined,
): Promise<NodeInfo> {
  const { site, region, location, labels, taints, costMillisPerHour } = joined?.profile ?? profileOf(options);
  const { share } = options;
  const facts = await probeHost(folder);
  const inventory = inventoryOf(facts, {
    share,
    resources: options.resource,
    devices: options.device,
    exclusiveCores: options['exclusive-cores'],
    ports: options.ports,
  });
  const bootId = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return {
    id: nodeId(name),
    address: options.address ?? (await outgoingAddress(towards(options, joined?.fleet))),
    ...{ site, region, labels, taints },
    arch: facts.arch,
    os: process.platform,
    attributes: {
      ...facts.attributes,
      'boot.id': bootId.trim(),
      ...(options['peer-port'] > 0 && { [PEER_PORT_ATTRIBUTE]: String(options['peer-port']) }),
      ...(location !== undefined && { [LOCATION_ATTRIBUTE]: location }),
    },
    inventory,
    ...(costMillisPerHour !== undefined && { costMillisPerHour }),
  };
}

/** Whoever looks at the node shall see it, until its agent starts again. */
function withLoss(node: NodeInfo, lost: string | undefined): NodeInfo {
  return lost === undefined ? node : { ...node, attributes: { ...node.attributes, 'journal.lost': lost } };
}

/** What it will connect to: its own address on that way is where others most likely reach it. */
function towards({ coordinator, nats }: Options, fleet: readonly string[] = []): string {
  const [known = coordinator] = fleet;
  if (known !== undefined || nats === undefined)
    return parseAddress('--coordinator', known ?? COORDINATOR).host;
  const url = [nats].flat()[0] ?? '';
  return new URL(url.includes('://') ? url : `nats://${url}`).hostname;
}

function durationOf(flag: string, text: string): number {
  const ms = parseDuration(text);
  if (typeof ms === 'number') return ms;
  throw new BerthError('invalid_request', `${flag} "${text}": ${ms.error}`);
}

/** What an operator has said of it when it joined counts; flags are for hosts that nobody has to vouch for. */
function profileOf(options: Options): NodeProfile {
  return readProfile({ ...options, costPerHour: options['cost-per-hour'] });
}

function nameOf({ node }: Options): string {
  if (node !== undefined && isName(node)) return node;
  const form = 'use a-z, 0-9 and inner dashes, at most 63';
  if (node !== undefined) throw new BerthError('invalid_request', `--node "${node}" is not a name: ${form}`);
  const advice = 'give it, or set BERTH_NODE; or join with a token (--join)';
  throw new BerthError('invalid_request', `--node is missing (name of this node, a DNS label): ${advice}`);
}

function identityFile({ data }: Options): string {
  return join(data, 'identity.json');
}

/** Undefined: this host has not joined, and is not to. A token is looked at once. */
async function identityOf(options: Options, clock: Clock, log: Log): Promise<Joined | undefined> {
  const file = identityFile(options);
  const joined = await readJoined(file);
  const { join: token } = options;
  if (token === undefined || (joined && joinedWith(joined, token))) {
    if (joined) warnOfFlags(options, joined, log);
    return joined;
  }
  const address = formatAddress(parseAddress('--coordinator', options.coordinator ?? ENROL));
  const node = options.node ?? hostname().split('.')[0]?.toLowerCase();
  const { site } = options;
  const wish = { file, token, address, node: nameOf({ ...options, node }), clock };
  try {
    const now = await joinCluster({ ...wish, ...(site !== undefined && { site }) });
    log.info('joined', { node: now.peer.name, site: now.profile.site });
    return now;
  } catch (thrown) {
    if (!joined) throw thrown;
    log.error('could not join anew: goes on with what it has', { why: BerthError.from(thrown).message });
    return joined;
  }
}

function warnOfFlags(options: Options, { peer, profile }: Joined, log: Log): void {
  const ignored = [
    options.node !== undefined && options.node !== peer.name && 'node',
    options.site !== undefined && options.site !== profile.site && 'site',
    options.region !== undefined && options.region !== profile.region && 'region',
    options.label.length > 0 && 'label',
    options.taint.length > 0 && 'taint',
  ].filter((flag) => flag !== false);
  if (ignored.length === 0) return;
  const how = `\`berth node set ${peer.name}\` changes it`;
  log.warn(`what this node is stands in the ledger, and flags do not count: ${how}`, {
    flags: ignored.join(', '),
  });
}

function fail(thrown: unknown): void {
  const error = BerthError.from(thrown);
  process.stderr.write(`berth agent: ${error.message}\n`);
  process.exit(ERROR_CODES[error.code].exit);
}

await main(process.argv.slice(2)).catch(fail);
