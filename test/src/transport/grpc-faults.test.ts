/** What goes wrong on real sockets: garbage, dead and silent peers, readers that do not read. */
import type { Clock, CoordinatorMessage } from '@berth/core';
import { LIMITS } from '@berth/core';
import { systemClock } from '@berth/runtime';
import { type GrpcFleetOptions, grpcAgentCarrier, grpcFleetCarrier } from '@berth/transport';
import { loadGrpc, NODE_KEY, sessionMethod } from '@berth/transport/testing';
import type { ClientDuplexStream } from '@grpc/grpc-js';
import test, { type ExecutionContext } from 'ava';
import { AgentSide, FleetSide } from '../conformance/carrier-sides.js';
import { Journal } from '../conformance/journal.js';
import { TcpProxy } from './tcp-proxy.js';

const CLOCK: Clock = systemClock();

type Rig = { readonly fleet: FleetSide; readonly address: string; readonly port: number };

async function rig(t: ExecutionContext, options: Partial<GrpcFleetOptions> = {}): Promise<Rig> {
  const carrier = grpcFleetCarrier({ address: '127.0.0.1:0', clock: CLOCK, ...options });
  t.teardown(() => carrier.close());
  const fleet = new FleetSide(carrier);
  await fleet.listen();
  const server = carrier.server();
  return { fleet, address: server?.address ?? '', port: server?.port ?? 0 };
}

async function proxied(t: ExecutionContext, to: Rig): Promise<TcpProxy> {
  const proxy = await TcpProxy.open(to.port);
  t.teardown(() => proxy.close());
  return proxy;
}

async function agentAt(
  t: ExecutionContext,
  address: string,
  node: string,
  keepaliveMs?: number,
): Promise<AgentSide> {
  const keepalive = keepaliveMs === undefined ? {} : { keepaliveMs, keepaliveTimeoutMs: keepaliveMs };
  const agent = new AgentSide(grpcAgentCarrier({ address, clock: CLOCK, ...keepalive }), node);
  t.teardown(() => agent.link.close());
  await agent.up();
  return agent;
}

/** The server still takes links and carries messages. */
async function livesOn(t: ExecutionContext, { fleet, address }: Rig): Promise<void> {
  const agent = await agentAt(t, address, 'still-alive');
  agent.link.send({ kind: 'resync' });
  await fleet.message('still-alive', (message) => message.kind === 'resync');
  t.pass();
}

type RawEnd = { readonly code: number; readonly details: string };

/** A client that writes what it likes. */
async function rawSession(t: ExecutionContext, address: string, node: string | undefined) {
  const grpc = await loadGrpc();
  const client = new grpc.library.Client(address, grpc.library.credentials.createInsecure(), {
    'grpc.max_send_message_length': -1,
  });
  t.teardown(() => client.close());
  const metadata = new grpc.library.Metadata();
  if (node !== undefined) metadata.set(NODE_KEY, node);
  const method = sessionMethod(grpc);
  const call: ClientDuplexStream<Buffer, Buffer> = client.makeBidiStreamRequest(
    method.path,
    method.requestSerialize,
    method.responseDeserialize,
    metadata,
  );
  const ends = new Journal<RawEnd>();
  call.on('error', () => {});
  call.on('data', () => {});
  call.on('status', (status) => ends.add({ code: status.code, details: status.details }));
  return { call, ended: () => ends.until(() => true) };
}

test('garbage ends the link with a reason at both ends, and the server lives on', async (t) => {
  const here = await rig(t);
  const { call, ended } = await rawSession(t, here.address, 'noisy');
  call.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
  const end = await ended();
  t.is(end.code, 3);
  t.regex(end.details, /cannot be read/);
  t.regex(await here.fleet.down('noisy'), /cannot be read/);
  await livesOn(t, here);
});

test('a message a little over the bound is refused by name', async (t) => {
  const here = await rig(t);
  const { call, ended } = await rawSession(t, here.address, 'big');
  call.write(Buffer.alloc(LIMITS.messageBytes + 1));
  t.regex((await ended()).details, /4194305 bytes is over the bound/);
  t.regex(await here.fleet.down('big'), /4194305 bytes is over the bound/);
  await livesOn(t, here);
});

test('a message far over the bound is cut off before it is read', async (t) => {
  const here = await rig(t);
  const { call, ended } = await rawSession(t, here.address, 'huge');
  call.write(Buffer.alloc(3 * LIMITS.messageBytes));
  t.is((await ended()).code, 8);
  t.regex(await here.fleet.down('huge'), /far over 4194304 bytes/);
  await livesOn(t, here);
});

for (const node of [undefined, '', 'Not a name', 'x'.repeat(64)]) {
  test(`a stream that names its node ${JSON.stringify(node)} is refused`, async (t) => {
    const here = await rig(t);
    const end = await (await rawSession(t, here.address, node)).ended();
    t.is(end.code, 3);
    t.regex(end.details, /names no node/);
    t.is(here.fleet.journal.entries.length, 0);
    await livesOn(t, here);
  });
}

/** Long against what a busy machine makes a healthy peer wait. */
const PING_MS = 1_000;

test('a connection that is cut takes its links down at both ends, once', async (t) => {
  const here = await rig(t);
  const proxy = await proxied(t, here);
  const agent = await agentAt(t, proxy.address, 'a');
  await here.fleet.link('a');
  proxy.cut();
  await Promise.all([agent.down(), here.fleet.down('a')]);
  await livesOn(t, here);
  t.deepEqual([agent.count('down'), here.fleet.downs('a')], [1, 1]);
});

test('a peer that is silent is noticed by the pings of the coordinator', async (t) => {
  const here = await rig(t, { keepaliveMs: PING_MS, keepaliveTimeoutMs: PING_MS });
  const proxy = await proxied(t, here);
  const agent = await agentAt(t, proxy.address, 'a');
  await here.fleet.link('a');
  proxy.stall();
  t.regex(await here.fleet.down('a'), /connection was cut/);
  t.is(agent.count('down'), 0, 'the agent has not been told');
  await livesOn(t, here);
});

test('an agent that pings notices a silent coordinator', async (t) => {
  const here = await rig(t);
  const proxy = await proxied(t, here);
  const agent = await agentAt(t, proxy.address, 'a', PING_MS);
  proxy.stall();
  const why = await agent.down();
  t.false(why.includes('\n'));
  t.is(here.fleet.downs('a'), 0);
});

test('an agent that does not read is cut off when its queue is full, and holds up nobody', async (t) => {
  const queueBytes = 4 * 1024 * 1024;
  const here = await rig(t, { queueBytes });
  const proxy = await proxied(t, here);
  const stuck = await agentAt(t, proxy.address, 'stuck');
  const other = await agentAt(t, here.address, 'other');
  const link = await here.fleet.link('stuck');
  proxy.stall();
  const taken = fill((message) => link.send(message));
  // What the sockets and their windows swallowed is not the queue's: one turn of the loop has not passed.
  t.true(taken <= queueBytes, `${taken} bytes were taken`);
  t.regex(await here.fleet.down('stuck'), /does not take its messages/);
  t.false(link.send({ kind: 'hello-request' }));
  t.true((await here.fleet.link('other')).send({ kind: 'hello-request' }));
  await other.message((message) => message.kind === 'hello-request');
  proxy.cut();
  await stuck.down();
});

test('a queue that drains takes more than its bound in all', async (t) => {
  const queueBytes = 256 * 1024;
  const here = await rig(t, { queueBytes });
  const agent = await agentAt(t, here.address, 'a');
  const link = await here.fleet.link('a');
  for (let round = 1; round <= 20; round++) {
    t.true(link.send({ kind: 'refused', message: 'x'.repeat(16_000) }));
    t.true(link.send({ kind: 'status-ack', epoch: 1, sequence: round }));
    await agent.message((message) => message.kind === 'status-ack' && message.sequence === round);
  }
  t.is(agent.messages().length, 40);
});

test('closing a link whose agent does not read cuts it in the end', async (t) => {
  const steps = new Journal<() => void>();
  const clock: Clock = {
    ...CLOCK,
    schedule: (_afterMs, run) => {
      steps.add(run);
      return () => {};
    },
  };
  const here = await rig(t, { clock });
  const proxy = await proxied(t, here);
  const agent = await agentAt(t, proxy.address, 'stuck');
  const link = await here.fleet.link('stuck');
  proxy.stall();
  for (let i = 0; i < 100; i++) link.send({ kind: 'refused', message: 'x'.repeat(16_000) });
  link.close('enough');
  t.is(await here.fleet.down('stuck'), 'enough');
  // What the sockets swallowed was a part that was taken: from the last of those on, five seconds.
  await settled(steps);
  for (let left = 5; left > 0; left--) steps.entries.at(-1)?.();
  proxy.resume();
  t.notRegex(await agent.down(), /enough/, 'it did not hear so: the connection was cut before');
  t.is(here.fleet.downs('stuck'), 1);
});

test('a close waits as long as what was sent before it goes on, however slowly', async (t) => {
  const here = await rig(t);
  const graces = { granted: 0, taken: 0 };
  const clock: Clock = {
    ...CLOCK,
    schedule: (afterMs, run) => {
      graces.granted++;
      const cancel = CLOCK.schedule(afterMs, run);
      return () => {
        graces.taken++;
        cancel();
      };
    },
  };
  const agent = new AgentSide(grpcAgentCarrier({ address: here.address, clock }), 'slow');
  await agent.up();
  const data = new Uint8Array(LIMITS.logChunkBytes);
  for (let at = 0; at < 40; at++)
    agent.link.send({ kind: 'log-chunk', stream: 's', at: at * data.length, data, end: false });
  agent.link.close();
  await here.fleet.down('slow');
  t.is(here.fleet.messages('slow').length, 40);
  t.true(graces.granted > 10, `${graces.granted} graces, each for the next part`);
  t.true(graces.taken >= graces.granted - 1);
});

/** Resolves when nothing was added for a while. */
async function settled<Entry>({ entries }: Journal<Entry>): Promise<void> {
  for (let seen = -1; seen !== entries.length; ) {
    seen = entries.length;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Sends until it is refused, within one turn of the loop; the bytes that were taken. */
function fill(send: (message: CoordinatorMessage) => boolean): number {
  let taken = 0;
  const message: CoordinatorMessage = { kind: 'refused', message: 'x'.repeat(16_000) };
  while (taken < 100 * 1024 * 1024 && send(message)) taken += 16_000;
  return taken;
}
