/** What goes wrong around a real server: it dies, ways are cut, ends fall silent, several coordinators listen. */

import { freePorts } from '@berth/bench/testing';
import { type Clock, nodeId } from '@berth/core';
import { systemClock, systemRandom } from '@berth/runtime';
import { type NatsFleetOptions, natsAgentCarrier, natsFleetCarrier } from '@berth/transport';
import {
  advice,
  connectNats,
  encodeFrame,
  encodeWord,
  fleetSubjects,
  NO_LINK,
  tooOld,
} from '@berth/transport/testing';
import test, { type ExecutionContext } from 'ava';
import { AgentSide, FleetSide } from '../conformance/carrier-sides.js';
import { Journal } from '../conformance/journal.js';
import { type NatsServer, startNatsServer } from '../nats/servers.js';
import { TcpProxy } from './tcp-proxy.js';
import { VirtualClock } from './virtual-clock.js';

const CLOCK: Clock = systemClock();
const RANDOM = systemRandom();
const SOON = { minMs: 20, maxMs: 60 };

let server: NatsServer;
const ends: (() => void | Promise<void>)[] = [];
test.before(async () => {
  server = await startNatsServer({ teardown: (end) => void ends.push(end) });
});
test.after.always(async () => {
  for (const end of ends.reverse()) await end();
});

type Options = { readonly url?: string; readonly clock?: Clock };

async function coordinator(
  t: ExecutionContext,
  cluster: string,
  { url = server.url, ...options }: Options & Partial<NatsFleetOptions> = {},
): Promise<FleetSide> {
  const nats = { servers: [url], name: cluster };
  const carrier = natsFleetCarrier({
    ...{ nats, cluster, clock: CLOCK, random: RANDOM, reconnect: SOON },
    ...options,
  });
  t.teardown(() => carrier.close());
  const fleet = new FleetSide(carrier);
  await fleet.listen();
  return fleet;
}

/** A carrier of a node; open it with `new AgentSide(carrier, node)`. */
function agentCarrier(t: ExecutionContext, cluster: string, node: string, { url, clock }: Options = {}) {
  const nats = { servers: [url ?? server.url], name: node };
  const carrier = natsAgentCarrier({
    ...{ nats, cluster, node: nodeId(node), random: RANDOM, reconnect: SOON },
    clock: clock ?? CLOCK,
  });
  t.teardown(() => carrier.close());
  return carrier;
}

async function agent(t: ExecutionContext, cluster: string, node: string, options: Options = {}) {
  const side = new AgentSide(agentCarrier(t, cluster, node, options), node);
  await side.up();
  return side;
}

async function proxyTo(t: ExecutionContext, { url }: NatsServer = server): Promise<TcpProxy> {
  const proxy = await TcpProxy.open(Number(new URL(url).port));
  t.teardown(() => proxy.close());
  return proxy;
}

/** Raw access to the server, as somebody who may do all. */
async function outsider(t: ExecutionContext, url = server.url) {
  const wire = await connectNats(
    { servers: [url], name: 'outsider' },
    { onClosed: () => {}, onForbidden: () => {} },
  );
  t.teardown(() => wire.close());
  return wire;
}

test('a server that dies takes its links down at both ends, once; when it is back both come back', async (t) => {
  const own = await startNatsServer(t);
  const fleet = await coordinator(t, 'dies', { url: own.url });
  const carrier = agentCarrier(t, 'dies', 'a', { url: own.url });
  const first = new AgentSide(carrier, 'a');
  await first.up();
  await fleet.link('a');
  await own.kill();
  t.regex(await first.down(), /connection to NATS at 127.* was lost/);
  t.regex(await fleet.down('a'), /connection to NATS at 127.* was lost/);
  const early = new AgentSide(carrier, 'a');
  t.regex(await early.down(), /^cannot reach NATS at 127\.0\.0\.1:\d+: the connection was refused$/);
  await own.start();
  let back: AgentSide;
  do {
    back = new AgentSide(carrier, 'a');
    await back.journal.until(() => true);
  } while (back.count('down') > 0);
  back.link.send({ kind: 'resync' });
  await fleet.message('a', (message) => message.kind === 'resync');
  t.deepEqual([first.count('down'), fleet.downs('a')], [1, 1]);
});

test('a coordinator starts without NATS, says so, and takes links once it is there', async (t) => {
  const own = await startNatsServer(t);
  await own.kill();
  const problems = new Journal<string>();
  const fleet = await coordinator(t, 'late', { url: own.url, onProblem: (why) => problems.add(why) });
  t.regex(await problems.until(() => true), /^cannot reach NATS at 127.*refused$/);
  await own.start();
  const carrier = agentCarrier(t, 'late', 'a', { url: own.url });
  t.is(problems.entries.length, 1, 'said once, however often it is tried');
  for (;;) {
    const side = new AgentSide(carrier, 'a');
    const first = await side.journal.until(() => true);
    if (first.what === 'up') break;
  }
  t.is((await fleet.link('a')).node, nodeId('a'));
});

test('an agent whose way is cut goes down; the coordinator learns it by what it sends', async (t) => {
  const fleet = await coordinator(t, 'cut-agent');
  const proxy = await proxyTo(t);
  const side = await agent(t, 'cut-agent', 'a', { url: `nats://${proxy.address}` });
  const other = await agent(t, 'cut-agent', 'b');
  const link = await fleet.link('a');
  await proxy.close();
  await side.down();
  // The first may still be answered, the second asks.
  link.send({ kind: 'hello-request' });
  link.send({ kind: 'hello-request' });
  t.regex(await fleet.down('a'), /connection of the agent was cut/);
  t.is(other.count('down'), 0);
  t.false(link.send({ kind: 'hello-request' }));
});

test('an agent that is cut while nobody speaks is found by a ping', async (t) => {
  const fleet = await coordinator(t, 'cut-idle', { pingAfterMs: 200, pingTimeoutMs: 60_000 });
  const proxy = await proxyTo(t);
  const side = await agent(t, 'cut-idle', 'a', { url: `nats://${proxy.address}` });
  const other = await agent(t, 'cut-idle', 'b');
  await fleet.link('b');
  await proxy.close();
  await side.down();
  t.regex(await fleet.down('a'), /connection of the agent was cut/);
  t.is(fleet.downs('b'), 0, 'one that answers stays');
  t.is(other.count('down'), 0);
});

test('an agent that is silent but connected is given up after the time for an answer', async (t) => {
  const fleet = await coordinator(t, 'silent', { pingAfterMs: 300, pingTimeoutMs: 600 });
  const proxy = await proxyTo(t);
  const side = await agent(t, 'silent', 'a', { url: `nats://${proxy.address}` });
  proxy.stall();
  t.regex(await fleet.down('a'), /nothing was heard of the agent for 1 s/);
  t.is(side.count('down'), 0, 'the agent has not been told');
});

test('a coordinator whose way is cut: its links end, and agents hear of it when they speak', async (t) => {
  const proxy = await proxyTo(t);
  const fleet = await coordinator(t, 'cut-coordinator', { url: `nats://${proxy.address}` });
  const side = await agent(t, 'cut-coordinator', 'a');
  await fleet.link('a');
  proxy.cut();
  t.regex(await fleet.down('a'), /connection to NATS at .* was lost/);
  t.is(side.count('down'), 0, 'NATS does not tell it');
  const stop = speakOn(side);
  t.regex(await side.down(), /nothing listens there|does not know this link/);
  stop();
  const again = new AgentSide(agentCarrier(t, 'cut-coordinator', 'b'), 'b');
  await again.journal.until(() => true);
});

test('a coordinator that was killed: the first message that is not answered finds out', async (t) => {
  const proxy = await proxyTo(t);
  await coordinator(t, 'killed', { url: `nats://${proxy.address}`, reconnect: { minMs: 1e6, maxMs: 1e6 } });
  const side = await agent(t, 'killed', 'a');
  proxy.cut();
  const stop = speakOn(side);
  t.regex(await side.down(), /cannot reach a coordinator over NATS at \S+: nothing listens there/);
  stop();
});

/** Sends again and again until it is told to stop. */
function speakOn(side: AgentSide): () => void {
  const timer = setInterval(() => side.link.send({ kind: 'resync' }), 20);
  return () => clearInterval(timer);
}

test('an agent that takes nothing is cut off at the bound of its queue, and holds up nobody', async (t) => {
  const queueBytes = 4 * 1024 * 1024;
  const fleet = await coordinator(t, 'stuck', { queueBytes });
  const proxy = await proxyTo(t);
  await agent(t, 'stuck', 'slow', { url: `nats://${proxy.address}` });
  const other = await agent(t, 'stuck', 'other');
  const link = await fleet.link('slow');
  proxy.stall();
  const message = { kind: 'refused', message: 'x'.repeat(16_000) } as const;
  let taken = 0;
  while (taken < 2 * queueBytes && link.send(message)) taken += 16_000;
  t.true(taken <= queueBytes && taken > queueBytes - 64_000, `${taken} bytes were taken`);
  t.regex(await fleet.down('slow'), /the agent does not take its messages: \d+ bytes are waiting/);
  (await fleet.link('other')).send({ kind: 'hello-request' });
  await other.message((at) => at.kind === 'hello-request');
  t.pass();
});

// ---- several coordinators --------------------------------------------------------------------------------------------

test('of two coordinators the one that leads answers, also when the other speaks first', async (t) => {
  const why = 'c2 leads: this is c1';
  const follower = await coordinator(t, 'two', { admits: () => ({ kind: 'refuse', why }) });
  const leader = await coordinator(t, 'two');
  for (const node of ['a', 'b', 'c']) {
    const side = await agent(t, 'two', node);
    side.link.send({ kind: 'resync' });
    await leader.message(node, (message) => message.kind === 'resync');
  }
  t.deepEqual(follower.journal.entries, []);
});

test('a connection that nothing comes through is found by the next link, not by pings that are rare', async (t) => {
  const proxy = await proxyTo(t);
  await coordinator(t, 'half-open');
  const carrier = agentCarrier(t, 'half-open', 'a', { url: `nats://${proxy.address}` });
  const first = new AgentSide(carrier, 'a');
  await first.up();
  proxy.stall();
  const second = new AgentSide(carrier, 'a');
  t.regex(await second.down(), /the connection to NATS at .* was lost/);
  t.regex(await first.down(), /the connection to NATS at .* was lost/);
});

test('where none leads, the agent hears the name of who does', async (t) => {
  const why = 'ask c3: it leads, this is c1';
  await coordinator(t, 'none', { admits: () => ({ kind: 'refuse', why }) });
  await coordinator(t, 'none', { admits: () => ({ kind: 'silent' }) });
  t.is(await new AgentSide(agentCarrier(t, 'none', 'a'), 'a').down(), why);
});

test('where all are silent the agent gives up in time', async (t) => {
  await coordinator(t, 'mute', { admits: () => ({ kind: 'silent' }) });
  const timers = new Journal<{ afterMs: number; run: () => void }>();
  const clock: Clock = {
    ...CLOCK,
    schedule: (afterMs, run) => {
      timers.add({ afterMs, run });
      return () => {};
    },
  };
  const side = new AgentSide(agentCarrier(t, 'mute', 'a', { clock }), 'a');
  (await timers.until(({ afterMs }) => afterMs === 10_000)).run();
  t.regex(await side.down(), /no coordinator answered over NATS in time/);
});

test('two that both lead: the agent takes one, and the other loses its link', async (t) => {
  const sides = [await coordinator(t, 'split'), await coordinator(t, 'split')];
  const side = await agent(t, 'split', 'a');
  const links = await Promise.all(sides.map((fleet) => fleet.link('a')));
  t.is(links.length, 2);
  const down = await Promise.race(sides.map((fleet) => fleet.down('a')));
  t.regex(down, /the agent closed the link: not wanted any more/);
  t.is(sides.filter((fleet) => fleet.downs('a') === 0).length, 1);
  t.is(side.count('up'), 1);
});

test('a coordinator that begins to lead tells agents of the old one to come in anew', async (t) => {
  let leads = false;
  const old = await coordinator(t, 'hand-over', {
    admits: () => (leads ? { kind: 'refuse', why: 'the other leads' } : { kind: 'serve' }),
  });
  const next = await coordinator(t, 'hand-over', {
    admits: () => (leads ? { kind: 'serve' } : { kind: 'silent' }),
  });
  const carrier = agentCarrier(t, 'hand-over', 'a');
  const first = new AgentSide(carrier, 'a');
  await first.up();
  first.link.send({ kind: 'resync' });
  await old.message('a', (message) => message.kind === 'resync');
  t.is(first.count('down'), 0, 'a follower does not meddle');
  leads = true;
  first.link.send({ kind: 'resync' });
  t.regex(await first.down(), /the coordinator closed the link: it does not know this link/);
  const second = new AgentSide(carrier, 'a');
  await second.up();
  t.is((await next.link('a')).node, nodeId('a'));
});

// ---- what others send ------------------------------------------------------------------------------------------------

test('noise, links of others and offers that nobody asked for change nothing', async (t) => {
  const fleet = await coordinator(t, 'noise');
  const victim = await agent(t, 'noise', 'a');
  await agent(t, 'noise', 'b');
  const { link } = (await fleet.link('a')) && { link: '1'.repeat(8) };
  const wire = await outsider(t);
  const { up, down } = fleetSubjects('noise');
  const spied = new Journal<string>();
  wire.subscribe(up(nodeId('a')), ({ data }) => spied.add(Buffer.from(data).toString('hex', 1, 5)));
  await wire.flush();
  victim.link.send({ kind: 'resync' });
  const own = await spied.until(() => true);
  // From another node's subject, with the link's true name: not of this link.
  wire.publish(up(nodeId('b')), encodeWord('close', own));
  wire.publish(up(nodeId('a')), new Uint8Array([200, 1, 2]));
  wire.publish(up(nodeId('a')), encodeWord('open', NO_LINK));
  wire.publish(down(nodeId('a')), encodeWord('accept', link));
  wire.publish(down(nodeId('a')), encodeWord('close', link, 'not ours'));
  wire.publish(down(nodeId('a')), new Uint8Array(0));
  wire.publish('bu.noise.Not-A-Name', encodeWord('open', NO_LINK), 'x.y');
  await wire.flush();
  victim.link.send({ kind: 'status', sequence: 3, statuses: [] });
  await fleet.message('a', (message) => message.kind === 'status');
  t.deepEqual([victim.count('down'), fleet.downs('a')], [0, 0]);
});

test('an answer goes to the inbox of the node that asked, wherever else the question points', async (t) => {
  const fleet = await coordinator(t, 'deputy');
  const { up, down, agentInbox } = fleetSubjects('deputy');
  const wire = await outsider(t);
  const answered = new Journal<string>();
  const elsewhere = ['$JS.API.STREAM.DELETE.ledger', down(nodeId('b')), `${agentInbox(nodeId('b'))}.1`, 'x'];
  for (const subject of elsewhere) wire.subscribe(subject, (message) => answered.add(message.subject));
  const own = `${agentInbox(nodeId('a'))}.x.1`;
  wire.subscribe(own, (message) => answered.add(message.subject));
  for (const reply of [...elsewhere, own]) wire.publish(up(nodeId('a')), encodeWord('open', NO_LINK), reply);
  await fleet.link('a');
  t.is(await answered.until(() => true), own);
  await wire.flush();
  t.deepEqual(answered.entries, [own]);
  t.is(fleet.journal.entries.length, 1);
});

test('servers that are too old are refused by number, those with known faults are named', (t) => {
  t.regex(tooOld('2.9.25') ?? '', /is version 2\.9\.25: Berth needs 2\.10\.0 or newer/);
  t.is(tooOld('2.10.0'), undefined);
  t.is(tooOld('3.0.0-beta'), undefined);
  t.regex(tooOld('') ?? '', /is version/);
  t.regex(advice('2.10.27') ?? '', /2\.14\.3 or newer/);
  t.is(advice('2.14.3'), undefined);
  t.is(advice('2.15.1'), undefined);
});

test('a node that opens links without end keeps its newest', async (t) => {
  const fleet = await coordinator(t, 'many');
  const carrier = agentCarrier(t, 'many', 'a');
  const sides = [];
  for (let i = 0; i < 9; i++) {
    const side = new AgentSide(carrier, 'a');
    await side.up();
    sides.push(side);
  }
  t.regex((await sides[0]?.down()) ?? '', /this node opened newer links/);
  sides[8]?.link.send({ kind: 'resync' });
  await fleet.message('a', (message) => message.kind === 'resync');
  t.is(fleet.downs('a'), 1);
});

test('frames that were lost between servers end the link', async (t) => {
  const fleet = await coordinator(t, 'gap');
  const victim = await agent(t, 'gap', 'a');
  const wire = await outsider(t);
  const { up } = fleetSubjects('gap');
  const spied = new Journal<string>();
  wire.subscribe(up(nodeId('a')), ({ data }) => spied.add(Buffer.from(data).toString('hex', 1, 5)));
  await wire.flush();
  victim.link.send({ kind: 'resync' });
  const link = await spied.until(() => true);
  const payload = new Uint8Array([1]);
  wire.publish(up(nodeId('a')), encodeFrame({ kind: 'last', link, sequence: 4, received: 0, payload }));
  t.regex(await fleet.down('a'), /3 messages were lost on their way/);
  t.regex(await victim.down(), /3 messages were lost on their way/);
});

// ---- connecting again ------------------------------------------------------------------------------------------------

test('attempts are 1 to 30 s apart, drawn anew each time, also the first after a loss', async (t) => {
  const clock = new VirtualClock();
  const [port] = await freePorts(1);
  const draws = [0, 0.5, 0.999];
  const carrier = natsAgentCarrier({
    nats: { servers: [`nats://127.0.0.1:${port}`], name: 'a' },
    node: nodeId('a'),
    clock,
    random: { next: () => draws.shift() ?? 0 },
  });
  t.teardown(() => carrier.close());
  t.regex(await new AgentSide(carrier, 'a').down(), /the connection was refused/);
  for (const waitMs of [1_000, 15_500, 29_971]) {
    t.is(Math.round(clock.nextInMs), waitMs);
    const side = new AgentSide(carrier, 'a');
    clock.advance(clock.nextInMs);
    t.regex(await side.down(), /the connection was refused/);
  }
});

test('wrong credentials are named in one line, and hold up nothing', async (t) => {
  const config = 'authorization { users: [{ user: u, password: p }] }';
  const own = await startNatsServer(t, { config });
  const open = (nats: { user: string; password: string }) => {
    const carrier = natsAgentCarrier({
      nats: { servers: [own.url], name: 'a', credentials: nats },
      ...{ node: nodeId('a'), clock: CLOCK, random: RANDOM, cluster: 'auth' },
    });
    t.teardown(() => carrier.close());
    return new AgentSide(carrier, 'a').down();
  };
  t.regex(
    await open({ user: 'u', password: 'wrong' }),
    /^cannot reach NATS at \S+: it refuses these credentials$/,
  );
  t.regex(await open({ user: 'u', password: 'p' }), /nothing listens there/);
});
