/** What a coordinator does with agents' links while leadership moves, and whom it believes. */
import { nodeId } from '@berth/core';
import { systemClock, systemRandom } from '@berth/runtime';
import {
  FleetRelay,
  grpcAgentCarrier,
  grpcFleetCarrier,
  MemoryFabric,
  type VouchedLink,
} from '@berth/transport';
import test, { type ExecutionContext } from 'ava';
import { AgentSide, FleetSide } from '../conformance/carrier-sides.js';

const CLOCK = systemClock();

type Rig = {
  readonly fabric: MemoryFabric;
  readonly relay: FleetRelay;
  readonly leads: (name: string) => void;
};

/** "f" follows; "a" and "b" may lead. */
async function rig(t: ExecutionContext, holdMs = 60_000): Promise<Rig> {
  const fabric = new MemoryFabric({ clock: CLOCK });
  const relay = new FleetRelay({ carrier: fabric.fleet('f'), clock: CLOCK, random: systemRandom(), holdMs });
  await relay.open();
  t.teardown(() => relay.close());
  const leads = (name: string) => relay.heard(name.charCodeAt(0), () => fabric.agent(name, 'f'));
  return { fabric, relay, leads };
}

async function fleetAt(fabric: MemoryFabric, name: string): Promise<FleetSide> {
  const side = new FleetSide(fabric.fleet(name));
  await side.listen();
  return side;
}

const status = (sequence: number) => ({ kind: 'status', sequence, statuses: [] }) as const;
const isStatus = (wanted: number) => (at: { readonly kind: string; readonly sequence?: number }) =>
  at.kind === 'status' && at.sequence === wanted;

test('what an agent says before anybody leads reaches the first one that does, in order', async (t) => {
  const { fabric, leads } = await rig(t);
  const agent = new AgentSide(fabric.agent('f'), 'n');
  await agent.up();
  for (let sequence = 1; sequence <= 20; sequence++) agent.link.send(status(sequence));
  const leader = await fleetAt(fabric, 'a');
  leads('a');
  await leader.message('n', isStatus(20));
  t.deepEqual(
    leader.messages('n'),
    Array.from({ length: 20 }, (_, at) => status(at + 1)),
  );
  t.is((await leader.link('n')).relayedBy, 'f');
});

test('when another one leads the link of the agent stays, and it is asked to say hello', async (t) => {
  const { fabric, leads } = await rig(t);
  const first = await fleetAt(fabric, 'a');
  leads('a');
  const agent = new AgentSide(fabric.agent('f'), 'n');
  await agent.up();
  await first.link('n');
  fabric.crash('a');
  const second = await fleetAt(fabric, 'b');
  leads('b');
  await agent.message((at) => at.kind === 'hello-request');
  agent.link.send(status(7));
  await second.message('n', isStatus(7));
  (await second.link('n')).send({ kind: 'status-ack', epoch: 2, sequence: 7 });
  await agent.message((at) => at.kind === 'status-ack');
  t.is(agent.count('down'), 0);
});

test('a leader that is replaced while it stands still is not listened to any more', async (t) => {
  const { fabric, leads } = await rig(t);
  const first = await fleetAt(fabric, 'a');
  leads('a');
  const agent = new AgentSide(fabric.agent('f'), 'n');
  await agent.up();
  const old = await first.link('n');
  const second = await fleetAt(fabric, 'b');
  leads('b');
  leads('a');
  await second.link('n');
  await first.down('n');
  t.false(old.send({ kind: 'status-ack', epoch: 1, sequence: 1 }));
  (await second.link('n')).send({ kind: 'status-ack', epoch: 2, sequence: 2 });
  await agent.message((at) => at.kind === 'status-ack');
  t.false(agent.messages().some((at) => at.kind === 'status-ack' && at.sequence === 1));
});

test('this coordinator leads, and no more: its links stay, through both changes', async (t) => {
  const { fabric, relay, leads } = await rig(t);
  const first = await fleetAt(fabric, 'a');
  leads('a');
  const agent = new AgentSide(fabric.agent('f'), 'n');
  await agent.up();
  await first.link('n');
  const own = new FleetSide(relay.served());
  await own.listen();
  await agent.message((at) => at.kind === 'hello-request');
  await first.down('n');
  agent.link.send(status(1));
  await own.message('n', isStatus(1));
  t.is((await own.link('n')).relayedBy, undefined);
  const later = await fleetAt(fabric, 'b');
  leads('b');
  await own.carrier.close();
  t.regex(await own.down('n'), /leads no more/);
  await later.link('n');
  agent.link.send(status(2));
  await later.message('n', isStatus(2));
  t.is(agent.count('down'), 0);
  t.is(own.messages('n').length, 1);
});

test('a leader that ends a link and is still there has meant it: the agent is told', async (t) => {
  const { fabric, leads } = await rig(t);
  const leader = await fleetAt(fabric, 'a');
  leads('a');
  const agent = new AgentSide(fabric.agent('f'), 'n');
  await agent.up();
  (await leader.link('n')).close('the agent came in on a newer link');
  const heard = setInterval(() => leads('a'), 50);
  t.teardown(() => clearInterval(heard));
  t.regex(await agent.down(), /newer link/);
});

test('nobody leads for too long: the agent is told, and looks elsewhere', async (t) => {
  const { fabric } = await rig(t, 100);
  const agent = new AgentSide(fabric.agent('f'), 'n');
  t.regex(await agent.down(), /no coordinator leads/);
});

test('what waits for a leader is bounded', async (t) => {
  const { fabric } = await rig(t);
  const agent = new AgentSide(fabric.agent('f'), 'n');
  await agent.up();
  const chunk = {
    kind: 'log-chunk',
    stream: 's',
    at: 0,
    data: new Uint8Array(64 * 1024),
    end: false,
  } as const;
  for (let sent = 0; sent < 300; sent++) agent.link.send(chunk);
  t.regex(await agent.down(), /bytes are waiting/);
});

test('a link that was handed on is not handed on again', async (t) => {
  const { fabric, leads } = await rig(t);
  const leader = await fleetAt(fabric, 'a');
  leads('a');
  const lost = new AgentSide(fabric.agent('f', 'g'), 'n');
  t.regex(await lost.down(), /does not lead/);
  t.is(leader.journal.entries.length, 0);
});

test('over gRPC, who may vouch for a node is asked first', async (t) => {
  const asked: VouchedLink[] = [];
  const fleet = grpcFleetCarrier({
    address: '127.0.0.1:0',
    clock: CLOCK,
    mayRelay: (link) => {
      asked.push(link);
      return link.by === 'c2' ? undefined : `"${link.by}" is no coordinator`;
    },
  });
  t.teardown(() => fleet.close());
  const side = new FleetSide(fleet);
  await side.listen();
  const address = fleet.server()?.address ?? '';
  const open = (node: string, relayedBy?: string) => {
    const by = relayedBy === undefined ? {} : { relayedBy };
    return new AgentSide(grpcAgentCarrier({ address, clock: CLOCK, ...by }), node);
  };
  await open('own').up();
  t.is((await side.link('own')).relayedBy, undefined);
  await open('good', 'c2').up();
  t.is((await side.link('good')).relayedBy, 'c2');
  t.regex(await open('bad', 'n1').down(), /"n1" is no coordinator/);
  t.deepEqual(
    asked.map(({ by, node }) => [by, node]),
    [
      ['c2', nodeId('good')],
      ['n1', nodeId('bad')],
    ],
  );
  t.true(asked.every(({ peer }) => /^127\.0\.0\.1:\d+$/.test(peer)));
  t.false(side.journal.entries.some(({ link }) => link.node === 'bad'));
});
