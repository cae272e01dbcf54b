/** The agent's program: flags, the real parts, signals. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BerthError,
  type Clock,
  CONTAINER_ATTRIBUTE,
  ERROR_CODES,
  EXIT,
  isName,
  LOCATION_ATTRIBUTE,
  type NodeInfo,
  nodeId,
  parseCost,
  parseDuration,
  parseLocation,
  type Taint,
} from '@berth/core';
import {
  createLog,
  describeOptions,
  formatAddress,
  LOG_LEVELS,
  type OptionSpec,
  onSignals,
  parseAddress,
  readOptions,
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
import { openDrivers } from './drivers/open-drivers.js';
import { endpointFolder } from './endpoints/endpoint-files.js';
import { hostChecker } from './health/host-checker.js';
import { openLevelJournal } from './level-journal.js';
import { probeHost } from './probe/host-facts.js';
import { inventoryOf } from './probe/inventory.js';
import { outgoingAddress } from './probe/outgoing-address.js';
import { usageMeter, usageWithNotes } from './probe/usage.js';

const COORDINATOR = '127.0.0.1:7421';

const OPTIONS = {
  data: { type: 'string', required: true, env: 'BERTH_DATA', help: 'folder for journal, runs and output' },
  coordinator: {
    type: 'string',
    env: 'BERTH_COORDINATOR',
    help: `its fleet address (${COORDINATOR} where no NATS is named)`,
  },
  ...NATS_FLAGS,
  node: { type: 'string', required: true, env: 'BERTH_NODE', help: 'name of this node, a DNS label' },
  site: { type: 'string', default: 'default', env: 'BERTH_SITE', help: 'place that it shares with others' },
  region: { type: 'string', default: 'default', env: 'BERTH_REGION', help: 'region of the site' },
  location: { type: 'string', env: 'BERTH_LOCATION', help: 'of the site: LATITUDE,LONGITUDE in degrees' },
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
    default: '0',
    help: 'of this node, e.g. 0.12; any currency, one for all',
  },
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

const VERSION = '0.1.0';

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) {
    process.stdout.write(
      `berth agent: runs what the coordinator places on this node\n\n${describeOptions(OPTIONS)}\n`,
    );
    return;
  }
  const options = readOptions('berth agent', OPTIONS, args, process.env);
  if (!isName(options.node)) {
    const form = 'use a-z, 0-9 and inner dashes, at most 63';
    throw new BerthError('invalid_request', `--node "${options.node}" is not a name: ${form}`);
  }
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
  const { carriers, close: closeCarriers } = await carriersOf(options, clock);
  const journal = await openLevelJournal(folder, systemIds());
  const { instance } = await journal.load();
  const node = await describeNode(options, folder);
  const {
    driver,
    processes,
    onEngine,
    close: closeDrivers,
  } = await openDrivers({
    folder,
    group: `${options.node}-${instance.slice(-6)}`,
    node,
    clock,
    log,
    path: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
    engine: options['container-engine'],
    ...(options.images !== undefined && { archives: options.images }),
    ...(options['registry-auth'] !== undefined && { authFile: options['registry-auth'] }),
    keepImagesMs: durationOf('--keep-images', options['keep-images']),
  });
  const facts = await driver.attributes();
  const withFacts = (found: typeof facts) => ({ ...node, attributes: { ...node.attributes, ...found } });
  let told = false;
  const agent = await startAgent({
    ...{ clock, log, journal, driver },
    checker: hostChecker({ driver, node }),
    endpointFiles: endpointFolder(join(folder, 'endpoints')),
    random: systemRandom(),
    carriers,
    node: withFacts(facts),
    usage: usageWithNotes(usageMeter(node.inventory.resources.cpu?.total ?? 0), () => driver.notes()),
    onWelcome: () => {
      const ready = { ready: true, node: options.node, group: processes.group };
      if (!told) process.stdout.write(`${JSON.stringify(ready)}\n`);
      told = true;
    },
  });
  log.info('agent started', {
    node: options.node,
    carriers: carriers.map((carrier) => carrier.name).join(', '),
    isolation: facts.isolation,
    containers: facts[CONTAINER_ATTRIBUTE] ?? 'no engine',
  });
  if (!(CONTAINER_ATTRIBUTE in facts)) {
    onEngine((found) => {
      log.info('the container engine answers', { containers: found[CONTAINER_ATTRIBUTE] });
      agent.describe(withFacts(found));
    });
  }
  let stopping = false;
  onSignals(['SIGTERM', 'SIGINT'], (signal) => {
    if (stopping) return;
    stopping = true;
    const stopWorkloads = options['stop-workloads-on-exit'];
    log.info('agent stops', { signal, workloads: stopWorkloads ? 'stopped' : 'left running' });
    agent
      .stop({ stopWorkloads })
      .then(() => closeDrivers())
      .then(() => closeCarriers())
      .then(() => journal.close())
      .then(
        () => process.exit(EXIT.done),
        (thrown: unknown) => fail(thrown),
      );
  });
}

/** gRPC first, then NATS, where both are given: the next is tried when one is lost. */
async function carriersOf(
  options: ReturnType<typeof readOptions<typeof OPTIONS>>,
  clock: Clock,
): Promise<{ readonly carriers: readonly AgentCarrier[]; readonly close: () => Promise<void> }> {
  const node = nodeId(options.node);
  const link = await readNatsFlags(options, `berth agent ${node}`);
  const coordinator = options.coordinator ?? (link ? undefined : COORDINATOR);
  const carriers: AgentCarrier[] = [];
  if (coordinator !== undefined) {
    const address = formatAddress(parseAddress('--coordinator', coordinator));
    carriers.push(grpcAgentCarrier({ address, clock }));
  }
  const nats = link && natsAgentCarrier({ ...link, node, clock, random: systemRandom() });
  if (nats) carriers.push(nats);
  return { carriers, close: async () => nats?.close() };
}

async function describeNode(
  options: ReturnType<typeof readOptions<typeof OPTIONS>>,
  folder: string,
): Promise<NodeInfo> {
  const { share } = options;
  const facts = await probeHost(folder);
  const inventory = inventoryOf(facts, {
    share,
    resources: options.resource,
    devices: options.device,
    exclusiveCores: options['exclusive-cores'],
    ports: options.ports,
  });
  const costMillisPerHour = parseCost(options['cost-per-hour']);
  if (typeof costMillisPerHour !== 'number') {
    const text = options['cost-per-hour'];
    throw new BerthError('invalid_request', `--cost-per-hour "${text}": ${costMillisPerHour.error}`);
  }
  const { location } = options;
  if (location !== undefined && !parseLocation(location)) {
    const form = 'write latitude and longitude in degrees, e.g. -37.81,144.96';
    throw new BerthError('invalid_request', `--location "${location}": ${form}`);
  }
  const bootId = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return {
    id: nodeId(options.node),
    address: options.address ?? (await outgoingAddress(towards(options))),
    site: options.site,
    region: options.region,
    arch: facts.arch,
    os: process.platform,
    labels: Object.fromEntries(options.label.map((text) => parsePair('--label', text))),
    taints: options.taint.map(parseTaint),
    attributes: {
      ...facts.attributes,
      'agent.version': VERSION,
      'boot.id': bootId.trim(),
      ...(location !== undefined && { [LOCATION_ATTRIBUTE]: location }),
    },
    inventory,
    ...(costMillisPerHour > 0 && { costMillisPerHour }),
  };
}

/** What it will connect to: its own address on that way is where others most likely reach it. */
function towards({ coordinator, nats }: ReturnType<typeof readOptions<typeof OPTIONS>>): string {
  if (coordinator !== undefined || nats === undefined)
    return parseAddress('--coordinator', coordinator ?? COORDINATOR).host;
  const url = [nats].flat()[0] ?? '';
  return new URL(url.includes('://') ? url : `nats://${url}`).hostname;
}

function durationOf(flag: string, text: string): number {
  const ms = parseDuration(text);
  if (typeof ms === 'number') return ms;
  throw new BerthError('invalid_request', `${flag} "${text}": ${ms.error}`);
}

function parsePair(flag: string, text: string): [key: string, value: string] {
  const match = /^([A-Za-z0-9][A-Za-z0-9._/-]{0,62})=(.{0,253})$/.exec(text);
  if (!match) throw new BerthError('invalid_request', `${flag} "${text}": write KEY=VALUE`);
  return [match[1] ?? '', match[2] ?? ''];
}

/** ":evict" at the end sends away what runs here, too. */
function parseTaint(text: string): Taint {
  const [, pair = '', effect] = /^(.*?)(:evict)?$/.exec(text) ?? [];
  const [key, value] = parsePair('--taint', pair);
  return { key, value, ...(effect !== undefined && { effect: 'evict' }) };
}

function fail(thrown: unknown): void {
  const error = BerthError.from(thrown);
  process.stderr.write(`berth agent: ${error.message}\n`);
  process.exit(ERROR_CODES[error.code].exit);
}

await main(process.argv.slice(2)).catch(fail);
