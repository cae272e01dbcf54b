/**
 * Floods on the listeners of a real coordinator that has honest agents: it stays within its memory, goes on answering,
 * no agent is lost, and the bound that ends each flood is the one that was meant.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as attacks from '@berth/bench/testing';
import { readIdentity } from '@berth/identity';
import test, { type ExecutionContext } from 'ava';
import { Cluster, type Program } from '../e2e/cluster.js';
import { sleepers } from '../e2e/stacks.js';
import { joinBy } from '../identity/hosts.js';

const MOST_GROWTH_MIB = 100;

type Door = 'control' | 'fleet' | 'enrolment';

type Scene = {
  readonly cluster: Cluster;
  readonly program: Program;
  /** Of a user, of a node, and of nobody, as far as each door lets them. */
  readonly doors: Readonly<Record<Door, attacks.Target>>;
};

/** Two honest agents with a workload each, and the credentials of a hostile node and a hostile user. */
async function open(t: ExecutionContext): Promise<Scene> {
  const cluster = await Cluster.open(t);
  const authority = join(cluster.folder, 'authority');
  const program = await cluster.coordinator('--authority', authority);
  await cluster.join('n1');
  await cluster.join('n2');
  await cluster.apply(sleepers('shop', 2));
  await cluster.running('shop', 2);
  const file = join(cluster.folder, 'eve.json');
  await cluster.berth('user', 'add', 'eve', '--role', 'viewer', '--authority', authority, '--out', file);
  const user = await readIdentity(file);
  if (!user) throw new Error('nobody made eve');
  const node = await joinBy(cluster, await cluster.token('--node', 'evil'), { node: 'evil' });
  return {
    ...{ cluster, program },
    doors: {
      control: {
        address: cluster.control,
        call: '/berth.control.v1.ControlService/ListNodes',
        credentials: user,
      },
      fleet: { address: cluster.fleet, call: '/berth.fleet.v1.FleetService/Session', credentials: node },
      enrolment: { address: cluster.enrol, call: '/berth.enrol.v1.EnrolService/Enrol' },
    },
  };
}

async function memoryMib({ program }: Scene, line: 'VmRSS' | 'VmHWM'): Promise<number> {
  const text = await readFile(`/proc/${program.child.pid}/status`, 'utf8');
  return Number(new RegExp(`^${line}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? Number.NaN) / 1024;
}

/** Waits until the log of the coordinator names the bound. A peer that is cut off while it sends may never read why. */
async function says({ program }: Scene, door: string, excess: string): Promise<void> {
  const isSaid = (line: string) => line.includes(excess) && line.includes(door);
  while (!program.stderr().split('\n').some(isSaid)) await attacks.settled(50);
}

/** What must hold after each attack, whatever it was. `before`: resident memory. */
async function unharmed(t: ExecutionContext, scene: Scene, name: string, before: number): Promise<void> {
  const { nodes } = await scene.cluster.client.listNodes();
  for (const id of ['n1', 'n2'])
    t.is(nodes.find((node) => node.id === id)?.connection, 'up', `${name}: agent ${id} is still there`);
  const peak = await memoryMib(scene, 'VmHWM');
  t.true(peak - before < MOST_GROWTH_MIB, `${name}: grew by ${(peak - before).toFixed(0)} MiB`);
  t.log(`${name}: at most ${(peak - before).toFixed(0)} MiB more than ${before.toFixed(0)}`);
}

test.serial('floods of frames are cut off, and cost no memory', async (t) => {
  const scene = await open(t);
  const before = await memoryMib(scene, 'VmRSS');
  for (const [door, target] of Object.entries(scene.doors)) {
    const pings = await attacks.pings(target, 20_000);
    t.true(pings.cut > 0, `${door}: pings`);
    await says(scene, door, 'too_many_pings');
    await unharmed(t, scene, `${door}: pings`, before);

    const settings = await attacks.settings(target, 20_000);
    t.true(settings.cut > 0, `${door}: settings`);
    await says(scene, door, 'too_many_settings');
    await unharmed(t, scene, `${door}: settings`, before);

    const resets = await attacks.resets(target, 20_000);
    t.true(resets.cut > 0, `${door}: resets`);
    await says(scene, door, 'too_many_resets');
    // Who has a name does not begin anew with a new connection: as many as one would have to itself are too many.
    if (target.credentials) t.is((await attacks.resets(target, 500)).cut, 1, `${door}: resets again`);
    await unharmed(t, scene, `${door}: resets`, before);

    const endless = await attacks.endlessHeaders(target, 2_000);
    t.true(endless.cut > 0, `${door}: endless headers`);
    await unharmed(t, scene, `${door}: endless headers`, before);

    const fat = await attacks.fatHeaders(target, 2_000);
    t.is(fat.sent, 2_000);
    await unharmed(t, scene, `${door}: fat headers`, before);

    const malformed = await attacks.malformed(target, 3);
    t.is(malformed.cut, malformed.sent, `${door}: malformed frames`);
    await unharmed(t, scene, `${door}: malformed frames`, before);

    const bombs = await attacks.gzipBombs(target, 20, 60);
    t.is(bombs.cut, bombs.sent, `${door}: bombs`);
    await unharmed(t, scene, `${door}: bombs`, before);
  }
  const lines = scene.program.stderr().split('\n');
  t.true(lines.filter((line) => line.includes('over a bound')).length < 100, 'the log is not flooded');
});

test.serial('one peer cannot take all connections, nor keep the door blocked', async (t) => {
  const scene = await open(t);
  const before = await memoryMib(scene, 'VmRSS');
  const { cluster, doors } = scene;
  const byNode = await attacks.holdConnections(doors.fleet, 100);
  t.is(byNode.cut, 100 - 16);
  const byUser = await attacks.holdConnections(doors.control, 400);
  // The client of this test is one of them.
  t.true(byUser.cut >= 400 - 256 && byUser.cut <= 400 - 250, `${byUser.cut}`);
  const byAddress = await attacks.holdConnections(doors.enrolment, 400);
  t.true(byAddress.cut >= 400 - 250 && byAddress.cut <= 400 - 240, `${byAddress.cut}`);
  await unharmed(t, scene, 'connections', before);

  // From another address than the honest ones: they find room for theirs meanwhile.
  const half = attacks.halfHandshakes(cluster.fleet, 600);
  t.teardown(() => half.sockets.forEach((socket) => void socket.destroy()));
  await says(scene, 'fleet', 'too_many_handshakes');
  const token = await cluster.token('--node', 'n3');
  await cluster.join('n3', token);
  await unharmed(t, scene, 'handshakes', before);
});

test.serial('headers that come a byte at a time, and silence, are cut off', async (t) => {
  const scene = await open(t);
  const before = await memoryMib(scene, 'VmRSS');
  const { doors } = scene;
  const slow = (door: Door, count: number) => attacks.slowHeaders(doors[door], count);
  const outcomes = await Promise.all([slow('control', 50), slow('fleet', 10), slow('enrolment', 50)]);
  for (const { sent, cut } of outcomes) t.is(cut, sent);
  for (const door of ['control', 'fleet', 'enrolment']) await says(scene, door, 'no_call');
  await unharmed(t, scene, 'slow headers', before);
});
