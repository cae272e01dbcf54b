/** How fast the embedded ledger takes blocks, each durable before the next. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LedgerEvent, nodeId, workloadKey } from '@berth/core';
import { type Ledger, openLedger, openLevelStore } from '@berth/ledger';
import { systemClock, systemIds } from '@berth/runtime';
import { blockCodec } from '@berth/transport';
import { type Figure, figuresOf, percentile, sum } from './report.js';
import type { Run } from './run.js';

const ROWS = 1_000;

export async function ledgerCommits({ small, note }: Run): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-bench-'));
  const store = await openLevelStore(folder);
  const ledger = await openLedger({
    store,
    codec: blockCodec,
    ids: systemIds(),
    clock: systemClock(),
    leader: 'bench',
  });
  try {
    note(`  into ${folder}; TMPDIR chooses another disk`);
    const counts = small ? { single: 20, full: 5 } : { single: 2_000, full: 200 };
    const title = 'ledger (level), durable appends one after the other';
    const figures = await measureAppends(title, ledger, counts);
    const { rss, heapUsed } = process.memoryUsage();
    const figure = figuresOf(title);
    return [
      ...figures,
      figure('resident after the appends', rss / 2 ** 20, 'MiB'),
      figure('heap after the appends', heapUsed / 2 ** 20, 'MiB'),
    ];
  } finally {
    ledger.close();
    await store.close();
    await rm(folder, { recursive: true });
  }
}

/** Blocks of one event and of many, each durable before the next, and how fast they are read and verified. */
export async function measureAppends(
  title: string,
  ledger: Ledger,
  blocks: { single: number; full: number },
): Promise<Figure[]> {
  // The first ones wait for code that is not compiled yet.
  await append(ledger, Math.ceil(blocks.single / 20), [unblocked]);
  const single = await append(ledger, blocks.single, [unblocked]);
  const full = await append(ledger, blocks.full, [placements()]);
  const started = performance.now();
  const { blocks: verified } = await ledger.verify();
  const verifyMs = performance.now() - started;
  const figure = figuresOf(title);
  return [
    figure('blocks of one event', (1000 * single.length) / sum(single), '/s'),
    figure('append of one event, p50', percentile(single, 0.5), 'ms'),
    figure('append of one event, p99', percentile(single, 0.99), 'ms'),
    figure(`placements in blocks of ${ROWS}`, (1000 * full.length * ROWS) / sum(full), '/s'),
    figure(`append of ${ROWS} placements, p50`, percentile(full, 0.5), 'ms'),
    figure(`append of ${ROWS} placements, p99`, percentile(full, 0.99), 'ms'),
    figure('verified, as at a start', (1000 * verified) / verifyMs, 'blocks/s'),
  ];
}

/** How long each append took, ms. */
async function append(ledger: Ledger, count: number, events: readonly LedgerEvent[]): Promise<number[]> {
  const tookMs: number[] = [];
  for (let i = 0; i < count; i++) {
    const started = performance.now();
    await ledger.append(events, 1);
    tookMs.push(performance.now() - started);
  }
  return tookMs;
}

const unblocked: LedgerEvent = { kind: 'workload.unblocked', workload: workloadKey('bench', 'web') };

function placements(): LedgerEvent {
  const rows = [...Array(ROWS).keys()];
  return {
    kind: 'placements.made',
    workload: workloadKey('bench', 'web'),
    version: 1,
    cause: 'applied',
    firstGeneration: 1,
    replicas: rows,
    nodes: rows.map((row) => nodeId(`node-${row % 100}`)),
    portNames: ['http'],
    ports: rows.map((row) => 20_000 + row),
    devices: [],
    atMs: 1_700_000_000_000,
  };
}
