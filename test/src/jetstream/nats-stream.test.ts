/** What a real server says, in the words of our border. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectPort, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { freePorts } from '@berth/bench/testing';
import { connectNatsStream, type StreamConfig, streamConfig } from '@berth/ledger';
import { systemClock, systemRandom } from '@berth/runtime';
import test, { type ExecutionContext } from 'ava';
import { type NatsServer, startNatsServer } from '../nats/servers.js';
import { connectTo, freshFolder, openStore, QUIET_LOG } from './nats-places.js';

const endings: (() => void | Promise<void>)[] = [];
let server: NatsServer;
let streams = 0;

test.before(async () => {
  server = await startNatsServer(
    { teardown: (run) => void endings.push(run) },
    { config: 'max_payload: 1MB' },
  );
});
test.after.always(async () => {
  for (const end of endings.reverse()) await end();
});

async function freshPlace(t: ExecutionContext) {
  return { servers: [server.url], stream: `stream-${++streams}`, folder: await freshFolder(t) };
}

async function made(t: ExecutionContext, change: StreamConfig, identity = 'stream-made') {
  const place = await freshPlace(t);
  const stream = await connectTo(place);
  t.teardown(() => stream.close());
  const settings = { subject: `${place.stream}.blocks`, replicas: 1, maxBytes: 64 * 2 ** 20 };
  t.is(await stream.create({ ...streamConfig(settings), ...change }, identity), 'created');
  return { place, stream };
}

test('publishes, reads and looks are told apart from their failures', async (t) => {
  const { stream } = await made(t, {});
  const bytes = (text: string) => new Uint8Array(Buffer.from(text));
  t.deepEqual(await stream.publish(bytes('one'), 0), { kind: 'stored', sequence: 1 });
  t.deepEqual(await stream.publish(bytes('rival'), 0), { kind: 'wrong_last_sequence' });
  t.deepEqual(await stream.publish(bytes('late'), 5), { kind: 'wrong_last_sequence' });
  t.deepEqual(await stream.publish(bytes('two'), 1), { kind: 'stored', sequence: 2 });
  t.deepEqual(await stream.publish(bytes('unfenced'), undefined), { kind: 'stored', sequence: 3 });
  t.deepEqual(await stream.get(1), { kind: 'record', bytes: bytes('one') });
  t.deepEqual(await stream.get(9), { kind: 'nothing' });
  t.like(await stream.look(), { kind: 'state', first: 1, last: 3, identity: 'stream-made' });
  t.true(await stream.purge(3));
  t.like(await stream.look(), { first: 3, last: 3 });
  t.deepEqual(await stream.get(2), { kind: 'nothing' });
  t.is(await stream.create({}, 'another'), 'exists');
  t.regex(stream.serverVersion(), /^\d+\.\d+\.\d+/);
});

test('a block that is larger than the server takes is refused with both sizes', async (t) => {
  const place = await freshPlace(t);
  const store = await openStore(place);
  const block = { ...block1, bytes: randomBytes(2 ** 20) };
  await t.throwsAsync(store.append(block), {
    code: 'storage',
    message: /block 1: it has 10\d+ bytes, .* 1048576/,
  });
  await store.close();
});

test('a stream that is full refuses with words', async (t) => {
  const { place } = await made(t, { max_bytes: 4_096 });
  const store = await openStore(place);
  const block = { ...block1, bytes: randomBytes(8_192) };
  await t.throwsAsync(store.append(block), {
    code: 'storage',
    message: /block 1: .*raise the stream's max_bytes/,
  });
  await store.close();
});

const block1 = { index: 1, previousHash: '0'.repeat(64), hash: '1'.repeat(64) };

test('settings that a real server reports are compared', async (t) => {
  const { place } = await made(t, { discard: 'old', deny_delete: false, allow_direct: true, max_msgs: 5 });
  const error = await t.throwsAsync(openStore(place), { code: 'conflict' });
  t.deepEqual(error?.message.replaceAll(`stream "${place.stream}": `, '').split('\n'), [
    'discard is "old", and has to be "new"',
    'max_msgs is 5, and has to be -1',
    'deny_delete is false, and has to be true',
    'allow_direct is true, and has to be false',
  ]);
  const { place: foreign } = await made(t, {}, '');
  await t.throwsAsync(openStore(foreign), { code: 'conflict', message: /was not made by Berth/ });
});

test('of several that find no stream one makes it, and all use it', async (t) => {
  const place = await freshPlace(t);
  const stores = await Promise.all(
    [0, 1, 2].map(async () => openStore({ ...place, folder: await freshFolder(t) })),
  );
  await stores[0]?.append({ ...block1, bytes: Buffer.from('one') });
  for (const store of stores.slice(1)) {
    await t.throwsAsync(store.append({ ...block1, bytes: Buffer.from('two') }), { code: 'conflict' });
  }
  await Promise.all(stores.map((store) => store.close()));
});

test('many readers at once leave no consumers behind', async (t) => {
  const place = await freshPlace(t);
  const store = await openStore(place);
  let { index, hash } = store.head();
  for (; index < 40; ) {
    const next = { index: index + 1, previousHash: hash, hash: `${index}`.padStart(64, '0') };
    await store.append({ ...next, bytes: Buffer.from('x') });
    ({ index, hash } = next);
  }
  for (let round = 0; round < 3; round++) {
    const reads = Array.from({ length: 30 }, async () => {
      let count = 0;
      for await (const _ of store.read(1)) if (++count === 20) break;
      return count;
    });
    t.deepEqual(await Promise.all(reads), Array(30).fill(20));
  }
  const answer = await fetch(`${server.monitorUrl}/jsz?accounts=1&streams=1`);
  const report = (await answer.json()) as {
    account_details: { stream_detail: { name: string; state: { consumer_count: number } }[] }[];
  };
  const found = report.account_details[0]?.stream_detail.find(({ name }) => name === place.stream);
  t.is(found?.state.consumer_count, 0);
  await store.close();
});

test('who finds no server says so, and goes on trying', async (t) => {
  const [port = 0] = await freePorts(1);
  const warnings: string[] = [];
  const log = { ...QUIET_LOG, warn: (message: string) => void warnings.push(message) };
  const connecting = connectNatsStream({
    ...{ servers: [`127.0.0.1:${port}`], stream: 'late', subject: 'late', clientName: 'test', log },
    ...{ clock: systemClock(), random: systemRandom() },
  });
  for (let waited = 0; warnings.length === 0 && waited < 20_000; waited += 50) await delay(50);
  t.regex(warnings[0] ?? '', /no nats-server takes a connection yet at 127\.0\.0\.1/);
  const forwarding = createServer((near) => {
    const far = near.pipe(connectPort(Number(new URL(server.url).port), '127.0.0.1'));
    far.pipe(near);
    for (const socket of [near, far]) socket.on('error', () => {});
  });
  forwarding.listen(port, '127.0.0.1');
  await once(forwarding, 'listening');
  const stream = await connecting;
  t.like(await stream.look(), { kind: 'missing' });
  await stream.close();
  forwarding.close();
});
