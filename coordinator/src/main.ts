/** The coordinator's program: flags, the real parts, signals. */
import { join } from 'node:path';
import { BerthError, ERROR_CODES, EXIT, formatDuration, LIMITS } from '@berth/core';
import { openLedger, openLevelStore } from '@berth/ledger';
import {
  createLog,
  describeOptions,
  LOG_LEVELS,
  type OptionSpec,
  onSignals,
  readOptions,
  systemClock,
  systemIds,
  systemRandom,
} from '@berth/runtime';
import { createPriceSolver, createScheduler, Forecaster, rebalance } from '@berth/scheduler';
import {
  blockCodec,
  controlService,
  grpcFleetCarrier,
  NATS_FLAGS,
  natsFleetCarrier,
  openServer,
  readNatsFlags,
} from '@berth/transport';
import { startCoordinator } from './coordinator.js';
import { DEFAULT_TIMINGS } from './fleet.js';

const OPTIONS = {
  data: { type: 'string', required: true, env: 'BERTH_DATA', help: 'folder for the ledger' },
  control: { type: 'string', default: '127.0.0.1:7420', help: 'where people and programs connect' },
  fleet: { type: 'string', default: '127.0.0.1:7421', help: 'where agents connect' },
  ...NATS_FLAGS,
  name: { type: 'string', default: 'coordinator', help: 'stands in the ledger as author' },
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
  insecure: { type: 'boolean', help: 'listen beyond this machine although nobody proves who they are' },
  'log-level': { type: 'choice', default: 'info', choices: LOG_LEVELS, help: 'least level written' },
  'json-log': { type: 'boolean', help: 'one JSON object a line' },
  help: { type: 'boolean', help: 'print this' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

const VERSION = '0.1.0';
/** For requests under way when the coordinator is told to stop. */
const CLOSE_GRACE_MS = 1_000;

async function main(args: readonly string[]): Promise<void> {
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
  const ids = systemIds();
  const store = await openLevelStore(join(options.data, 'ledger'));
  const ledger = await openLedger({ store, codec: blockCodec, ids, clock, leader: options.name });
  const insecureNonLoopback = options.insecure;
  const fleet = grpcFleetCarrier({ address: options.fleet, clock, insecureNonLoopback });
  const link = await readNatsFlags(options, `berth coordinator ${options.name}`);
  const nats =
    link &&
    natsFleetCarrier({
      ...{ ...link, clock, random: systemRandom() },
      onProblem: (why) => log.warn('agents over NATS', { why }),
    });
  const solver = createPriceSolver({ clock });
  const forecaster = new Forecaster({
    solve: (input) => solver.solve(input),
    clock,
    onFailure: (why) => log.warn('prices stay as they were', { why }),
  });
  const coordinator = await startCoordinator({
    ...{ ledger, clock, ids, log, rebalance },
    createScheduler: (view) => createScheduler(view, { outlook: () => forecaster.outlook }),
    forecast: (state) => forecaster.look(state),
    carriers: nats ? [fleet, nats] : [fleet],
    name: options.name,
    version: VERSION,
    timings: { heartbeatMs, leaseMs },
    onFatal: fail,
  });
  const control = await openServer({
    address: options.control,
    clock,
    insecureNonLoopback,
    services: [controlService(coordinator.api)],
    sendMessageBytes: LIMITS.viewBytes,
  });
  for (const service of ['', 'berth.control.v1.ControlService']) control.setHealth(service, 'serving');
  const ready = {
    ready: true,
    control: control.address,
    fleet: fleet.server()?.address,
    nats: nats?.server(),
  };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
  let stopping = false;
  onSignals(['SIGTERM', 'SIGINT'], (signal) => {
    if (stopping) return;
    stopping = true;
    log.info('coordinator stops', { signal });
    control
      .close(CLOSE_GRACE_MS)
      .then(() => coordinator.stop())
      .then(() => solver.close())
      .then(() => ledger.close())
      .then(() => store.close())
      .then(() => process.exit(EXIT.done), fail);
  });
}

function fail(thrown: unknown): void {
  const error = BerthError.from(thrown);
  process.stderr.write(`berth coordinator: ${error.message}\n`);
  process.exit(ERROR_CODES[error.code].exit);
}

await main(process.argv.slice(2)).catch(fail);
