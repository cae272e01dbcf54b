/** Servers of NATS that are killed, stopped, or lose or damage what they stored. */
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { NatsServer } from '../nats/servers.js';
import { leaderOf } from './coordinator-faults.js';
import type { Fault, Scene } from './fault.js';
import type { ReplicatedCluster } from './replicated-cluster.js';

const STREAM_GOAL_MS = 10_000;
/** Longer than servers take to elect another leader of the stream. */
const SERVER_STOP_MS = 15_000;

export const streamLeaderKilled: Fault = {
  name: 'stream leader killed',
  goalMs: STREAM_GOAL_MS,
  ...{ isNamed: true, isShort: true },
  strike: async (scene) => {
    const server = await leadingServer(scene);
    await server.kill();
    return () => server.start();
  },
};

export const streamLeaderStopped: Fault = {
  name: 'stream leader stopped',
  goalMs: STREAM_GOAL_MS,
  strike: async (scene) => {
    const server = await leadingServer(scene);
    server.signal('SIGSTOP');
    const wake = delay(SERVER_STOP_MS).then(() => server.signal('SIGCONT'));
    return () => wake;
  },
};

export const bothLeadersKilled: Fault = {
  name: 'both leaders killed',
  strike: async (scene) => {
    const [leader, server] = await Promise.all([leaderOf(scene), leadingServer(scene)]);
    scene.cluster.signal(leader, 'SIGKILL');
    await server.kill();
    return () => server.start();
  },
};

/** Its disk was replaced: it comes back with nothing, and has it from the other two. */
export const serverEmptied: Fault = {
  name: 'server replaced by empty one',
  goalMs: STREAM_GOAL_MS,
  isShort: true,
  strike: async (scene) => {
    const server = await leadingServer(scene);
    await server.kill();
    await putAside(server);
    return async () => {
      await server.start();
      await healthy(scene.cluster);
    };
  },
};

export const bitsFlippedWhileDown: Fault = {
  name: 'bits flipped while it is down',
  goalMs: STREAM_GOAL_MS,
  strike: async (scene) => {
    const server = await leadingServer(scene);
    await server.kill();
    await flipBits(server);
    return async () => {
      await server.start();
      await damageMended(scene, server);
    };
  },
};

export const bitsFlippedWhileUp: Fault = {
  name: 'bits flipped while it runs',
  strike: async (scene) => {
    const server = await leadingServer(scene);
    await flipBits(server);
    return () => damageMended(scene, server);
  },
};

/**
 * What the page tells people to do about one damaged server. Before that everything is read once, so that the damage is
 * met: by whoever leads the stream, and so by the coordinators, if that is the one.
 */
async function damageMended(scene: Scene, server: NatsServer): Promise<void> {
  await scene.watcher.verifyLedger().catch(() => undefined);
  await server.kill();
  await putAside(server);
  await server.start();
  await healthy(scene.cluster);
}

/** All servers lose everything at once: coordinators must not take the empty stream for theirs. */
export const allEmptied: Fault = {
  name: 'stores of all servers emptied',
  strike: async (scene) => {
    const { cluster } = scene;
    const before = cluster.endings.length;
    await Promise.all(cluster.servers.map((server) => server.kill()));
    const aside = await Promise.all(cluster.servers.map(putAside));
    await Promise.all(cluster.servers.map((server) => server.start()));
    const refused = () => {
      const endings = cluster.endings.slice(before).filter(({ lastLine }) => REFUSAL.test(lastLine));
      return new Set(endings.map(({ name }) => name)).size;
    };
    for (let waited = 0; waited < REFUSED_WITHIN_MS && refused() < cluster.names.length; waited += 100)
      await delay(100);
    if (refused() < cluster.names.length)
      scene.violation(`only ${refused()} coordinators refused an emptied stream, and named an index`);
    // The copies come back.
    await Promise.all(cluster.servers.map((server) => server.kill()));
    for (const [at, server] of cluster.servers.entries()) {
      await rm(server.store, { recursive: true, force: true });
      await rename(aside[at] as string, server.store);
    }
    await Promise.all(cluster.servers.map((server) => server.start()));
    return async () => {};
  },
};
const REFUSAL = /(is gone|not the stream that it was).* index \d+/;
const REFUSED_WITHIN_MS = 150_000;

export async function leadingServer({ cluster }: Scene): Promise<NatsServer> {
  for (;;) {
    const server = await cluster.streamLeader();
    if (server) return server;
    await delay(100);
  }
}

export async function streamLeaderOf(scene: Scene): Promise<string> {
  return (await leadingServer(scene)).name;
}

/** All servers have all that they should have. */
export async function healthy(cluster: ReplicatedCluster): Promise<void> {
  for (;;) {
    const health = await Promise.all(cluster.servers.map((server) => server.isHealthy(true)));
    if (health.every((ok) => ok)) return;
    await delay(50);
  }
}

/** Returns where it is now. */
async function putAside(server: NatsServer): Promise<string> {
  const aside = `${server.store}-aside`;
  await rm(aside, { recursive: true, force: true });
  await rename(server.store, aside);
  return aside;
}

/** In the middle of the oldest file of the ledger's messages, where nobody writes any more. */
async function flipBits(server: NatsServer): Promise<void> {
  const files = await readdir(server.store, { recursive: true });
  const [name] = files.filter((file) => /berth-ledger.*msgs\/\d+\.blk$/.test(file)).sort();
  if (name === undefined) throw new Error(`${server.name} stores no messages of the ledger`);
  const path = join(server.store, name);
  const file = await open(path, 'r+');
  try {
    const at = Math.floor((await stat(path)).size / 2);
    const bytes = Buffer.alloc(16);
    await file.read(bytes, 0, bytes.length, at);
    await file.write(
      bytes.map((byte) => byte ^ 0x55),
      0,
      bytes.length,
      at,
    );
    await file.sync();
  } finally {
    await file.close();
  }
}
