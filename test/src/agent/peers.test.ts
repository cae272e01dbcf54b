/** Agents of one site ask each other whether they are there, over real sockets. */
import { createSocket } from 'node:dgram';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerTo, isAnswer, PEER_PACKET_BYTES, Peers, question } from '@berth/agent/testing';
import { nodeId } from '@berth/core';
import { systemClock, systemIds } from '@berth/runtime';
import test, { type ExecutionContext } from 'ava';
import { QUIET } from './driver-fixture.js';

const KEY = 'ab'.repeat(32);
const OTHER_KEY = 'cd'.repeat(32);
const [A, B] = [nodeId('a'), nodeId('b')];

/** A port that is free just now. */
async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}

async function open(t: ExecutionContext, node: string, port: number, folder?: string) {
  const own = folder ?? (await mkdtemp(join(tmpdir(), 'berth-peers-')));
  const peers = await Peers.open({
    ...{ folder: own, node: nodeId(node), address: '127.0.0.1', port, log: QUIET },
    ...{ clock: systemClock(), ids: systemIds() },
  });
  t.teardown(async () => {
    peers.close();
    await rm(own, { recursive: true, force: true });
  });
  return { peers, folder: own };
}

test('a question and its answer are as long as each other, and say what they say only with the key', (t) => {
  const asked = question(KEY, B, 'one');
  t.is(asked.length, PEER_PACKET_BYTES);
  const answer = answerTo(asked, KEY, B);
  t.is(answer?.length, asked.length);
  t.true(isAnswer(answer as Buffer, asked, KEY, B));
  t.is(answerTo(asked, OTHER_KEY, B), undefined, 'another site');
  t.is(answerTo(asked, KEY, A), undefined, 'meant for another node');
  t.false(isAnswer(answer as Buffer, question(KEY, B, 'two'), KEY, B), 'an answer of before');
  t.false(isAnswer(asked, asked, KEY, B), 'an echo is no answer');
  t.is(answerTo(Buffer.concat([asked, Buffer.alloc(1)]), KEY, B), undefined);
  t.is(answerTo(Buffer.alloc(0), KEY, B), undefined);
});

test('one that is there is reached, one that is not is not, and one with another key does not answer', async (t) => {
  const port = await freePort();
  const { peers: a } = await open(t, 'a', 0);
  const { peers: b } = await open(t, 'b', port);
  const address = `127.0.0.1:${port}`;
  t.is(await a.ask({ node: B, address }), undefined, 'without a key it cannot ask');
  await a.take(KEY);
  t.is(await a.ask({ node: B, address }), false, 'nobody listens before there is a key');
  await b.take(OTHER_KEY);
  t.is(await a.ask({ node: B, address }), false);
  await b.take(KEY);
  t.is(await a.ask({ node: B, address }), true);
  t.is(await a.ask({ node: nodeId('c'), address }), false, 'it answers to its own name only');
  b.close();
  t.is(await a.ask({ node: B, address }), false);
  for (const wrong of ['', 'x', '127.0.0.1:0', '127.0.0.1:99999'])
    t.is(await a.ask({ node: B, address: wrong }), undefined, wrong);
});

test('the key outlives the agent, and is nobody else’s to read', async (t) => {
  const port = await freePort();
  const first = await open(t, 'b', port);
  await first.peers.take(KEY);
  first.peers.close();
  await open(t, 'b', port, first.folder);
  const { peers: a } = await open(t, 'a', 0);
  await a.take(KEY);
  t.is(await a.ask({ node: B, address: `127.0.0.1:${port}` }), true, 'with no coordinator since it started');
  t.is((await stat(join(first.folder, 'peer-key'))).mode & 0o077, 0);
  t.is((await readFile(join(first.folder, 'peer-key'), 'utf8')).trim(), KEY);
});

test('strangers get no answer, and a flood no more than a few', async (t) => {
  const port = await freePort();
  const { peers } = await open(t, 'b', port);
  await peers.take(KEY);
  const stranger = createSocket('udp4');
  t.teardown(() => stranger.close());
  let answers = 0;
  stranger.on('message', () => {
    answers++;
  });
  for (let i = 0; i < 20; i++) stranger.send(Buffer.alloc(PEER_PACKET_BYTES, i), port, '127.0.0.1');
  await new Promise((resolve) => setTimeout(resolve, 300));
  t.is(answers, 0);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const valid = question(KEY, B, 'replayed');
  for (let i = 0; i < 500; i++)
    await new Promise((resolve) => stranger.send(valid, port, '127.0.0.1', resolve));
  await new Promise((resolve) => setTimeout(resolve, 300));
  t.true(answers > 0 && answers <= 150, `${answers} answers`);
});
