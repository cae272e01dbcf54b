/** Every command against a real cluster: what it prints fits 80 columns, `--json` is JSON, and the docs tell the truth. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { Cluster, ROOT, run } from './cluster.js';
import { webStack } from './stacks.js';

test('tables fit 80 columns, and --json is JSON', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('shop-number-twelve-a', '--label', 'tier=gold', '--device', 'cam0=camera');
  const file = join(cluster.folder, 'shop.json');
  await writeFile(file, JSON.stringify(webStack('a-shop-with-a-long-name', 2)));
  t.is((await cluster.berth('apply', file, '--wait')).code, 0);
  const [placement] = await cluster.running('a-shop-with-a-long-name', 2);
  const workload = placement?.workload ?? '';
  const reads = [
    ['status'],
    ['status', 'a-shop-with-a-long-name'],
    ['why', workload],
    ['why', workload, '--not', 'shop-number-twelve-a'],
    ['node', 'ls'],
    ['node', 'show', 'shop-number-twelve-a'],
    ['placement', 'ls'],
    ['placement', 'show', placement?.id ?? ''],
    [
      'place',
      '--cpu',
      '100m',
      '--memory',
      '64Mi',
      '--port',
      'p=auto',
      '--device',
      'camera=250m',
      '--ttl',
      '60s',
    ],
    ['place', 'ls'],
    ['plan', file],
    ['ledger', 'log'],
    ['ledger', 'verify'],
    ['doctor'],
  ];
  for (const args of reads) {
    const plain = await cluster.berth(...args);
    t.is(plain.code, 0, `${args.join(' ')}: ${plain.stderr}`);
    // Sentences go as far as the names in them; tables give way.
    const lines = args[0] === 'why' ? [] : plain.stdout.split('\n');
    for (const line of lines) t.true(line.length <= 80, `${args.join(' ')}: ${line}`);
    if (args[0] === 'place' && args.length > 2) continue;
    const json = await cluster.berth(...args, '--json');
    t.notThrows(() => JSON.parse(json.stdout), args.join(' '));
  }
  for (const args of [
    ['events', '--json'],
    ['ledger', 'export'],
  ]) {
    const { stdout } = await cluster.berth(...args);
    const lines = stdout.trimEnd().split('\n');
    t.true(lines.length > 3);
    for (const line of lines) t.notThrows(() => JSON.parse(line));
  }
  const show = await cluster.berth('ledger', 'show', '1');
  t.regex(show.stdout, /coordinator leads epoch 1/);
});

test('shares of devices on the command line', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('a', '--device', 'cam0=camera', '--device', 'cam1=camera', '--device', 'cam2=camera');
  const hold = (amount: string) => cluster.berth('place', '--device', `camera=${amount}`, '--ttl', '60s');
  t.regex((await hold('250m')).stdout, / cam0=250m\n/);
  t.regex((await hold('1')).stdout, / cam1\n/);
  const { stdout } = await cluster.berth('node', 'show', 'a');
  t.regex(stdout, /cam0 \(camera\), 250m of 1 held\n/);
  t.regex(stdout, /cam1 \(camera\), held\n/);
  t.regex(stdout, /cam2 \(camera\)\n/);
  const full = await hold('2');
  t.is(full.code, 1);
  t.regex(full.stderr, /no free device \(camera\)/);
  const wrong = await hold('1.5');
  t.is(wrong.code, 2);
  t.regex(wrong.stderr, /--device camera: must be whole devices or a share of one, not 1\.5; write/);
});

test('what a node and a stack cost', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('a', '--cost-per-hour', '0.12', '--resource', 'cpu=1000m', '--resource', 'memory=10Gi');
  const file = join(cluster.folder, 'shop.json');
  const workloads = {
    web: { replicas: 2, process: { command: ['sleep', '1000'] }, resources: { cpu: '250m' } },
  };
  await writeFile(file, JSON.stringify({ stack: 'shop', workloads }));
  t.is((await cluster.berth('apply', file, '--wait')).code, 0);
  t.regex((await cluster.berth('node', 'show', 'a')).stdout, /^costs +0\.12 an hour$/m);
  const [node] = JSON.parse((await cluster.berth('node', 'ls', '--json')).stdout);
  t.is(node.costMillisPerHour, 120);
  t.regex((await cluster.berth('status', 'shop')).stdout, /^ {2}costs 0\.06 an hour$/m);
  t.is(JSON.parse((await cluster.berth('status', 'shop', '--json')).stdout).costMillisPerHour, 60);
});

test('bandwidth each way, and pieces of memory, from the stack file to the node', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  const bandwidth = ['--resource', 'bandwidthIn=25Mbit', '--resource', 'bandwidthOut=5Mbit'];
  await cluster.agent('a', ...bandwidth, '--resource', 'memory=1Gi,step=64Mi');
  const file = join(cluster.folder, 'shop.json');
  const resources = { bandwidthIn: '10Mbit', bandwidthOut: '2Mbit', cpu: '10m' };
  const web = { replicas: 3, process: { command: ['sleep', '1000'] }, resources };
  const odd = { process: web.process, resources: { cpu: '10m', memory: '100Mi' } };
  await writeFile(file, JSON.stringify({ stack: 'shop', workloads: { web, odd } }));
  t.is((await cluster.berth('apply', file)).code, 0);
  await cluster.running('shop', 2);
  const why = await cluster.berth('why', 'shop/web');
  t.regex(
    why.stdout,
    /no {2}a: bandwidthIn: needs 10Mbit, 5Mbit free\n {6}also bandwidthOut: needs 2Mbit, 1Mbit free\n/,
  );
  t.regex(
    (await cluster.berth('why', 'shop/odd')).stdout,
    /a: memory: needs 100Mi, only multiples of 64Mi\n/,
  );
  const { stdout } = await cluster.berth('node', 'show', 'a');
  t.regex(stdout, /^bandwidthIn +25Mbit +0kbit +20Mbit +5Mbit$/m);
  t.regex(stdout, /^RESOURCE .* IN ONE PIECE$/m);
  t.regex(stdout, /^memory +1Gi .* by 64Mi$/m);
});

test('a core of its own: given out, pinned, counted, and only once', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  const status = await readFile('/proc/self/status', 'utf8');
  const core = /^Cpus_allowed_list:.*?(\d+)$/m.exec(status)?.[1] ?? '0';
  await cluster.agent('a', '--exclusive-cores', core, '--resource', 'cpu=64');
  const file = join(cluster.folder, 'shop.json');
  const command = ['sh', '-c', 'grep Cpus_allowed_list /proc/self/status; exec sleep 1000'];
  const web = { replicas: 2, process: { command }, resources: { cores: 1 } };
  await writeFile(file, JSON.stringify({ stack: 'shop', workloads: { web } }));
  t.is((await cluster.berth('apply', file)).code, 0);
  const [placement] = await cluster.running('shop', 1);
  t.deepEqual(placement?.claim.devices, { [`core-${core}`]: 1000 });
  t.is(placement?.claim.quantities.cpu, 1000);
  const said = await cluster.berth('logs', 'shop/web');
  t.is(said.stdout, `Cpus_allowed_list:\t${core}\n`);
  const why = await cluster.berth('why', 'shop/web');
  t.regex(why.stdout, /^ {2}no {2}a: no free device \(core\): needs 1, 0 of 1 free$/m);
  const { stdout } = await cluster.berth('node', 'show', 'a');
  t.regex(stdout, new RegExp(`^device +core-${core} \\(core\\), held$`, 'm'));
  t.regex(stdout, /^cpu +64 +0 +1 +63$/m);
  const wrong = await cluster.berth('place', '--device', 'core=500m');
  t.is(wrong.code, 2);
  t.regex(wrong.stderr, /"core" is held whole: a core has no shares/);
});

test('reservations on the command line: hold, confirm, refuse a stale generation, release', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('a');
  const held = await cluster.berth('place', '--cpu', '100m', '--ttl', '60s', '--json');
  const [reservation] = JSON.parse(held.stdout).reservations;
  t.is((await cluster.berth('place', 'confirm', reservation.id, '--generation', '1')).code, 0);
  const stale = await cluster.berth('place', 'release', reservation.id, '--generation', '1');
  t.is(stale.code, 4);
  t.regex(stale.stderr, /is at generation 2 \(confirmed since ledger index \d+\), not 1/);
  t.is((await cluster.berth('place', 'release', reservation.id, '--generation', '2')).code, 0);
  const none = await cluster.berth('place', '--cpu', '1000');
  t.is(none.code, 1);
  t.regex(none.stderr, /no room for 1, 1 missing; nothing is held\n {2}1 node: not enough free \(cpu\)/);
});

test('every command has help with an example, and completion is a script that shells read', async (t) => {
  const cluster = await Cluster.open(t);
  const top = await cluster.berth('--help');
  const names = [...top.stdout.matchAll(/^ {2}([a-z]+)[ |]/gm)].map((match) => match[1] ?? '');
  t.true(names.length > 15, names.join(' '));
  for (const name of names.filter((it) => !['help', 'agent', 'coordinator'].includes(it))) {
    const { stdout, code } = await cluster.berth(name, '--help');
    t.is(code, 0);
    t.regex(stdout, new RegExp(`Example:\\n  .*berth ${name}`), name);
  }
  for (const program of ['agent', 'coordinator']) {
    t.regex((await cluster.berth(program, '--help')).stdout, /--data VALUE/);
  }
  const { stdout } = await cluster.berth('completion', 'bash');
  const script = join(cluster.folder, 'completion.bash');
  await writeFile(
    script,
    `${stdout}\nCOMP_WORDS=(berth node d); COMP_CWORD=2; _berth; echo "\${COMPREPLY[@]}"\n`,
  );
  t.is((await run('bash', [script], process.env)).stdout, 'drain\n');
});

test('the commands of the README exist, and its stack is one', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('a');
  await cluster.agent('b');
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  const commands = [...readme.matchAll(/^npx berth ([a-z]+)(?: ([a-z]+))?/gm)];
  t.true(commands.length > 8);
  for (const [, name = '', next] of commands) {
    const nested = ['node', 'ledger', 'placement'].includes(name) && next ? [name, next] : [name];
    t.is((await cluster.berth(...nested, '--help')).code, 0, nested.join(' '));
  }
  const [, source = ''] = /```yaml\n([\s\S]*?)```/.exec(readme) ?? [];
  const file = join(cluster.folder, 'hello.yaml');
  await writeFile(file, source);
  const plan = await cluster.berth('plan', file);
  t.is(plan.code, 10, plan.stderr);
  t.regex(plan.stdout, /hello\/web: create\n {2}\+ replica 0 on a\n {2}\+ replica 1 on b/);
  const examples = (await readdir(join(ROOT, 'examples'))).filter((name) => name.endsWith('.yaml'));
  for (const name of examples) {
    const { code, stderr } = await cluster.berth('plan', join(ROOT, 'examples', name));
    t.is(code, 10, `${name}: ${stderr}`);
  }
});
