/** Containers whose image comes from a registry over a thin link; and what a dispatched run is given in a container. */
import { setTimeout as delay } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { Podman, until } from '../agent/podman.js';
import { Registry } from '../agent/registry.js';
import { Cluster } from './cluster.js';

/** The next copy begins where the one before ends. */
const REPLACED = { update: { maxUnavailable: 1, maxSurge: 0 } };
let podman: Podman;
let registry: Registry;
/** By the word that an image says: its name, with its digest. */
const images = new Map<string, string>();

test.before(async () => {
  registry = await Registry.start();
  podman = await Podman.start(registry.host);
  for (const word of ['one', 'two'])
    images.set(word, `${registry.host}/shop/word@${await registry.addWord(podman, word, word)}`);
});
test.after.always(async () => {
  await podman?.close();
  registry?.close();
});

test.serial.afterEach.always(async () => {
  registry.gate = undefined;
  await podman.command('rmi', '--all', '--force');
});

function say(word: string, more: object = {}) {
  const command = ['sh', '-c', 'cat /word; while :; do sleep 0.1; done'];
  return {
    stack: 'shop',
    workloads: {
      w: {
        container: { image: images.get(word), command, network: 'none', stopSignal: 'SIGKILL' },
        resources: { cpu: '10m', memory: '32Mi' },
        ...more,
      },
    },
  };
}

/** What is fetched from the registry from now on stands still half-way, until this is called. */
function thinLink(): () => void {
  let arrive = () => {};
  registry.gate = new Promise((resolve) => {
    arrive = resolve;
  });
  return arrive;
}

const pulls = async (cluster: Cluster) =>
  /pulling \S+\/shop\/word/.test((await cluster.berth('status', 'shop')).stdout);

async function open(t: ExecutionContext, ...flags: string[]): Promise<Cluster> {
  const cluster = await Cluster.open(t);
  await cluster.coordinator(...flags);
  await cluster.agent('a', '--container-engine', podman.socket);
  return cluster;
}

test.serial(
  'the copy before goes on while the image of the next is fetched, and ends when it is here',
  async (t) => {
    const cluster = await open(t);
    await cluster.apply(say('one', REPLACED));
    const [before] = await cluster.running('shop', 1);
    const [container = ''] = await podman.running('berth.placement');
    const arrive = thinLink();
    await cluster.apply(say('two', REPLACED));
    await until(() => pulls(cluster));
    const [old] = (await cluster.placements('shop')).filter(({ id }) => id === before?.id);
    t.like(old, { desired: 'stopped', observed: 'running' });
    // An agent that dies meanwhile does not take it along.
    await cluster.killAgent('a');
    await cluster.agent('a', '--container-engine', podman.socket);
    await until(() => pulls(cluster));
    t.true(await podman.isRunning(container));
    arrive();
    await cluster.until(
      'shop',
      ([one, ...more]) => more.length === 0 && one?.observed === 'running' && one.id !== before?.id,
    );
    await until(async () => (await cluster.berth('logs', 'shop/w')).stdout === 'two\n');
    t.is((await cluster.berth('delete', 'shop', '--wait')).code, 0);
  },
);

test.serial('an exclusive copy does not begin when its image comes after the end of its lease', async (t) => {
  const lease = ['--heartbeat', '500ms', '--lease', '3s'];
  const cluster = await open(t, ...lease);
  const arrive = thinLink();
  await cluster.apply(say('one', { disconnect: { policy: 'exclusive', after: '1s' } }));
  await until(() => pulls(cluster));
  await cluster.killCoordinator();
  await delay(7_000);
  arrive();
  await until(async () => (await podman.command('images', '--quiet')) !== '');
  // By far longer than a start takes.
  await delay(3_000);
  t.deepEqual(await podman.running('berth.placement'), []);
  await cluster.coordinator(...lease);
  await cluster.running('shop', 1);
  t.is((await podman.running('berth.placement')).length, 1);
  t.is((await cluster.berth('delete', 'shop', '--wait')).code, 0);
});

test.serial('a run in a container finds its parameters and its input, to the byte', async (t) => {
  const cluster = await open(t);
  const command = [
    'sh',
    '-c',
    'printf "%s " "$BERTH_PARAM_FILE" "$1"; cat "$BERTH_INPUT"',
    'run',
    `\${param.file}`,
  ];
  const container = { image: images.get('one'), command, network: 'none', user: '1000:1000' };
  const dispatch = { params: { file: { required: true } }, input: 'required' };
  const task = { kind: 'batch', container, resources: { memory: '32Mi' }, dispatch };
  await cluster.apply({ stack: 'shop', workloads: { task } });
  const input = Buffer.from([0, 255, 10, ...Buffer.from(`\${node.id} $HOME`)]);
  const ask = {
    workload: 'shop/task',
    params: { file: "it's $1" },
    id: 'one',
    actor: { name: 'e2e' },
    input,
  };
  await cluster.client.dispatch(ask);
  const [copy] = await cluster.until('shop', ([one]) => one?.observed === 'completed');
  const parts: Uint8Array[] = [];
  const wish = { placement: copy?.id ?? '', follow: false, tailBytes: 0, from: 0 };
  for await (const { data } of cluster.client.logs(wish, new AbortController().signal)) parts.push(data);
  t.deepEqual(Buffer.concat(parts), Buffer.concat([Buffer.from("it's $1 it's $1 "), input]));
});
