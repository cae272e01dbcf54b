/** How fast the embedded ledger takes blocks, each durable before the next. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LedgerEvent, nodeId, workloadKey } from '@berth/core';
import { openLedger, openLevelStore } from '@berth/ledger';
import { systemClock, systemIds } from '@berth/runtime';
import { blockCodec } from '@berth/transport';
import { type Figure, percentile } from './report.js';

const SMALL_BLOCKS = 1_000;
const LARGE_BLOCKS = 100;
const ROWS = 1_000;

export async function ledgerCommits(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-bench-'));
  const store = await openLevelStore(folder);
  const ledger = await openLedger({
    store,
    codec: blockCodec,
    ids: systemIds(),
    clock: systemClock(),
    leader: 'bench',
  });
  const append = async (count: number, events: readonly LedgerEvent[]) => {
    const tookMs: number[] = [];
    for (let i = 0; i < count; i++) {
      const started = performance.now();
      await ledger.append(events, 1);
      tookMs.push(performance.now() - started);
    }
    return tookMs;
  };
  try {
    await append(50, [released]);
    const small = await append(SMALL_BLOCKS, [released]);
    const large = await append(LARGE_BLOCKS, [placements()]);
    const started = performance.now();
    const { blocks } = await ledger.verify();
    const verifyMs = performance.now() - started;
    const figure = (name: string, value: number, unit: string): Figure => ({
      benchmark: 'ledger (level)',
      figure: name,
      value,
      unit,
    });
    return [
      figure('commits of one event', (1000 * SMALL_BLOCKS) / sum(small), '/s'),
      figure('one commit, p50', percentile(small, 0.5), 'ms'),
      figure('one commit, p99', percentile(small, 0.99), 'ms'),
      figure(`placements in blocks of ${ROWS}`, (1000 * LARGE_BLOCKS * ROWS) / sum(large), '/s'),
      figure('block of placements, p50', percentile(large, 0.5), 'ms'),
      figure('verified at start', (1000 * blocks) / verifyMs, 'blocks/s'),
    ];
  } finally {
    ledger.close();
    await store.close();
    await rm(folder, { recursive: true });
  }
}

const released: LedgerEvent = { kind: 'workload.unblocked', workload: workloadKey('bench', 'web') };

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

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
