/** The server that every gRPC service of Berth stands on, and the one place where errors change their shape. */
import { BerthError, ERROR_CODES, type ErrorCode } from '@berth/core';
import { systemClock } from '@berth/runtime';
import { openServer } from '@berth/transport';
import { fromGrpc, loadGrpc, toStatus } from '@berth/transport/testing';
import type { ServiceError } from '@grpc/grpc-js';
import test, { type ExecutionContext } from 'ava';
import { Journal } from '../conformance/journal.js';

const CLOCK = systemClock();

async function healthOf(t: ExecutionContext, address: string) {
  const { library, proto } = await loadGrpc();
  const client = new proto.grpc.health.v1.Health(address, library.credentials.createInsecure());
  t.teardown(() => client.close());
  return {
    client,
    check: (service: string) =>
      new Promise<string>((resolve) => {
        client.Check({ service }, (error, answer) =>
          resolve(error ? `code ${error.code}` : `${answer?.status}`),
        );
      }),
  };
}

test('a free port is taken and said', async (t) => {
  const server = await openServer({ address: '127.0.0.1:0', services: [], clock: CLOCK });
  t.teardown(() => server.close());
  t.true(server.port > 0);
  t.is(server.address, `127.0.0.1:${server.port}`);
});

test('a port in use is one clear line', async (t) => {
  const server = await openServer({ address: '127.0.0.1:0', services: [], clock: CLOCK });
  t.teardown(() => server.close());
  const error = await t.throwsAsync(openServer({ address: server.address, services: [], clock: CLOCK }), {
    instanceOf: BerthError,
  });
  t.is(error?.code, 'conflict');
  t.regex(error?.message ?? '', /^cannot listen on 127\.0\.0\.1:\d+: address already in use;[^\n]*$/);
});

for (const address of [
  '0.0.0.0:0',
  '[::]:0',
  '192.0.2.7:7420',
  'example.com:7420',
  '127.0.0.1.example.com:7420',
]) {
  test(`${address} is refused unless told`, async (t) => {
    const error = await t.throwsAsync(openServer({ address, services: [], clock: CLOCK }), {
      instanceOf: BerthError,
    });
    t.is(error?.code, 'invalid_request');
    t.regex(error?.message ?? '', /--insecure/);
  });
}

test('told so, it listens for everybody', async (t) => {
  const server = await openServer({
    address: '0.0.0.0:0',
    insecureNonLoopback: true,
    services: [],
    clock: CLOCK,
  });
  t.teardown(() => server.close());
  const { check } = await healthOf(t, `127.0.0.1:${server.port}`);
  t.is(await check(''), 'SERVING');
});

for (const address of [
  '',
  '127.0.0.1',
  ':7420',
  '127.0.0.1:99999',
  '::1:7420',
  'http://127.0.0.1:1',
  'a b:1',
]) {
  test(`"${address}" is no address`, async (t) => {
    const error = await t.throwsAsync(openServer({ address, services: [], clock: CLOCK }), {
      instanceOf: BerthError,
    });
    t.is(error?.code, 'invalid_request');
  });
}

test('health can be asked and set, for the server and for one service', async (t) => {
  const server = await openServer({ address: '127.0.0.1:0', services: [], clock: CLOCK });
  t.teardown(() => server.close());
  const { check } = await healthOf(t, server.address);
  t.is(await check(''), 'SERVING');
  t.is(await check('berth.control.v1.ControlService'), 'code 5');
  server.setHealth('berth.control.v1.ControlService', 'not-serving');
  t.is(await check('berth.control.v1.ControlService'), 'NOT_SERVING');
});

test('health can be watched, up to the end of the server', async (t) => {
  const server = await openServer({ address: '127.0.0.1:0', services: [], clock: CLOCK });
  const { client } = await healthOf(t, server.address);
  const seen = new Journal<string>();
  const watch = client.Watch({ service: 'x' });
  watch.on('data', (answer) => seen.add(`${answer.status}`));
  watch.on('error', () => {});
  watch.on('end', () => seen.add('end'));
  await seen.until((at) => at === 'SERVICE_UNKNOWN');
  server.setHealth('x', 'serving');
  await seen.until((at) => at === 'SERVING');
  await server.close(1_000);
  await seen.until((at) => at === 'end');
  t.deepEqual(seen.entries, ['SERVICE_UNKNOWN', 'SERVING', 'NOT_SERVING', 'end']);
});

test('closing does not wait for a peer that holds its connection', async (t) => {
  const server = await openServer({ address: '127.0.0.1:0', services: [], clock: CLOCK });
  const { check } = await healthOf(t, server.address);
  t.is(await check(''), 'SERVING');
  await server.close();
  t.is(await check(''), 'code 14');
});

/** What a client library makes of a status that a handler answered with. */
async function afterTheWire(thrown: unknown): Promise<BerthError> {
  const { library } = await loadGrpc();
  const { code, details, metadata } = toStatus(library, thrown);
  const arrived: ServiceError = Object.assign(new Error(`${code} ${details}`), { code, details, metadata });
  return fromGrpc(arrived, '127.0.0.1:7420');
}

for (const code of Object.keys(ERROR_CODES) as ErrorCode[]) {
  test(`${code} is ${code} at the other end`, async (t) => {
    const error = await afterTheWire(new BerthError(code, 'what, where, what to do'));
    t.is(error.code, code);
    t.is(error.message, 'what, where, what to do');
  });
}

test('the text of a bug stays at home', async (t) => {
  const error = await afterTheWire(new TypeError('cannot read secret of undefined'));
  t.is(error.code, 'internal');
  t.false(error.message.includes('secret'));
});

test('a text of many lines becomes one, and a long one is cut', async (t) => {
  const error = await afterTheWire(new BerthError('conflict', `first\n second\n${'x'.repeat(5_000)}`));
  t.true(error.message.startsWith('first; second; xxx'));
  t.true(error.message.length < 2_100);
});

test('nothing listening, and a name that is unknown, say so in one line', async (t) => {
  const server = await openServer({ address: '127.0.0.1:0', services: [], clock: CLOCK });
  await server.close();
  const { library, proto } = await loadGrpc();
  const ask = (address: string) =>
    new Promise<BerthError>((resolve) => {
      const client = new proto.grpc.health.v1.Health(address, library.credentials.createInsecure());
      client.Check({}, (error) => {
        client.close();
        resolve(fromGrpc(error, address));
      });
    });
  const refused = await ask(server.address);
  t.is(refused.code, 'unreachable');
  t.regex(refused.message, /nothing listens there \(connection refused\)/);
  const unknown = await ask('nowhere.invalid:7420');
  t.is(unknown.code, 'unreachable');
  t.regex(unknown.message, /^cannot reach nowhere\.invalid:7420: the host name is not known/);
});
