/** `berth ledger recover` and `berth ledger migrate`: what is done to a replicated ledger while its coordinators are down. */
import { join } from 'node:path';
import { BerthError, EXIT } from '@berth/core';
import { openJetStreamStore, openLocalRecords } from '@berth/ledger';
import { describeOptions, type OptionSpec, readOptions } from '@berth/runtime';
import { NATS_FLAGS, natsPeers, readNatsFlags } from '@berth/transport';
import { connectLedgerStream, ledgerSettings, type ProgramParts, takeOver } from '../programs.js';
import { recoverLedger } from './ledger-recovery.js';
import { recoveryJson, recoveryReport } from './ledger-report.js';

export type LedgerCommandDeps = Pick<ProgramParts, 'clock' | 'log' | 'ids' | 'random'> & {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
};

const REPLICAS = {
  'stream-replicas': { type: 'integer', default: '3', min: 1, max: 5, help: 'servers that hold each block' },
} as const;

const RECOVER = {
  data: { type: 'string', multiple: true, help: "a coordinator's data folder, again for more" },
  ...NATS_FLAGS,
  ...REPLICAS,
  from: { type: 'string', help: 'where blocks contradict each other: whose stay; "stream", or a folder' },
  yes: { type: 'boolean', help: 'do it; for when nothing is lost' },
  'accept-loss-after': {
    type: 'integer',
    help: 'do it, and give up what was acknowledged after this index and is not there any more',
  },
  actor: { type: 'string', default: 'unknown', help: 'who does this, for the ledger' },
  reason: { type: 'string', help: 'why, for the ledger' },
  json: { type: 'boolean', help: 'print JSON' },
  help: { type: 'boolean', help: 'print this' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

const MIGRATE = {
  from: { type: 'string', required: true, help: 'data folder of the coordinator that ran alone' },
  data: { type: 'string', required: true, help: 'data folder of the first of the several' },
  ...NATS_FLAGS,
  ...REPLICAS,
  json: { type: 'boolean', help: 'print JSON' },
  help: { type: 'boolean', help: 'print this' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

/** Resolves with the exit code. */
export async function ledgerCommand(
  [name, ...args]: readonly string[],
  deps: LedgerCommandDeps,
): Promise<number> {
  if (name === 'recover') return recover(args, deps);
  if (name === 'migrate') return migrateTo(args, deps);
  throw new BerthError(
    'invalid_request',
    `there is no \`berth ledger ${name ?? ''}\` here: recover or migrate`,
  );
}

async function recover(args: readonly string[], deps: LedgerCommandDeps): Promise<number> {
  const { clock, random, log, ids, env, out } = deps;
  if (args.includes('--help')) {
    const what = 'berth ledger recover: leads back when the stream of the ledger was lost or damaged';
    const example = 'Example:\n  berth ledger recover --nats nats://127.0.0.1:4222 --data /var/lib/berth';
    out(`${what}\n\n${describeOptions(RECOVER)}\n\n${example}\n`);
    return EXIT.done;
  }
  const options = readOptions('berth ledger recover', RECOVER, args, env);
  const name = 'ledger recover';
  const link = await readNatsFlags(options, `berth ${name}`);
  if (!link) throw noServer('recover');
  const stream = await connectLedgerStream({ options: { name }, clock, random, log }, link);
  const peers = natsPeers({
    link,
    clock,
    random,
    onProblem: (why) => log.debug('other coordinators', { why }),
  });
  try {
    const { from, yes, actor, reason } = options;
    const accepted = options['accept-loss-after'];
    const recovery = await recoverLedger(
      {
        ...{ stream, peers, clock, random, log, ids, folders: options.data },
        settings: ledgerSettings(link, options['stream-replicas']),
      },
      {
        yes,
        actor: { name: actor, ...(reason !== undefined && { reason }) },
        ...(from !== undefined && { from }),
        ...(accepted !== undefined && { acceptLossAfter: accepted }),
      },
    );
    out(options.json ? `${JSON.stringify(recoveryJson(recovery), null, 2)}\n` : recoveryReport(recovery));
    return recovery.confirmBy === undefined ? EXIT.done : EXIT.changes;
  } finally {
    await peers.close();
    await stream.close();
  }
}

async function migrateTo(args: readonly string[], deps: LedgerCommandDeps): Promise<number> {
  const { clock, random, log, ids, env, out } = deps;
  if (args.includes('--help')) {
    const what = "berth ledger migrate: a coordinator's own ledger into the empty stream of several";
    const example =
      'Example:\n  berth ledger migrate --from /var/lib/berth-alone --nats nats://127.0.0.1:4222 --data /var/lib/berth';
    out(`${what}\n\n${describeOptions(MIGRATE)}\n\n${example}\n`);
    return EXIT.done;
  }
  const options = readOptions('berth ledger migrate', MIGRATE, args, env);
  const name = 'ledger migrate';
  const link = await readNatsFlags(options, `berth ${name}`);
  if (!link) throw noServer('migrate');
  const store = await openJetStreamStore({
    ...{ clock, random, ids, log },
    stream: await connectLedgerStream({ options: { name }, clock, random, log }, link),
    local: await openLocalRecords(join(options.data, 'replica')),
    settings: ledgerSettings(link, options['stream-replicas']),
  });
  try {
    await takeOver(options.from, store, log);
    const head = store.head();
    const next = `start the first coordinator with --replicated --data ${options.data}`;
    out(
      options.json
        ? `${JSON.stringify({ head }, null, 2)}\n`
        : `${head.index} blocks are in the stream; ${next}\n`,
    );
    return EXIT.done;
  } finally {
    await store.close();
  }
}

function noServer(name: string): BerthError {
  return new BerthError('invalid_request', `berth ledger ${name} works on NATS: name a server with --nats`);
}
