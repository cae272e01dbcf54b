/** docs/containers.md and examples/containers.yaml on a real Podman, and the life of containers under Berth. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { Podman, until } from '../agent/podman.js';
import { Cluster, ROOT } from './cluster.js';

const IMAGE = 'docker.io/library/busybox:1.36';
const LOOP = 'echo up; while :; do sleep 0.2; done';
let podman: Podman;
let images: string;

test.before(async () => {
  podman = await Podman.start();
  images = join(podman.folder, 'images');
  await mkdir(images);
  await podman.makeImage(IMAGE);
  await podman.command('save', '--quiet', '--output', join(images, 'busybox.tar'), IMAGE);
  await podman.command('rmi', '--all', '--force');
});
test.after.always(() => podman?.close());

function flags(): string[] {
  return ['--container-engine', podman.socket, '--images', images];
}

function loop(name: string, more: object = {}) {
  const container = { image: IMAGE, command: ['sh', '-c', LOOP], network: 'none', stopSignal: 'SIGKILL' };
  return {
    stack: name,
    workloads: { w: { container: { ...container, ...more }, resources: { memory: '32Mi' } } },
  };
}

function containers(): Promise<string[]> {
  return podman.running('berth.placement');
}

test.serial('every command of docs/containers.md works with the example', async (t) => {
  const page = await readFile(join(ROOT, 'docs', 'containers.md'), 'utf8');
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('a', ...flags());
  const commands = [...page.matchAll(/^berth (.*)$/gm)].map(([, command = '']) => command.split(' '));
  t.is(commands.length, 6);
  const said: string[] = [];
  for (const args of commands) {
    const file = args.map((arg) => arg.replace('examples/', `${ROOT}/examples/`));
    const { code, stdout, stderr } = await cluster.berth(...file);
    t.is(code, 0, `${args.join(' ')}: ${stderr}`);
    said.push(stdout);
    if (args[0] !== 'apply') continue;
    const placements = await cluster.until('containers', (all) =>
      all.every(
        ({ observed, workload }) => observed === (workload.endsWith('look') ? 'completed' : 'running'),
      ),
    );
    const web = placements.find(({ workload }) => workload.endsWith('web'));
    const page = await fetch(`http://${web?.endpoints.http}/`);
    t.is(await page.text(), 'hello from containers/web/0.1\n');
    const look = await cluster.berth('logs', 'containers/look');
    // It came on a stream of its own, and nobody knows the order between two of them.
    const refused = 'touch: /here: Read-only file system\n';
    t.true(look.stdout.includes(refused));
    t.is(
      look.stdout.replace(refused, ''),
      'uid=0 gid=0\nCapEff:\t0000000000000000\ncannot write to the root\n',
    );
  }
  await until(async () => (await containers()).length === 0);
});

test.serial('a node without an engine is no place for containers, and the reason says so', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('a', '--container-engine', 'none');
  await cluster.agent('b', '--container-engine', join(cluster.folder, 'no.sock'));
  await cluster.apply(loop('lone'));
  const { stdout } = await cluster.berth('status', 'lone');
  t.regex(stdout, /2 nodes: node has no container engine \(container\)/);
  t.regex((await cluster.berth('why', 'lone/w')).stdout, /no container engine/);
  await cluster.agent('c', ...flags());
  const [placement] = await cluster.running('lone', 1);
  t.is(String(placement?.node), 'c');
  t.is((await cluster.berth('delete', 'lone', '--wait')).code, 0);
});

test.serial(
  'a killed agent leaves its container running and takes it up again; what is removed comes back',
  async (t) => {
    const cluster = await Cluster.open(t);
    await cluster.coordinator();
    await cluster.agent('a', ...flags());
    await cluster.apply(loop('stay'));
    await cluster.running('stay', 1);
    const before = await containers();
    await cluster.killAgent('a');
    await cluster.agent('a', ...flags());
    const [adopted] = await cluster.running('stay', 1);
    t.deepEqual(await containers(), before, 'the same container');
    t.is(adopted?.restarts, 0);
    await podman.command('rm', '--force', '--time', '0', ...before);
    const [again] = await cluster.until('stay', ([one]) => one?.restarts === 1 && one.observed === 'running');
    t.is(again?.restarts, 1);
    t.notDeepEqual(await containers(), before);
    t.is((await cluster.berth('logs', 'stay/w')).stdout, 'up\nup\n');
    t.is((await cluster.berth('delete', 'stay', '--wait')).code, 0);
    await until(async () => (await containers()).length === 0);
  },
);

test.serial(
  'out of memory is said in the status; an engine that is away kills nobody and is said, too',
  async (t) => {
    const cluster = await Cluster.open(t);
    await cluster.coordinator();
    await cluster.agent('a', ...flags());
    const hog = loop('hog', { command: ['sh', '-c', 'tail /dev/zero; exit $?'] });
    await cluster.apply({
      ...hog,
      workloads: { w: { ...hog.workloads.w, kind: 'batch', failure: { restarts: 0 } } },
    });
    const [failed] = await cluster.until('hog', ([one]) => one?.observed === 'failed');
    t.regex(failed?.message ?? '', /ran out of memory: limit 32 MiB/);
    await cluster.apply(loop('stay'));
    await cluster.running('stay', 1);
    await podman.stopServing();
    try {
      await until(async () =>
        /container engine has not answered/.test((await cluster.berth('status', 'stay')).stdout),
      );
      const [one] = await cluster.placements('stay');
      t.is(one?.observed, 'running');
      t.is(one?.restarts, 0);
    } finally {
      await podman.serve();
    }
    await until(async () => !/has not answered/.test((await cluster.berth('status', 'stay')).stdout));
    t.is((await cluster.placements('stay'))[0]?.restarts, 0);
    t.is((await cluster.berth('delete', 'stay', '--wait')).code, 0);
    t.is((await cluster.berth('delete', 'hog', '--wait')).code, 0);
  },
);
