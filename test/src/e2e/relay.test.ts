/** An agent that knows one coordinator only, which never leads: it works through it, whoever leads. */
import { setTimeout as delay } from 'node:timers/promises';
import type { ExecIn, ExecOut } from '@berth/client';
import { BerthError, type PlacementView } from '@berth/core';
import test from 'ava';
import { ReplicatedCluster } from '../faults/replicated-cluster.js';

async function until<Found>(find: () => Promise<Found | undefined>, what: string): Promise<Found> {
  for (let waited = 0; waited < 60_000; waited += 50) {
    const found = await find().catch((thrown: unknown) => {
      if (!['not_leader', 'unreachable', 'timed_out'].includes(BerthError.from(thrown).code)) throw thrown;
      return undefined;
    });
    if (found !== undefined) return found;
    await delay(50);
  }
  throw new Error(`it never came that ${what}`);
}

async function* typed(text: string): AsyncGenerator<ExecIn> {
  yield { kind: 'input', data: Buffer.from(text) };
}

/** What a command says, and its exit code. */
async function heard(items: AsyncIterable<ExecOut>): Promise<string> {
  let text = '';
  for await (const item of items) text += item.kind === 'exit' ? item.exitCode : Buffer.from(item.data);
  return text;
}

test('the leader dies, which is not the one that the agent knows: its link stays, runs go on, work comes', async (t) => {
  const cluster = await ReplicatedCluster.open(t);
  const first = await cluster.leader(cluster.client(...cluster.names));
  const followers = cluster.names.filter((name) => name !== first.name);
  const client = cluster.client(...followers);
  const resources = { cpu: '10m', memory: '16Mi' };
  const w = { process: { command: cluster.recorded }, resources };
  /** A copy on each node. */
  const apply = async (stack: string, asked = client, nodes = ['n0', 'n1']) => {
    const workloads = Object.fromEntries(
      nodes.map((node) => [node, { ...w, placement: { require: [`node.id == '${node}'`] } }]),
    );
    await asked.apply({ source: JSON.stringify({ stack, workloads }), actor: { name: 'e2e' } });
    return true;
  };
  const running = (stack: string, asked = client, copies = 2): Promise<PlacementView[]> =>
    until(async () => {
      const { placements } = await asked.listPlacements({ stack });
      const run = placements.filter(({ observed }) => observed === 'running');
      return run.length === copies ? run : undefined;
    }, `${stack} runs`);

  // One agent at each follower: after the kill one of these leads, and the other hands on to it.
  for (const [at, follower] of followers.entries()) {
    const ports = ['--ports', `${27_000 + 100 * at}-${27_099 + 100 * at}`, '--share', '2'];
    await cluster.agentAt(follower, `n${at}`, ...ports);
  }
  await apply('one');
  const before = await running('one');
  for (const node of ['n0', 'n1']) t.regex(cluster.stderr(node), /agent started/);

  // Asked of a follower, which asks the leader, which asks the agent through a follower.
  for (const { id, node } of before) {
    const command = ['sh', '-c', 'read word; echo "$word from $BERTH_NODE"'];
    const wish = { placement: id, command, input: true, term: '', actor: { name: 'e2e' } };
    t.is(
      await heard(client.exec(wish, typed('hello\n'), new AbortController().signal)),
      `hello from ${node}\n0`,
    );
  }

  cluster.signal(first.name, 'SIGKILL');
  await until(() => apply('two'), 'an apply is acknowledged');
  await running('two');
  const { nodes } = await client.listNodes();
  t.deepEqual(
    nodes.map(({ connection }) => connection),
    ['up', 'up'],
  );
  const after = await running('one');
  t.deepEqual(
    after.map(({ id, restarts }) => [id, restarts]),
    before.map(({ id }) => [id, 0]),
  );
  for (const node of ['n0', 'n1']) t.notRegex(cluster.stderr(node), /link down/, `${node} did not redial`);

  // The first one again, as a follower; then the second leader hands over in order.
  await cluster.coordinator(first.name);
  const second = await cluster.leader(client, first.name);
  const [other = ''] = followers.filter((name) => name !== second.name);
  const left = cluster.client(other);
  cluster.signal(second.name, 'SIGTERM');
  await cluster.ended(second.name);
  await cluster.leader(left, second.name);
  const node = `n${followers.indexOf(other)}`;
  await until(() => apply('three', left, [node]), 'it is acknowledged');
  await running('three', left, 1);
  t.notRegex(cluster.stderr(node), /link down/, `${node} did not redial`);
  const runs = await cluster.runs();
  t.is(new Set(runs).size, runs.length, 'nothing ran twice');
});
