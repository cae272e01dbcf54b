/**
 * What every carrier of agent messages keeps. Registers one ava test per law; each takes a fresh pair from `open`, which
 * closes it by t.teardown. Waiting is for entries of the journals, never for time.
 */
import { type AgentMessage, type CoordinatorMessage, LIMITS } from '@berth/core';
import type { AgentCarrier, FleetCarrier } from '@berth/transport';
import test, { type ExecutionContext } from 'ava';
import { AgentSide, FleetSide } from './carrier-sides.js';

export type CarrierPair = {
  readonly fleet: FleetCarrier;
  /** Reaches `fleet` once that listens. */
  readonly agent: AgentCarrier;
};

export type CarrierCapabilities = {
  /** Messages of one link arrive in the order in which they were sent, each once, when nothing disturbs it. */
  readonly ordered: boolean;
  /**
   * The other end is the other side itself. Through a coordinator in between an agent's link comes up before it is known
   * whether the leader takes it, and each side hears of a breach of its neighbour's only that the link has ended.
   */
  readonly direct: boolean;
};

export function carrierConformance(
  name: string,
  open: (t: ExecutionContext) => Promise<CarrierPair>,
  capabilities: CarrierCapabilities,
): void {
  const law = (
    title: string,
    run: (t: ExecutionContext, pair: CarrierPair, fleet: FleetSide) => Promise<void>,
  ) =>
    test(`${name}: ${title}`, async (t) => {
      const pair = await open(t);
      await run(t, pair, new FleetSide(pair.fleet));
    });

  law('a link comes up at both ends, in the name of its node', async (t, pair, fleet) => {
    await fleet.listen();
    const agent = new AgentSide(pair.agent, 'shop-1');
    await agent.up();
    const link = await fleet.link('shop-1');
    t.is(link.carrier, pair.fleet.name);
    t.is(agent.count('up'), 1);
  });

  law('messages arrive whole, in both directions', async (t, pair, fleet) => {
    await fleet.listen();
    const agent = await opened(pair, 'a');
    const chunk = logChunk('s', LIMITS.logChunkBytes);
    t.true(agent.link.send(chunk));
    t.deepEqual(await fleet.message('a', (at) => at.kind === 'log-chunk'), chunk);
    const link = await fleet.link('a');
    t.true(link.send({ kind: 'refused', message: 'no\u{1f6a2}' }));
    t.deepEqual(await agent.message((at) => at.kind === 'refused'), {
      kind: 'refused',
      message: 'no\u{1f6a2}',
    });
  });

  if (capabilities.ordered) {
    law('many messages arrive once each and in order', async (t, pair, fleet) => {
      await fleet.listen();
      const agent = await opened(pair, 'a');
      const link = await fleet.link('a');
      const numbers = Array.from({ length: 500 }, (_, i) => i + 1);
      for (const n of numbers) {
        t.true(agent.link.send(status(n)));
        t.true(link.send({ kind: 'status-ack', epoch: 1, sequence: n }));
      }
      await fleet.message('a', (at) => at.kind === 'status' && at.sequence === 500);
      await agent.message((at) => at.kind === 'status-ack' && at.sequence === 500);
      t.deepEqual(fleet.messages('a').map(sequenceOf), numbers);
      t.deepEqual(agent.messages().map(sequenceOf), numbers);
    });

    law('what was sent before a close arrives before the end', async (t, pair, fleet) => {
      await fleet.listen();
      const agent = await opened(pair, 'a');
      const link = await fleet.link('a');
      link.send({ kind: 'refused', message: 'another machine has this name' });
      link.close('refused');
      await agent.down();
      t.deepEqual(
        agent.journal.entries.map((at) => at.what),
        ['up', 'message', 'down'],
      );
      const other = await opened(pair, 'b');
      other.link.send(status(9));
      other.link.close();
      await fleet.down('b');
      t.deepEqual(fleet.messages('b'), [status(9)]);
    });
  }

  law('a close waits for all that was sent before it, also when that is much', async (t, pair, fleet) => {
    await fleet.listen();
    const agent = await opened(pair, 'a');
    for (let i = 0; i < 40; i++) t.true(agent.link.send(logChunk(`s${i}`, LIMITS.logChunkBytes)));
    agent.link.close();
    await fleet.down('a');
    t.is(fleet.messages('a').length, 40);
    const other = await opened(pair, 'b');
    const link = await fleet.link('b');
    for (let i = 0; i < 160; i++) t.true(link.send(refusalOf(LIMITS.textChars)));
    link.close('enough');
    await other.down();
    t.is(other.messages().length, 160);
  });

  law('a message close to the bound arrives', async (t, pair, fleet) => {
    await fleet.listen();
    const agent = await opened(pair, 'a');
    const link = await fleet.link('a');
    t.true(link.send(refusalOf(LIMITS.textChars)));
    t.true(link.send(removals(LIMITS.messageBytes - 64 * 1024)));
    const message = await agent.message((at) => at.kind === 'assignment');
    t.deepEqual(message, removals(LIMITS.messageBytes - 64 * 1024));
  });

  law('large messages of several links pass each other whole', async (t, pair, fleet) => {
    await fleet.listen();
    const bytes = LIMITS.messageBytes / 16;
    const agents = [await opened(pair, 'a'), await opened(pair, 'b')];
    for (const agent of agents) {
      const link = await fleet.link(agent.node);
      for (let i = 0; i < 3; i++) t.true(link.send(removals(bytes + i)));
      for (let i = 0; i < 3; i++) t.true(agent.link.send(logChunk(`s${i}`, LIMITS.logChunkBytes)));
      t.true(link.send({ kind: 'status-ack', epoch: 1, sequence: 5 }));
      t.true(agent.link.send(status(5)));
    }
    const text = JSON.stringify(removals(bytes));
    for (const agent of agents) {
      await agent.message((at) => sequenceOf(at) === 5);
      await fleet.message(agent.node, (at) => sequenceOf(at) === 5);
      const [first, ...others] = agent.messages().filter((at) => at.kind === 'assignment');
      t.is(JSON.stringify(first), text);
      t.is(others.length, 2);
      const chunks = fleet.messages(agent.node).filter((at) => at.kind === 'log-chunk');
      t.deepEqual(
        chunks,
        [0, 1, 2].map((i) => logChunk(`s${i}`, LIMITS.logChunkBytes)),
      );
    }
  });

  law('an oversized message of the coordinator ends that link and no other', async (t, pair, fleet) => {
    await fleet.listen();
    const [agent, other] = [await opened(pair, 'a'), await opened(pair, 'b')];
    const link = await fleet.link('a');
    t.false(link.send(removals(LIMITS.messageBytes + 64 * 1024)));
    t.regex(await fleet.down('a'), /over the bound of 4194304/);
    await agent.down();
    await alive(t, fleet, other);
  });

  law('an oversized message of an agent ends that link and no other', async (t, pair, fleet) => {
    await fleet.listen();
    const [agent, other] = [await opened(pair, 'a'), await opened(pair, 'b')];
    await fleet.link('a');
    t.false(agent.link.send(oversizedStatus()));
    t.regex(await agent.down(), /over the bound of 4194304/);
    await fleet.down('a');
    await alive(t, fleet, other);
  });

  law(
    'a message that breaks the rules of the border ends that link, with the reason',
    async (t, pair, fleet) => {
      await fleet.listen();
      const [agent, other] = [await opened(pair, 'a'), await opened(pair, 'b')];
      await fleet.link('a');
      t.true(agent.link.send(logChunk('s', LIMITS.logChunkBytes + 1)));
      const why = await fleet.down('a');
      if (capabilities.direct) t.regex(why, /log-chunk\.data is over/);
      t.regex(await agent.down(), /log-chunk\.data is over/);
      await alive(t, fleet, other);
    },
  );

  law(
    'a message of the coordinator that breaks the rules ends the link, with the reason',
    async (t, pair, fleet) => {
      await fleet.listen();
      const agent = await opened(pair, 'a');
      const link = await fleet.link('a');
      t.true(link.send({ kind: 'log-cancel', stream: '' }));
      t.regex(await agent.down(), /log-cancel\.stream is empty/);
      await fleet.down('a');
      await alive(t, fleet, await opened(pair, 'b'));
    },
  );

  law('when the agent closes, both ends are told once', async (t, pair, fleet) => {
    await fleet.listen();
    const agent = await opened(pair, 'a');
    const link = await fleet.link('a');
    agent.link.close();
    t.is(agent.count('down'), 0, 'not inside the call');
    agent.link.close();
    await Promise.all([agent.down(), fleet.down('a')]);
    t.false(agent.link.send({ kind: 'resync' }));
    t.false(link.send({ kind: 'hello-request' }));
    link.close('again');
    await alive(t, fleet, await opened(pair, 'b'));
    t.is(agent.count('down'), 1);
    t.is(fleet.downs('a'), 1);
  });

  law('when the coordinator closes, both ends are told once, and the agent why', async (t, pair, fleet) => {
    await fleet.listen();
    const agent = await opened(pair, 'a');
    const link = await fleet.link('a');
    link.close('a newer link of this node is there');
    t.is(fleet.downs('a'), 0, 'not inside the call');
    link.close('again');
    t.regex(await agent.down(), /a newer link of this node is there/);
    t.is(await fleet.down('a'), 'a newer link of this node is there');
    t.false(link.send({ kind: 'hello-request' }));
    t.false(agent.link.send({ kind: 'resync' }));
    await alive(t, fleet, await opened(pair, 'b'));
    t.is(agent.count('down'), 1);
    t.is(fleet.downs('a'), 1);
  });

  law('a link closed before it is up goes down once and never up', async (t, pair, fleet) => {
    await fleet.listen();
    const agent = new AgentSide(pair.agent, 'a');
    t.false(agent.link.send({ kind: 'resync' }));
    agent.link.close();
    await agent.down();
    await alive(t, fleet, await opened(pair, 'b'));
    t.deepEqual(
      agent.journal.entries.map((at) => at.what),
      ['down'],
    );
  });

  law('two links of one node stand beside each other', async (t, pair, fleet) => {
    await fleet.listen();
    const [first, second] = [await opened(pair, 'a'), await opened(pair, 'a')];
    first.link.send(status(1));
    second.link.send(status(2));
    await fleet.message('a', (at) => sequenceOf(at) === 1);
    await fleet.message('a', (at) => sequenceOf(at) === 2);
    first.link.close();
    await fleet.down('a');
    second.link.send(status(3));
    await fleet.message('a', (at) => sequenceOf(at) === 3);
    t.is(second.count('down'), 0);
  });

  law('where nothing listens the link goes down with one line that says so', async (t, pair, fleet) => {
    await fleet.listen();
    await fleet.carrier.close();
    const agent = new AgentSide(pair.agent, 'a');
    const why = await agent.down();
    t.regex(why, /nothing listens there/);
    t.false(why.includes('\n'));
    if (capabilities.direct) t.is(agent.count('up'), 0);
  });

  law(
    'when the coordinator stops, every link goes down once, and can be opened again later',
    async (t, pair, fleet) => {
      await fleet.listen();
      const agents = [await opened(pair, 'a'), await opened(pair, 'b'), await opened(pair, 'c')];
      for (const agent of agents) await fleet.link(agent.node);
      await fleet.carrier.close();
      for (const agent of agents) {
        t.regex(await agent.down(), /shutting down/);
        await fleet.down(agent.node);
      }
      for (const agent of agents) t.deepEqual([agent.count('down'), fleet.downs(agent.node)], [1, 1]);
    },
  );
}

async function opened(pair: CarrierPair, node: string): Promise<AgentSide> {
  const agent = new AgentSide(pair.agent, node);
  await agent.up();
  return agent;
}

/** A question and an answer over a link: whatever was on its way before has arrived by then. */
async function alive(t: ExecutionContext, fleet: FleetSide, agent: AgentSide): Promise<void> {
  t.true(agent.link.send(status(77)));
  await fleet.message(agent.node, (at) => sequenceOf(at) === 77);
  const link = await fleet.link(agent.node);
  t.true(link.send({ kind: 'status-ack', epoch: 1, sequence: 77 }));
  await agent.message((at) => sequenceOf(at) === 77);
}

function status(sequence: number): AgentMessage {
  return { kind: 'status', sequence, statuses: [] };
}

function sequenceOf(message: AgentMessage | CoordinatorMessage): number {
  return 'sequence' in message ? message.sequence : -1;
}

function logChunk(stream: string, bytes: number): AgentMessage {
  return {
    kind: 'log-chunk',
    at: 0,
    stream,
    data: Uint8Array.from({ length: bytes }, (_, i) => i % 251),
    end: false,
  };
}

function refusalOf(chars: number): CoordinatorMessage {
  return { kind: 'refused', message: 'x'.repeat(chars) };
}

/** An assignment of about so many bytes: placement ids of 100. */
function removals(bytes: number): CoordinatorMessage {
  const id = (i: number) => `${'s'.repeat(41)}/${'w'.repeat(41)}/${String(i).padStart(10, '0')}.1`;
  const removed = Array.from({ length: Math.floor(bytes / 98) }, (_, i) => id(i) as never);
  return {
    kind: 'assignment',
    epoch: 1,
    form: 'delta',
    baseVersion: 1,
    version: 2,
    digest: 'd',
    placements: [],
    removed,
    runs: {},
  };
}

function oversizedStatus(): AgentMessage {
  const message = 'm'.repeat(16 * 1024);
  const statuses = Array.from({ length: 300 }, (_, i) => ({
    placement: `a/b/${i}.1` as never,
    phase: 'running' as const,
    restarts: 0,
    message,
    atMs: 1,
  }));
  return { kind: 'status', sequence: 1, statuses };
}
