/**
 * How fast the replicated ledger takes blocks, on one nats-server and on three, all on this machine. The store appends one
 * block at a time; what the stream itself would take with many in flight stands beside it.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '@berth/core';
import {
  type BlockStream,
  connectNatsStream,
  openJetStreamStore,
  openLedger,
  openLocalRecords,
  streamConfig,
} from '@berth/ledger';
import { systemClock, systemIds, systemRandom } from '@berth/runtime';
import { blockCodec } from '@berth/transport';
import { measureAppends } from './ledger-commits.js';
import { startNatsServers } from './nats-servers.js';
import { type Figure, figuresOf, percentile } from './report.js';
import type { Run } from './run.js';

const RECORD_BYTES = 200;
const IN_FLIGHT = 64;
const MAX_BYTES = 2 ** 30;
const QUIET_LOG: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export async function jetstreamCommits({ small, note }: Run): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const size of [1, 3]) {
    const folder = await mkdtemp(join(tmpdir(), 'berth-bench-'));
    const servers = await startNatsServers(folder, size);
    note(`  R${size} into ${folder}; TMPDIR chooses another disk`);
    try {
      figures.push(...(await measure({ urls: servers.urls, size, folder, small })));
    } finally {
      await servers.end();
      await rm(folder, { recursive: true });
    }
  }
  return figures;
}

type Setting = {
  readonly urls: readonly string[];
  readonly size: number;
  readonly folder: string;
  readonly small: boolean;
};

async function measure(setting: Setting): Promise<Figure[]> {
  const { size, folder, small } = setting;
  const random = systemRandom();
  await mkdir(join(folder, 'local'));
  const store = await openJetStreamStore({
    ...{ stream: await connectTo(setting, 'ledger'), local: await openLocalRecords(join(folder, 'local')) },
    settings: { subject: 'ledger', replicas: size, maxBytes: MAX_BYTES },
    ...{ clock: systemClock(), random, ids: systemIds(), log: QUIET_LOG },
  });
  const ledger = await openLedger({
    ...{ store, codec: blockCodec, ids: systemIds(), clock: systemClock(), leader: 'bench' },
  });
  const title = `ledger (jetstream R${size}), durable appends one after the other`;
  const counts = small ? { single: 20, full: 5 } : { single: 1_000, full: 100 };
  const figures = await measureAppends(title, ledger, counts);
  ledger.close();
  await store.close();
  const stream = await connectTo(setting, 'pipelined');
  try {
    return [...figures, ...(await pipelined(stream, size, small ? 200 : 5_000))];
  } finally {
    await stream.close();
  }
}

function connectTo({ urls }: Setting, stream: string): Promise<BlockStream> {
  return connectNatsStream({
    ...{ servers: urls, stream, subject: stream, clientName: 'bench' },
    ...{ clock: systemClock(), random: systemRandom(), log: QUIET_LOG, publishMs: 30_000 },
  });
}

/** Each with the sequence that it will have if all before it are taken. */
async function pipelined(stream: BlockStream, size: number, count: number): Promise<Figure[]> {
  await stream.create(streamConfig({ subject: 'pipelined', replicas: size, maxBytes: MAX_BYTES }), 'bench');
  const bytes = Buffer.alloc(RECORD_BYTES, 7);
  const tookMs: number[] = [];
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const expected = next++;
      const startedMs = performance.now();
      const answer = await stream.publish(bytes, expected);
      tookMs.push(performance.now() - startedMs);
      if (answer.kind !== 'stored' || answer.sequence !== expected + 1)
        throw new Error(`record ${expected + 1}: ${JSON.stringify(answer)}`);
    }
  };
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  const allMs = performance.now() - startedMs;
  const figure = figuresOf(`stream R${size}, below the ledger: appends in flight together`);
  const name = `records of ${RECORD_BYTES} B, ${IN_FLIGHT} in flight`;
  return [
    figure(name, (1000 * count) / allMs, '/s'),
    figure(`${name}, p50`, percentile(tookMs, 0.5), 'ms'),
    figure(`${name}, p99`, percentile(tookMs, 0.99), 'ms'),
  ];
}
