/** Joining with a token, on real sockets: who gets in, who does not, and what each is told. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { BerthError } from '@berth/core';
import { peerOf } from '@berth/identity';
import test, { type ExecutionContext } from 'ava';
import { Cluster, NotReady } from '../e2e/cluster.js';
import { type JoinWish, joinBy, linkBy } from './hosts.js';
import { recorded } from './records.js';

async function secured(t: ExecutionContext, ...flags: string[]): Promise<Cluster> {
  const cluster = await Cluster.open(t);
  await cluster.coordinator('--authority', join(cluster.folder, 'authority'), ...flags);
  return cluster;
}

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (thrown) {
    if (thrown instanceof BerthError) return `${thrown.code}: ${thrown.message}`;
    throw thrown;
  }
  return 'not refused';
}

test('a host joins with a token, runs what it is given, and is found again after a restart without one', async (t) => {
  const cluster = await secured(t);
  const token = await cluster.token('--node', 'n1');
  await cluster.join('n1', token);
  await cluster.apply({ stack: 's', workloads: { w: { process: { command: ['sleep', '600'] } } } });
  const [before] = await cluster.running('s', 1);
  await cluster.killAgent('n1');
  // As a unit file says it for ever; and a token that is not for this node changes nothing.
  await cluster.join('n1', token);
  await cluster.killAgent('n1');
  const again = await cluster.join('n1', await cluster.token('--node', 'other'));
  t.regex(again.stderr(), /could not join anew: goes on with what it has .*is for node .?"other/);
  const [after] = await cluster.running('s', 1);
  t.is(after?.id, before?.id);
  t.is((await recorded(cluster, 'node.enrolled')).length, 1);
});

test('a token is good for one host: of twenty at once one wins, and the ledger says which', async (t) => {
  const cluster = await secured(t);
  const token = await cluster.token('--site', 'market');
  const tries = await Promise.all(
    Array.from({ length: 20 }, (_, at) => refusal(joinBy(cluster, token, { node: `n${at}` }))),
  );
  t.is(tries.filter((why) => why === 'not refused').length, 1);
  for (const why of tries)
    t.regex(why, /^(not refused|refused: join token t-\d+-1 has been used already, by node "n\d+")/);
  const [enrolled, ...more] = await recorded(cluster, 'node.enrolled');
  t.is(more.length, 0);
  t.is(String(enrolled?.node), `n${tries.indexOf('not refused')}`);
  t.deepEqual(enrolled?.actor, { name: 'admin', kind: 'user' });
  t.is(enrolled?.profile.site, 'market');
});

test('what a token does not say, it does not open', async (t) => {
  const cluster = await secured(t);
  await joinBy(cluster, await cluster.token('--node', 'taken'), { node: 'taken' });
  const flip = (at: number) => (request: Uint8Array) => {
    request[request.length + at] = (request.at(at) ?? 0) ^ 1;
  };
  let joined = 0;
  const cases: [flags: string[], wish: JoinWish, why: RegExp][] = [
    [['--node', 'a1'], { node: 'a2' }, /is for node "a1", not for "a2"/],
    [['--site', 'market'], { node: 'a3', site: 'harbour' }, /is for site "market", not for "harbour"/],
    [['--site', 'market'], { node: 'taken' }, /there is a node "taken" already/],
    [
      ['--node', 'a4'],
      { node: 'a4', asks: 'taken' },
      /request is for berth:\/\/node\/taken, not for berth:\/\/node\/a4/,
    ],
    [['--node', 'a5'], { node: 'a5', tamper: flip(-1) }, /was not signed with its own key|cannot be read/],
    [['--node', 'a6'], { node: 'a6', tamper: (request) => request.fill(0) }, /cannot be read/],
  ];
  for (const [flags, wish, why] of cases) {
    const token = await cluster.token(...flags);
    t.regex(await refusal(joinBy(cluster, token, wish)), why);
    // A mistake of the host spends nothing.
    await joinBy(cluster, token, { node: flags[0] === '--node' ? (flags[1] ?? '') : `b${joined++}` });
  }
});

test('a token that ran out, was revoked, or names another authority opens nothing', async (t) => {
  const cluster = await secured(t);
  const short = await cluster.token('--site', 'market', '--ttl', '1s');
  const revoked = await cluster.token('--site', 'market');
  const { tokens } = await cluster.client.listTokens();
  await cluster.berth('token', 'revoke', tokens.at(-1)?.id ?? '');
  await delay(1_500);
  t.regex(await refusal(joinBy(cluster, short, { node: 'a' })), /refused: join token t-\d+-1 has run out/);
  t.regex(
    await refusal(joinBy(cluster, revoked, { node: 'a' })),
    /refused: this join token is not known here/,
  );
  const other = `${revoked.slice(0, -4)}${revoked.endsWith('0000') ? '1111' : '0000'}`;
  t.regex(
    await refusal(joinBy(cluster, other, { node: 'a' })),
    /does not belong to the authority that the token names/,
  );
  const invented = revoked.replace(/[0-9a-f]{40}/, '0'.repeat(40));
  t.regex(await refusal(joinBy(cluster, invented, { node: 'a' })), /this join token is not known here/);
  t.is((await recorded(cluster, 'node.enrolled')).length, 0);
});

test('an agent without a token that counts ends with one clear line', async (t) => {
  const cluster = await secured(t);
  const used = await cluster.token('--node', 'n1');
  await joinBy(cluster, used, { node: 'n1' });
  for (const [token, line] of [
    [used, /^berth agent: join token \S+ has been used already, by node "n1": ask for a new one\n$/],
    ['nonsense', /^berth agent: this is not a join token: copy all of what `berth token create` printed\n$/],
  ] as const) {
    const thrown = await cluster.join('n1', token).catch((error) => error);
    t.true(thrown instanceof NotReady);
    t.regex((thrown as NotReady).stderr, line);
  }
});

test('the secret of a token stands nowhere but with whoever made it', async (t) => {
  const cluster = await secured(t);
  const token = await cluster.token('--site', 'market');
  const secret = /[0-9a-f]{40}/.exec(token)?.[0] ?? '';
  const { stdout } = await cluster.berth('ledger', 'export');
  t.true(stdout.includes('token.created'));
  t.false(stdout.includes(secret));
  const { stdout: listed } = await cluster.berth('token', 'ls', '--json');
  t.false(listed.includes(secret));
  t.false(/"hash"/.test(listed));
});

test('an enrolled node is its certificate: the name that a link gives is not looked at', async (t) => {
  const cluster = await secured(t);
  const credentials = await joinBy(cluster, await cluster.token('--node', 'n1'), { node: 'n1' });
  t.is(peerOf(credentials).name, 'n1');
  const side = linkBy(cluster, credentials, 'n2');
  t.teardown(() => side.link.close());
  await side.up();
  side.link.send({ kind: 'resync' });
  // Whoever has not said hello is asked to.
  await side.message((message) => message.kind === 'hello-request');
  t.pass();
});
