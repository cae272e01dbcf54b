/** The jetstream store on real servers that are killed, stopped, cut off and harmed: nothing acknowledged is lost or doubled. */
import { createHash } from 'node:crypto';
import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { AppendStep, LedgerStore, StoredBlock } from '@berth/ledger';
import test, { type ExecutionContext } from 'ava';
import { Network } from '../faults/network.js';
import { type NatsServer, startNatsCluster, startNatsServer } from '../nats/servers.js';
import { TcpProxy } from '../transport/tcp-proxy.js';
import { freshFolder, openStore, type PlaceOptions } from './nats-places.js';

const STREAM = 'ledger';

function nextBlock(store: LedgerStore): StoredBlock {
  const { index, hash: previousHash } = store.head();
  const bytes = Buffer.from(`block ${index + 1} `.repeat(10));
  const hash = createHash('sha256').update(previousHash).update(bytes).digest('hex');
  return { index: index + 1, previousHash, hash, bytes };
}

/** Appends one after the other until it is told to stop; says how long the longest took. */
async function appending(store: LedgerStore, goesOn: () => boolean) {
  const acknowledged: StoredBlock[] = [];
  let longestMs = 0;
  while (goesOn()) {
    const block = nextBlock(store);
    const startedMs = performance.now();
    await store.append(block);
    longestMs = Math.max(longestMs, performance.now() - startedMs);
    acknowledged.push(block);
  }
  return { acknowledged, longestMs };
}

async function fill(store: LedgerStore, count: number): Promise<StoredBlock[]> {
  const end = store.head().index + count;
  return (await appending(store, () => store.head().index < end)).acknowledged;
}

/** Every acknowledged block is there once, at its index, for a newcomer too. */
async function holds(t: ExecutionContext, place: PlaceOptions, acknowledged: readonly StoredBlock[]) {
  const newcomer = await openStore({ ...place, folder: await freshFolder(t) });
  const hashes: string[] = [];
  for await (const { hash } of newcomer.read(1)) hashes.push(hash);
  await newcomer.close();
  t.deepEqual(
    hashes,
    acknowledged.map(({ hash }) => hash),
  );
  t.deepEqual(
    acknowledged.map(({ index }) => index),
    acknowledged.map((_, at) => at + 1),
  );
}

type StreamsReport = {
  account_details?: { stream_detail?: { name: string; cluster?: { leader?: string } }[] }[];
};

/** As the servers themselves see it. */
async function leaderOf(servers: readonly NatsServer[]): Promise<NatsServer> {
  for (;;) {
    for (const { monitorUrl } of servers) {
      const answer = await fetch(`${monitorUrl}/jsz?accounts=1&streams=1`).catch(() => undefined);
      const report = (await answer?.json()) as StreamsReport | undefined;
      const streams = report?.account_details?.flatMap(({ stream_detail = [] }) => stream_detail) ?? [];
      const name = streams.find((stream) => stream.name === STREAM)?.cluster?.leader;
      const leader = servers.find((server) => server.name === name);
      if (leader) return leader;
    }
    await delay(100);
  }
}

test.serial(
  'three servers: the leader of the stream is killed and replaced by an empty one, and the next one is stopped',
  async (t) => {
    const servers = await startNatsCluster(t);
    const place = {
      servers: servers.map(({ url }) => url),
      ...{ stream: STREAM, replicas: 3, folder: await freshFolder(t) },
    };
    const steps: AppendStep[] = [];
    const store = await openStore({ ...place, deps: { onStep: (step) => void steps.push(step) } });
    const follower = await openStore({ ...place, folder: await freshFolder(t) });
    const seen: StoredBlock[] = [];
    const following = (async () => {
      for await (const block of follower.follow(new AbortController().signal)) seen.push(block);
    })();
    const acknowledged = await fill(store, 20);

    const killed = await leaderOf(servers);
    let until = store.head().index + 60;
    let running = appending(store, () => store.head().index < until);
    await killed.kill();
    const afterKill = await running;
    // It comes back with nothing, and has it from the others before one of them stops.
    await rm(join(killed.folder, 'jetstream'), { recursive: true });
    await killed.start();
    while (!(await killed.isHealthy(true))) await delay(100);

    const stopped = await leaderOf(servers.filter((server) => server !== killed));
    until = store.head().index + 60;
    running = appending(store, () => store.head().index < until);
    stopped.signal('SIGSTOP');
    const afterStop = await running;
    stopped.signal('SIGCONT');

    acknowledged.push(...afterKill.acknowledged, ...afterStop.acknowledged, ...(await fill(store, 10)));
    t.true(
      steps.some((step) => step !== 'acknowledged'),
      'the faults were felt',
    );
    t.log(
      `longest append: ${Math.round(afterKill.longestMs)} ms over a kill, ${Math.round(afterStop.longestMs)} ms over a stop`,
    );
    await holds(t, place, acknowledged);
    for (let waited = 0; seen.length < acknowledged.length && waited < 20_000; waited += 50) await delay(50);
    t.deepEqual(
      seen.map(({ hash }) => hash),
      acknowledged.map(({ hash }) => hash),
    );
    await follower.close();
    await following;
    await store.close();
  },
);

/** One server, with a store on it. `harm` happens while the server is down. */
async function single(t: ExecutionContext, blocks: number) {
  const server = await startNatsServer(t);
  const place = {
    ...{ servers: [server.url], stream: STREAM, folder: await freshFolder(t), publishMs: 500 },
    deps: { staleMs: 1_000, patienceMs: 5_000 },
  };
  const store = await openStore(place);
  const acknowledged = await fill(store, blocks);
  await store.close();
  return { server, place, acknowledged };
}

test('a publish that is stored after its time-out stands once', async (t) => {
  const { server, place, acknowledged } = await single(t, 5);
  const steps: AppendStep[] = [];
  const store = await openStore({ ...place, deps: { onStep: (step) => void steps.push(step) } });
  for (let round = 0; round < 3; round++) {
    server.signal('SIGSTOP');
    const late = fill(store, 1);
    await delay(800);
    server.signal('SIGCONT');
    acknowledged.push(...(await late));
  }
  for (const step of ['no_answer', 'wrong_last_sequence', 'own_record_found'] as const)
    t.true(steps.includes(step), step);
  await store.close();
  await holds(t, place, acknowledged);
});

test('a connection that is cut in the middle of publishes costs nothing', async (t) => {
  const { server, place, acknowledged } = await single(t, 0);
  const proxy = await TcpProxy.open(Number(new URL(server.url).port));
  t.teardown(() => proxy.close());
  const steps: AppendStep[] = [];
  const through = {
    ...place,
    servers: [proxy.address],
    deps: { onStep: (step: AppendStep) => void steps.push(step) },
  };
  const store = await openStore(through);
  let cuts = 0;
  const running = appending(store, () => cuts < 12);
  for (; cuts < 12; cuts++) {
    await delay(150 + 7 * cuts);
    proxy.cut();
  }
  acknowledged.push(...(await running).acknowledged);
  t.true(steps.includes('no_answer'));
  t.log(`${acknowledged.length} blocks over ${cuts} cuts`);
  await store.close();
  await holds(t, place, acknowledged);
});

test('a server that was replaced by an empty one is refused, and so is a stream that was made anew', async (t) => {
  const { server, place } = await single(t, 10);
  await server.stop();
  await rm(join(server.folder, 'jetstream'), { recursive: true });
  await server.start();
  const gone =
    /stream "ledger" is gone, and with it block 1 and later, up to index 10: .*docs\/replicated\.md/;
  await t.throwsAsync(openStore(place), { code: 'corrupt', message: gone });
  const newcomer = await openStore({ ...place, folder: await freshFolder(t) });
  await fill(newcomer, 12);
  await newcomer.close();
  const anew = /is not the stream that it was: .* ends at index 12, while index 10 was acknowledged/;
  await t.throwsAsync(openStore(place), { code: 'corrupt', message: anew });
});

async function blockFileOf(server: NatsServer): Promise<string> {
  const files = await readdir(server.folder, { recursive: true });
  return join(server.folder, files.find((name) => /msgs\/\d+\.blk$/.test(name)) as string);
}

for (const [title, named, harm] of [
  [
    'a changed byte',
    12,
    async (file: string) => {
      const content = await readFile(file);
      const at = content.indexOf('block 12 ');
      content[at] = (content[at] as number) ^ 1;
      await writeFile(file, content);
    },
  ],
  [
    'a file that was cut off',
    // The server still says that it ends at 20, which is what has been noted, and is looked for first.
    20,
    async (file: string) => truncate(file, (await readFile(file)).indexOf('block 12 ')),
  ],
] as const) {
  test(`${title} in the server's store is refused, and the block is named`, async (t) => {
    const { server, place } = await single(t, 20);
    await server.stop();
    await harm(await blockFileOf(server));
    await server.start();
    const error = await t.throwsAsync(
      openStore(place).then((store) => fillAll(store)),
      { code: 'corrupt' },
    );
    t.regex(error?.message ?? '', new RegExp(`block ${named} .*docs/replicated\\.md`));
  });
}

async function fillAll(store: LedgerStore): Promise<void> {
  try {
    for await (const _ of store.read(1));
  } finally {
    await store.close();
  }
}

for (const [what, isLost] of [
  ['whom the others do not hear', (from: string, lame: string) => from === lame],
  ['that does not hear the others', (from: string, lame: string) => from !== lame],
] as const) {
  test.serial(`three servers: a store that is connected to one ${what} goes to another one`, async (t) => {
    const network = new Network();
    t.teardown(() => network.close());
    const route = (from: string, to: string, port: number) => network.address(from, to, port);
    const servers = await startNatsCluster(t, 3, { route });
    const store = await openStore({
      servers: servers.map(({ url }) => url),
      ...{ stream: STREAM, replicas: 3, folder: await freshFolder(t), deps: { resolveMs: 90_000 } },
    });
    t.teardown(() => store.close());
    const acknowledged = await fill(store, 3);
    const lame = (await serverOf(servers, 'test')) as NatsServer;
    await network.set(
      { stopped: true },
      (from, to) => isLost(from, lame.name) && (from === lame.name || to === lame.name),
    );
    const { longestMs } = await appending(store, () => store.head().index < 6);
    t.log(`${Math.round(longestMs)} ms to the next acknowledged append`);
    t.not(await serverOf(servers, 'test'), lame, 'it asked another one');
    t.is(store.head().index, acknowledged.length + 3);
  });
}

/** Which one a client of that name is connected to. */
async function serverOf(servers: readonly NatsServer[], name: string): Promise<NatsServer | undefined> {
  for (const server of servers) {
    const answer = await fetch(`${server.monitorUrl}/connz`);
    const { connections } = (await answer.json()) as { connections: { name?: string }[] };
    if (connections.some((connection) => connection.name === name)) return server;
  }
  return undefined;
}
