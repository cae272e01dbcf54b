/** Servers of NATS that are killed, stopped, or lose or damage what they stored. */
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
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
    const where = await flipBits(server);
    return async () => {
      await server.start();
      await damageMended(scene, server, where);
    };
  },
};

export const bitsFlippedWhileUp: Fault = {
  name: 'bits flipped while it runs',
  strike: async (scene) => {
    const server = await leadingServer(scene);
    const where = await flipBits(server);
    return () => damageMended(scene, server, where);
  },
};

/**
 * What the page tells people to do about one damaged server. Before that everything is read once through a coordinator, so
 * that the damage is met when this one leads the stream.
 */
async function damageMended(scene: Scene, server: NatsServer, where: string): Promise<void> {
  const leads = (await leadingServer(scene)) === server ? 'which leads the stream' : 'which follows';
  const check = await scene.watcher
    .verifyLedger()
    .catch((thrown: Error) => ({ ok: false, message: thrown.message }));
  const seen = check.ok ? 'no block was damaged for who reads' : check.message;
  scene.note(`${where} of ${server.name}, ${leads}: ${seen}`);
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

/** Somewhere in a file of the ledger's messages. Returns where. */
async function flipBits(server: NatsServer): Promise<string> {
  const files = (await readdir(server.store, { recursive: true })).filter((file) =>
    /berth-ledger.*msgs\/\d+\.blk$/.test(file),
  );
  const name = files[Math.floor(Math.random() * files.length)];
  if (name === undefined) throw new Error(`${server.name} stores no messages of the ledger`);
  const path = join(server.store, name);
  const file = await open(path, 'r+');
  try {
    const { size } = await stat(path);
    const bytes = Buffer.alloc(FLIPPED_BYTES);
    const at = Math.floor(Math.random() * (size - bytes.length));
    await file.read(bytes, 0, bytes.length, at);
    await file.write(
      bytes.map((byte) => byte ^ 0x55),
      ...[0, bytes.length, at],
    );
    await file.sync();
    return `bytes ${at} and on of ${size} in ${basename(path)}`;
  } finally {
    await file.close();
  }
}
const FLIPPED_BYTES = 16;
