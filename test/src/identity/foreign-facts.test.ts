/** Property: no message of an agent changes a fact about another node, whatever it says, over a real coordinator. */
import { startCoordinator } from '@berth/coordinator';
import { type AgentMessage, canonicalJson, entitiesOf, type Log, nodeId } from '@berth/core';
import { MemoryDisk, openLedger } from '@berth/ledger';
import { systemClock, systemIds } from '@berth/runtime';
import { createScheduler, rebalance } from '@berth/scheduler';
import { blockCodec, MemoryFabric } from '@berth/transport';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { AgentSide } from '../conformance/carrier-sides.js';
import { AGENT_MESSAGES } from '../transport/generators.js';
import { helloOf } from './hosts.js';

const QUIET: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const ACTOR = { name: 'tester' };

async function started(t: ExecutionContext) {
  const clock = systemClock();
  const ids = systemIds();
  const fabric = new MemoryFabric({ clock });
  const ledger = await openLedger({
    store: new MemoryDisk().open(),
    codec: blockCodec,
    ids,
    clock,
    leader: 'c',
  });
  const failures: unknown[] = [];
  const coordinator = await startCoordinator({
    ...{ ledger, clock, ids, log: QUIET, createScheduler, rebalance, name: 'c', version: 'test' },
    carriers: [fabric.fleet()],
    onFatal: (thrown) => failures.push(thrown),
  });
  t.teardown(() => coordinator.stop());
  return { coordinator, fabric, failures };
}

/** Both nodes have the same copies in their messages: the generators do not know which node holds what. */
function aimed(message: AgentMessage, copy: string): AgentMessage {
  if (message.kind !== 'status') return message;
  return {
    ...message,
    statuses: message.statuses.map((status) => ({ ...status, placement: copy as never })),
  };
}

test('whatever an agent says, and whomever it says it is, another node stays what it was', async (t) => {
  const { coordinator, fabric, failures } = await started(t);
  const victim = new AgentSide(fabric.agent(), 'victim');
  await victim.up();
  victim.link.send(helloOf('victim'));
  await victim.message(({ kind }) => kind === 'welcome');
  const source = JSON.stringify({ stack: 's', workloads: { w: { process: { command: ['sleep', '1'] } } } });
  await coordinator.api.apply({ source, actor: ACTOR });
  const [copy] = (await coordinator.api.listPlacements({})).placements;
  t.is(copy?.node, nodeId('victim'));
  const facts = () =>
    canonicalJson(
      [...entitiesOf(coordinator.state)].filter(
        ([key]) => key === 'node:victim' || key.startsWith('placement:'),
      ),
    );
  const before = facts();
  const anything = fc.oneof(...Object.values(AGENT_MESSAGES)) as fc.Arbitrary<AgentMessage>;
  const forged = AGENT_MESSAGES.hello.map((hello) => ({
    ...hello,
    node: { ...hello.node, id: nodeId('victim') },
  }));
  let heard = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(anything, anything, forged), { maxLength: 8 }), async (messages) => {
      const side = new AgentSide(fabric.agent(), 'evil');
      await side.up();
      side.link.send(helloOf('evil'));
      await side.journal.until(
        (at) => at.what === 'down' || (at.what === 'message' && at.message.kind === 'welcome'),
      );
      const sent = messages.filter((message) => side.link.send(aimed(message, copy?.id ?? '')));
      heard += sent.length;
      side.link.close();
      await side.down();
      // Decided after all that was sent before.
      await coordinator.api.listStacks();
      await coordinator.api.info();
      if (facts() !== before) throw new Error('something about the victim changed');
    }),
    { numRuns: 200 },
  );
  t.true(heard > 200, `${heard} messages`);
  t.deepEqual(failures, []);
});
