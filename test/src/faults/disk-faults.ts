/** Disks that fill up, and have room again later. */
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { NotReady } from '../e2e/cluster.js';
import { COORDINATOR_GOAL_MS, leaderOf } from './coordinator-faults.js';
import type { Fault, Scene } from './fault.js';
import { healthy, leadingServer } from './server-faults.js';

/** A server that stopped storing does not begin again by itself. */
const HEALS_WITHIN_MS = 10_000;

export const serverDiskFull: Fault = {
  name: "stream leader's disk full",
  needsDisks: true,
  strike: async (scene) => {
    const server = await leadingServer(scene);
    const filler = join(server.store, '..', 'filler');
    await fill(filler);
    return async () => {
      await delay(scene.weatherMs);
      await rm(filler);
      const isHealed = await Promise.race([
        healthy(scene.cluster).then(() => true),
        delay(HEALS_WITHIN_MS, false, { ref: false }),
      ]);
      if (isHealed) return;
      // As docs/replicated.md tells people.
      await server.stop();
      await server.start();
      await healthy(scene.cluster);
    };
  },
};

export const coordinatorDiskFull: Fault = {
  name: "leader's disk full",
  goalMs: COORDINATOR_GOAL_MS,
  needsDisks: true,
  strike: async (scene) => {
    const { cluster } = scene;
    const leader = await leaderOf(scene);
    const filler = join(cluster.dataOf(leader), '..', 'filler');
    await fill(filler);
    return async () => {
      await delay(scene.weatherMs);
      // It has ended by itself, and is started in vain, or it goes on.
      cluster.signal(leader, 'SIGKILL');
      await cluster.ended(leader);
      await startsOrSaysWhy(scene, leader);
      await rm(filler);
    };
  },
};

/** On a disk that is full. */
async function startsOrSaysWhy({ cluster, violation }: Scene, name: string): Promise<void> {
  try {
    await cluster.coordinator(name);
  } catch (thrown) {
    if (!(thrown instanceof NotReady)) throw thrown;
    const lines = thrown.stderr.trimEnd().split('\n');
    const last = lines.at(-1) ?? '';
    if (thrown.code !== 1 || !/^berth coordinator: the disk of .* is full: free some space/.test(last))
      violation(`${name} ended with code ${thrown.code} on a full disk, and says: ${lines.join(' | ')}`);
    cluster.signal(name, 'SIGKILL');
  }
}

/** Until not one more block is to be had. */
async function fill(path: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (let bytes = 1024 * 1024; bytes >= 1024; bytes /= 4) {
      const chunk = Buffer.alloc(bytes, 'x');
      while (await wrote(file.write(chunk)));
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

async function wrote(writing: Promise<{ readonly bytesWritten: number }>): Promise<boolean> {
  const { bytesWritten } = await writing.catch((thrown: { code?: string }) => {
    if (thrown.code !== 'ENOSPC') throw thrown;
    return { bytesWritten: 0 };
  });
  return bytesWritten > 0;
}
