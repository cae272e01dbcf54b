/** Jetstream stores on real servers, each with a folder of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '@berth/core';
import {
  connectNatsStream,
  type JetStreamStoreDeps,
  type LedgerStore,
  openJetStreamStore,
  openLocalRecords,
  type RecoverableStream,
} from '@berth/ledger';
import { systemClock, systemIds, systemRandom } from '@berth/runtime';
import type { ExecutionContext } from 'ava';

/** A test, or a file of tests that share something. */
type Owner = Pick<ExecutionContext, 'teardown'>;

export const QUIET_LOG: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export type PlaceOptions = {
  /** Addresses of servers. */
  readonly servers: readonly string[];
  readonly stream: string;
  readonly folder: string;
  readonly replicas?: number;
  readonly publishMs?: number;
  readonly deps?: Partial<JetStreamStoreDeps>;
};

export function connectTo({ servers, stream, publishMs }: PlaceOptions): Promise<RecoverableStream> {
  return connectNatsStream({
    ...{ servers, stream, subject: `${stream}.blocks`, clientName: 'test' },
    ...{ clock: systemClock(), random: systemRandom(), log: QUIET_LOG, requestMs: 1_000 },
    ...(publishMs !== undefined && { publishMs }),
  });
}

export async function openStore(options: PlaceOptions): Promise<LedgerStore> {
  const { stream: name, folder, replicas = 1, deps } = options;
  const stream = await connectTo(options);
  const local = await openLocalRecords(folder).catch(async (thrown) => {
    await stream.close();
    throw thrown;
  });
  return openJetStreamStore({
    ...{ stream, local, clock: systemClock(), random: systemRandom(), ids: systemIds(), log: QUIET_LOG },
    settings: { subject: `${name}.blocks`, replicas, maxBytes: 64 * 2 ** 20 },
    ...deps,
  });
}

export async function freshFolder(owner: Owner): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-jetstream-'));
  owner.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
