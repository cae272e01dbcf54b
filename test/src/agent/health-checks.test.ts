/** The checks themselves, against real servers and real processes. */
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { join } from 'node:path';
import type { CheckedCopy } from '@berth/agent';
import { hostChecker, outgoingAddress } from '@berth/agent/testing';
import type { CheckOutcome, Probe } from '@berth/core';
import { systemClock } from '@berth/runtime';
import { openServer } from '@berth/transport';
import test, { type ExecutionContext } from 'ava';
import { DriverFixture, runRequest } from './driver-fixture.js';

async function listen(t: ExecutionContext, server: Server, host = '127.0.0.1'): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  t.teardown(() => server.close());
  return (server.address() as AddressInfo).port;
}

function copyAt(port: number): CheckedCopy {
  return { handle: { driver: 'none' }, request: runRequest([], { claim: { ports: { main: port } } }) };
}

/** Asks with a time limit of its own, as the monitor does. */
async function ask(
  probe: Probe,
  port: number,
  { address = '127.0.0.1', timeoutMs = 20_000 } = {},
): Promise<CheckOutcome> {
  const abort = new AbortController();
  const cancel = systemClock().schedule(timeoutMs, () => abort.abort());
  try {
    const checker = hostChecker({ driver: {}, node: { address } });
    return await checker.check(probe, copyAt(port), { timeoutMs, signal: abort.signal });
  } finally {
    cancel();
  }
}

const HTTP: Probe = { kind: 'http', port: 'main', path: '/healthz?deep=1' };
const TCP: Probe = { kind: 'tcp', port: 'main' };
const GRPC: Probe = { kind: 'grpc', port: 'main', service: '' };

const answers: readonly [title: string, listener: RequestListener, outcome: CheckOutcome][] = [
  ['200', (_, response) => response.end('fine'), { ok: true }],
  ['204', (_, response) => response.writeHead(204).end(), { ok: true }],
  [
    '302 is not followed',
    (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    { ok: true },
  ],
  [
    '404',
    (_, response) => response.writeHead(404).end(),
    { ok: false, message: 'status 404 of /healthz?deep=1' },
  ],
  [
    '503',
    (_, response) => response.writeHead(503).end(),
    { ok: false, message: 'status 503 of /healthz?deep=1' },
  ],
  ['hangs up', (request) => request.socket.destroy(), { ok: false, message: 'connection reset' }],
  [
    'asks for what it was told',
    (request, response) => {
      const isRight =
        request.method === 'GET' &&
        request.url === '/healthz?deep=1' &&
        request.headers['user-agent'] === 'berth-health';
      response.writeHead(isRight ? 200 : 500).end();
    },
    { ok: true },
  ],
];

for (const [title, listener, outcome] of answers) {
  test(`http: ${title}`, async (t) => {
    t.deepEqual(await ask(HTTP, await listen(t, createServer(listener))), outcome);
  });
}

test('http: an endless answer is not read to its end, and its status counts', async (t) => {
  let sent = 0;
  const server = createServer((_, response) => {
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(16_384))) sent += 16_384;
    };
    response.on('drain', more);
    more();
  });
  t.deepEqual(await ask(HTTP, await listen(t, server)), { ok: true });
  t.true(sent < 64 * 1024 * 1024, `${sent} bytes were taken`);
});

test('http: one that does not answer is left when the time is over', async (t) => {
  const abort = new AbortController();
  const left = new Promise<void>((resolve) => {
    const server = createServer((request) => {
      request.socket.on('close', () => resolve());
      // Its time is over when it has been asked, however long that takes here.
      abort.abort();
    });
    server.on('close', () => resolve());
    void listen(t, server).then((port) => {
      const checker = hostChecker({ driver: {}, node: { address: '127.0.0.1' } });
      return checker
        .check(HTTP, copyAt(port), { timeoutMs: 1, signal: abort.signal })
        .then(({ ok }) => t.false(ok));
    });
  });
  await left;
});

test('tcp: whoever takes a connection passes, and nobody else does', async (t) => {
  const server = createTcpServer((socket) => socket.on('error', () => {}));
  const port = await listen(t, server);
  t.deepEqual(await ask(TCP, port), { ok: true });
  await new Promise((resolve) => server.close(resolve));
  t.deepEqual(await ask(TCP, port), { ok: false, message: 'connection refused' });
});

test('who listens on the address of the node only is found there', async (t) => {
  const server = createServer((_, response) => response.end());
  const port = await listen(t, server, '127.0.0.2');
  t.deepEqual(await ask(HTTP, port, { address: '127.0.0.2' }), { ok: true });
  t.deepEqual(await ask(HTTP, port), { ok: false, message: 'connection refused' });
});

test('a port that the copy does not hold is said so', async (t) => {
  const outcome = await ask({ kind: 'tcp', port: 'other' }, 1);
  t.deepEqual(outcome, { ok: false, message: 'the copy has no port "other"' });
});

test('grpc: a server of the usual library, serving, not serving, of one service, and without the health service', async (t) => {
  const server = await openServer({ address: '127.0.0.1:0', clock: systemClock(), services: [] });
  t.teardown(() => server.close());
  const { port } = server;
  t.deepEqual(await ask(GRPC, port), { ok: true });
  server.setHealth('', 'not-serving');
  t.deepEqual(await ask(GRPC, port), { ok: false, message: 'it says NOT_SERVING' });
  server.setHealth('shop.Orders', 'serving');
  t.deepEqual(await ask({ ...GRPC, service: 'shop.Orders' }, port), { ok: true });
  const long = 'x'.repeat(200);
  t.deepEqual(await ask({ ...GRPC, service: long }, port), {
    ok: false,
    message: 'gRPC status 5 (unknown service)',
  });
});

test('grpc: what is no gRPC server fails with a reason', async (t) => {
  const http = await ask(
    GRPC,
    await listen(
      t,
      createServer((_, response) => response.end('hello')),
    ),
  );
  t.false(http.ok);
  t.deepEqual(await ask(GRPC, 1), { ok: false, message: 'connection refused' });
});

function commandIn(
  fixture: DriverFixture,
  copy: CheckedCopy,
  command: readonly string[],
  timeoutMs = 20_000,
) {
  const checker = hostChecker({ driver: fixture.driver, node: { address: '127.0.0.1' } });
  const abort = new AbortController();
  const cancel = systemClock().schedule(timeoutMs, () => abort.abort());
  const options = { timeoutMs, signal: abort.signal };
  return checker.check({ kind: 'exec', command }, copy, options).finally(cancel);
}

test('exec: runs with the groups, environment and folder of its copy, and its exit code counts', async (t) => {
  const fixture = await DriverFixture.open(t);
  const request = runRequest(['sh', '-c', 'cat /proc/self/cgroup > groups; exec sleep 1000'], {
    env: { COLOUR: 'green' },
    claim: { ports: { http: 8080 } },
  });
  const handle = await fixture.start(request.run.process.command, {
    env: { COLOUR: 'green' },
    claim: { ports: { http: 8080 } },
  });
  const copy = { handle, request };
  const groups = join(fixture.folder, 'runs', 'shop~web~0.1', 'work', 'groups');
  while ((await readFile(groups, 'utf8').catch(() => '')) === '')
    await new Promise((resolve) => setTimeout(resolve, 10));
  const script = 'cat /proc/self/cgroup | cmp -s - groups && [ $COLOUR = green ] && [ "$1" = 8080 ]';
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what agents fill in looks like that.
  t.deepEqual(await commandIn(fixture, copy, ['sh', '-c', script, 'check', '${port.http}']), { ok: true });
  t.deepEqual(await commandIn(fixture, copy, ['sh', '-c', 'echo first; echo "no disk" >&2; exit 3']), {
    ok: false,
    message: 'sh exited with code 3: no disk',
  });
  const missing = await t.throwsAsync(commandIn(fixture, copy, ['no-such-program']));
  t.regex(missing?.message ?? '', /there is no such program/);
});

test('exec: what it leaves in the background holds nobody up, and is ended', async (t) => {
  const fixture = await DriverFixture.open(t);
  const request = runRequest(['sleep', '1000']);
  const copy = { handle: await fixture.start(['sleep', '1000']), request };
  const file = join(fixture.folder, 'left');
  const outcome = await commandIn(fixture, copy, ['sh', '-c', `sleep 1000 & echo $! > ${file}; exit 0`]);
  t.deepEqual(outcome, { ok: true });
  const pid = Number(await readFile(file, 'utf8'));
  await waitGone(pid);
  t.pass();
});

test('exec: a signal kills the command, its children, and those that left its session', async (t) => {
  const fixture = await DriverFixture.open(t);
  const request = runRequest(['sleep', '1000']);
  const copy = { handle: await fixture.start(['sleep', '1000']), request };
  const file = join(fixture.folder, 'pids');
  await writeFile(file, '');
  const script = `setsid sleep 1000 & echo $! >> ${file}; sleep 1000 & echo $! >> ${file}; echo $$ >> ${file}; wait`;
  const outcome = await commandIn(fixture, copy, ['sh', '-c', script], 1_500);
  t.false(outcome.ok);
  const pids = (await readFile(file, 'utf8')).trim().split('\n').map(Number);
  t.is(pids.length, 3);
  for (const pid of pids) await waitGone(pid);
});

async function waitGone(pid: number): Promise<void> {
  for (;;) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
    if (stat === undefined || stat.slice(stat.lastIndexOf(')')).startsWith(') Z')) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('the outgoing address is the one on the way to the coordinator', async (t) => {
  t.is(await outgoingAddress('127.0.0.1'), '127.0.0.1');
  t.is(await outgoingAddress('localhost'), '127.0.0.1');
  t.regex(await outgoingAddress('no-such-host.invalid'), /^\d+\.\d+\.\d+\.\d+$/);
});
