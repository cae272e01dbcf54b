/** What a coordinator finds around it: its disk, its ledger, its NATS. For `berth doctor`. */
import { statfs } from 'node:fs/promises';
import type { Surroundings } from '@berth/core';
import { type BlockStream, judgeServerVersion } from '@berth/ledger';

const MIB = 1024 * 1024;

/** `natsVersion`: of the server that carries agents, where there is one. */
export async function inspectAlone(folder: string, natsVersion: string | undefined): Promise<Surroundings> {
  const nats =
    natsVersion === undefined ? {} : { nats: { version: natsVersion, verdict: 'fine', words: '' } as const };
  return { data: await diskOf(folder), ledger: { store: 'level' }, ...nats };
}

export async function inspectReplica(folder: string, stream: BlockStream): Promise<Surroundings> {
  const [data, looked] = await Promise.all([diskOf(folder), stream.look()]);
  const version = stream.serverVersion();
  const nats = { version, ...judgeServerVersion(version) };
  const store = 'jetstream';
  if (looked.kind !== 'state') {
    const unreachable = looked.kind === 'missing' ? `${stream.name} is not there` : looked.why;
    return { data, nats, ledger: { store, unreachable } };
  }
  return { data, nats, ledger: { store, replicas: Number(looked.config.num_replicas) } };
}

async function diskOf(folder: string): Promise<NonNullable<Surroundings['data']>> {
  const { bavail, blocks, bsize } = await statfs(folder);
  const [freeMiB = 0, totalMiB = 0] = [bavail, blocks].map((count) => Math.floor((count * bsize) / MIB));
  return { folder, freeMiB, totalMiB };
}
