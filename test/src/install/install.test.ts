/** From nothing to a node by the printed line, and back to nothing: real processes, below a prefix, without the host's Node.js. */
import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { Cluster, ROOT } from '../e2e/cluster.js';
import { isAlive } from '../e2e/processes.js';
import { BareHost, copyArtifacts } from './hosts.js';

const ARTIFACTS = join(ROOT, 'agent', 'dist', 'artifacts');

async function secured(t: ExecutionContext, ...flags: string[]): Promise<Cluster> {
  const cluster = await Cluster.open(t);
  await cluster.coordinator('--authority', join(cluster.folder, 'authority'), ...flags);
  return cluster;
}

async function lineFor(cluster: Cluster, ...flags: string[]): Promise<string> {
  const { stdout, stderr } = await cluster.berth('token', 'create', ...flags, '--json');
  const { line } = JSON.parse(stdout || '{}') as { line?: string };
  if (line === undefined) throw new Error(stderr || stdout);
  return line;
}

test('a bare host becomes a node by the printed line, runs what it is given, and is as before after uninstalling', async (t) => {
  const cluster = await secured(t);
  const host = await BareHost.make(cluster, 'h1');
  await mkdir(join(host.prefix, 'etc/init.d'), { recursive: true });
  await mkdir(join(host.prefix, 'opt/other'), { recursive: true });
  await writeFile(join(host.prefix, 'opt/other/file'), 'of somebody else');
  const before = await host.tree();
  const line = await lineFor(cluster, '--node', 'h1', '--site', 'market');
  t.regex(line, /^S=\$\(curl -kfsS https:\/\/\S+\/install\); case /);
  t.true(line.length < 350, line);

  t.is((await host.shell('node --version')).code, 127);
  const installed = await host.install(line);
  t.is(installed.code, 0, installed.stderr + (await host.log()));
  t.regex(installed.stdout, /node h1 is ready\. See it: berth node show h1/);
  const [node] = (await cluster.client.listNodes()).nodes;
  t.is(String(node?.id), 'h1');
  t.is(node?.site, 'market');

  await cluster.apply({ stack: 's', workloads: { w: { process: { command: ['sleep', '601'] } } } });
  await cluster.running('s', 1);
  const pid = await workloadPid(cluster);

  // The same line again, here: nothing happens. The agent killed: started again. Stopped and started: all goes on.
  const again = await host.install(line);
  t.is(again.code, 0, again.stderr);
  t.regex(again.stdout, /runs here already as h1: nothing to do/);
  const [agent] = await agentPids(host);
  process.kill(agent ?? 0, 'SIGKILL');
  while ((await agentPids(host)).includes(agent ?? 0) || (await agentPids(host)).length === 0) await pause();
  await host.agent('wait');
  t.is((await host.agent('restart')).code, 0);
  await host.agent('wait');
  t.regex((await host.agent('status')).stdout, /^berth-agent \d\S+: h1 runs, with 1 workloads\n$/);
  t.true(await isAlive(pid));
  t.is(await workloadPid(cluster), pid);

  const refused = await host.agent('uninstall');
  t.is(refused.code, 1);
  t.regex(refused.stderr, /^berth-agent: 1 workloads run here: .*--stop-workloads\n$/);
  t.true(await isAlive(pid));
  const gone = await host.agent('uninstall', '--stop-workloads');
  t.is(gone.code, 0, gone.stderr);
  t.regex(gone.stdout, /nothing is left here.*berth node rm h1/);
  t.false(await isAlive(pid));
  t.deepEqual(await host.tree(), before);
  t.deepEqual(await agentPids(host), []);
});

test('volumes outlive uninstalling: whoever installs again finds them, and their replica runs there', async (t) => {
  const cluster = await secured(t);
  const host = await BareHost.make(cluster, 'h1');
  const line = () => lineFor(cluster, '--node', 'h1');
  const installed = await host.install(await line());
  t.is(installed.code, 0, installed.stderr + (await host.log()));
  const command = ['sh', '-c', 'echo "$0" >> "$BERTH_VOLUME_DATA/lines"; exec sleep 601', 'began'];
  const w = { process: { command }, volumes: [{ volume: 'data' }] };
  await cluster.apply({ stack: 's', volumes: { data: {} }, workloads: { w } });
  await cluster.running('s', 1);
  const file = join(host.prefix, 'var/lib/berth/volumes/s/data/0/data/lines');
  const lines = () => readFile(file, 'utf8').catch(() => '');
  while ((await lines()) === '') await pause();
  const gone = await host.agent('uninstall', '--stop-workloads');
  t.is(gone.code, 0, gone.stderr);
  t.regex(gone.stdout, /volumes are kept: \S+\/var\/lib\/berth\/volumes\n/);
  t.is(await lines(), 'began\n');
  const data = join(host.prefix, 'var/lib/berth');
  t.deepEqual(await readdir(data), ['volumes'], 'nothing else');

  const again = await host.install(await line());
  t.is(again.code, 0, again.stderr + (await host.log()));
  while ((await lines()) !== 'began\nbegan\n') await pause();
  await cluster.running('s', 1);
  t.is((await host.agent('uninstall', '--stop-workloads')).code, 0);
});

test('a second host with the same line is refused, and nothing is left on it', async (t) => {
  const cluster = await secured(t);
  const line = await lineFor(cluster, '--site', 'market');
  const first = await BareHost.make(cluster, 'a', { hasNode: true });
  const second = await BareHost.make(cluster, 'b');
  const done = await first.install(line, '--node', 'a');
  t.is(done.code, 0, done.stderr);
  const { code, stderr } = await second.install(line, '--node', 'b');
  t.is(code, 1);
  t.regex(stderr, /^berth agent: join token \S+ has been used already, by node "a": ask for a new one\n$/);
  t.deepEqual(await second.tree(), []);
  t.is((await cluster.client.listNodes()).nodes.length, 1);

  const short = await lineFor(cluster, '--site', 'market', '--ttl', '1s');
  await pause(1_500);
  const third = await BareHost.make(cluster, 'c', { hasNode: true });
  const late = await third.install(short, '--node', 'c');
  t.regex(late.stderr, /^berth agent: join token \S+ has run out/);
  t.deepEqual(await third.tree(), []);
});

test('wget does as well as curl', async (t) => {
  const cluster = await secured(t);
  const host = await BareHost.make(cluster, 'w', { without: 'curl', hasNode: true });
  const line = await lineFor(cluster, '--node', 'w', '--site', 'market');
  const { stdout } = await cluster.berth('token', 'create', '--site', 'market');
  const instead = /Write `(.*)` instead of `(.*)`/.exec(stdout);
  const done = await host.install(line.replace(instead?.[2] ?? '?', instead?.[1] ?? '?'));
  t.is(done.code, 0, done.stderr);
  t.regex(done.stdout, /node w is ready/);
});

test('an artefact or a script that was changed is refused, before anything of it runs', async (t) => {
  const folder = await Cluster.open(t);
  const artifacts = await copyArtifacts(ARTIFACTS, join(folder.folder, 'artifacts'));
  const cluster = await secured(t, '--artifacts', artifacts);
  const line = await lineFor(cluster, '--site', 'market');
  for (const name of await readdir(artifacts))
    if (name.startsWith('agent-')) await changeByte(join(artifacts, name));
  const host = await BareHost.make(cluster, 'h');
  const { code, stderr } = await host.install(line, '--node', 'h');
  t.is(code, 1);
  t.regex(
    stderr,
    /^berth: agent-linux-\S+ from \S+ is not what it should be: expected sha256 \w+, got \w+\n$/,
  );
  t.deepEqual(await host.tree(), []);
  // Somebody else's script: the line has the digest of ours.
  await appendFile(join(artifacts, 'install.sh'), '\necho pwned\n');
  await cluster.killCoordinator();
  await cluster.coordinator('--authority', join(cluster.folder, 'authority'), '--artifacts', artifacts);
  const other = await host.install(line, '--node', 'h');
  t.is(other.code, 1);
  t.regex(other.stdout, /^no Berth at \S+\n$/);
  t.deepEqual(await host.tree(), []);
});

test('what stands in the way is said in one line, and nothing is left behind', async (t) => {
  const cluster = await secured(t);
  const line = await lineFor(cluster, '--site', 'market');
  const fakes = join(cluster.folder, 'fakes');
  await mkdir(fakes);
  const fake = async (program: string, script: string) => {
    const path = join(fakes, `${program}-${script.length}`);
    await writeFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return { [program]: path };
  };
  const cases: [fake: Readonly<Record<string, string>>, why: RegExp][] = [
    [
      await fake('uname', '[ "$1" = -m ] && echo riscv64 || echo Linux'),
      /^berth: there is no agent for riscv64: x64 and arm64 only\n$/,
    ],
    [await fake('uname', 'echo Darwin'), /^berth: the agent runs on Linux only, this is Darwin\n$/],
    [await fake('id', 'echo 1000'), /^berth: this needs root: /],
    [
      await fake('df', 'printf "h\\n/dev/x 9 9 100 9%% /\\n"'),
      /^berth: no space in \S+: \d+ MiB needed, 0 MiB free\n$/,
    ],
    [
      await fake('date', '[ "$1" = +%s ] && echo 1000000000 || echo long ago'),
      /^berth: the clock of this host is wrong by \d+ minutes \(long ago\): set it/,
    ],
    [await fake('mkdir', 'exit 1'), /^berth: cannot make \S+: is the file system read-only or full\?\n$/],
  ];
  for (const [at, [programs, why]] of cases.entries()) {
    const host = await BareHost.make(cluster, `case-${at}`, { fake: programs });
    const { code, stderr } = await host.install(line, '--node', `case-${at}`);
    t.is(code, 1, stderr);
    t.regex(stderr, why);
    t.deepEqual(await host.tree(), []);
  }
  const host = await BareHost.make(cluster, 'nobody-there');
  await cluster.killCoordinator();
  const { code, stdout, stderr } = await host.install(line, '--node', 'x');
  t.is(code, 1);
  t.regex(stdout, /^no Berth at \S+\n$/);
  t.regex(stderr, /curl: \(7\)/);
});

test('a coordinator without Node.js for a platform says so, and so does one that has nothing', async (t) => {
  const folder = await Cluster.open(t);
  const artifacts = await copyArtifacts(ARTIFACTS, join(folder.folder, 'artifacts'));
  for (const name of await readdir(artifacts)) if (name.startsWith('node-')) await rm(join(artifacts, name));
  const cluster = await secured(t, '--artifacts', artifacts);
  const host = await BareHost.make(cluster, 'h');
  const { stderr } = await host.install(await lineFor(cluster, '--site', 'market'), '--node', 'h');
  t.regex(stderr, /^berth: no Node\.js 20\.19 or newer here, and none for linux-\S+ on the coordinator: /);
  t.deepEqual(await host.tree(), []);
  const bare = await secured(t, '--artifacts', join(folder.folder, 'nothing-there'));
  const { stdout } = await bare.berth('token', 'create', '--site', 'market');
  t.regex(stdout, /\n {2}berth agent --data \/var\/lib\/berth --coordinator \S+ --join berth-join-/);
});

test('docs/install.md: its commands install and uninstall, and what it quotes is what the programs say', async (t) => {
  const page = await readFile(join(ROOT, 'docs', 'install.md'), 'utf8');
  const cluster = await secured(t);
  const host = await BareHost.make(cluster, 'shop-1', { hasNode: true });
  await mkdir(join(host.prefix, 'etc/init.d'), { recursive: true });
  const before = await host.tree();
  const [create = '', uninstall = ''] = [...page.matchAll(/^\$ (.*)$/gm)].map(([, command]) => command);
  const { stdout } = await cluster.berth(...create.split(' ').slice(1));
  const line = /^S=.*$/m.exec(stdout)?.[0] ?? '';
  t.true(line.startsWith(/a line that begins with `(.*?)`/.exec(page)?.[1] ?? '?'), stdout);
  const installed = await host.install(line, '--node', 'shop-1');
  t.is(installed.code, 0, installed.stderr);
  const last = /^berth: node shop-1 is ready.*$/m.exec(page)?.[0] ?? '?';
  t.is(installed.stdout.replaceAll(host.prefix, '').trim(), last);
  t.regex((await host.shell(`${host.prefix}${uninstall}`)).stdout, /nothing is left here/);
  t.deepEqual(await host.tree(), before);

  const sources = [
    'agent/host/install.sh',
    'agent/host/berth-agent.sh',
    'packages/cli/src/commands/token.ts',
  ];
  const texts = [...sources, 'packages/core/src/identity/decide-identity.ts'].map((file) =>
    readFile(join(ROOT, file), 'utf8'),
  );
  const said = (await Promise.all(texts)).join('\n');
  const quotes = [...page.slice(page.indexOf('| it says')).matchAll(/^\| `([^`]+)`/gm)].map(
    ([, it = '']) => it,
  );
  t.true(quotes.length >= 7);
  // Up to where a name or a number stands in it.
  for (const quote of quotes) t.true(said.includes(quote.replace(/ HOST.*| \.\.\..*/, '')), quote);
});

test('the listener gives what it has and nothing else', async (t) => {
  const cluster = await secured(t);
  t.regex(await get(cluster, '/install'), /^200 # Installs the Berth agent/);
  t.regex(await get(cluster, '/now'), /^200 \d{10}\n$/);
  for (const path of ['/', '/artifacts/', '/artifacts/../../package.json', `/artifacts/${'0'.repeat(64)}`])
    t.regex(await get(cluster, path), /^404 /);
  t.regex(await get(cluster, '/install', 'POST'), /^405 /);
  // The rest of what was cut off; what is no such wish gets all of it.
  const [, digest] = /^agent-linux-x64 ([0-9a-f]{64})/m.exec(await get(cluster, '/install')) ?? [];
  const whole = await get(cluster, `/artifacts/${digest}`);
  const rest = await get(cluster, `/artifacts/${digest}`, 'GET', 'bytes=1000-');
  t.is(rest.length, whole.length - 1000);
  t.true(rest.startsWith('206 ') && whole.startsWith('200 ') && whole.endsWith(rest.slice(4)));
  t.is(await get(cluster, `/artifacts/${digest}`, 'GET', 'bytes=0-10,20-30'), whole);
});

function get(cluster: Cluster, path: string, method = 'GET', range?: string): Promise<string> {
  const [host = '', port] = cluster.enrol.split(':');
  return new Promise((resolve, reject) => {
    const headers = range === undefined ? {} : { range };
    const options = { host, port, path, method, headers, rejectUnauthorized: false, agent: false };
    const asked = request(options, (answer) => {
      let body = '';
      answer.setEncoding('latin1');
      answer.on('data', (data: string) => {
        body += data;
      });
      answer.on('end', () => resolve(`${answer.statusCode} ${body}`));
    });
    asked.on('error', reject);
    asked.end();
  });
}

async function changeByte(path: string): Promise<void> {
  const bytes = await readFile(path);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  await writeFile(path, bytes);
}

/** Once it has replaced the shell that started it. */
async function workloadPid(cluster: Cluster): Promise<number> {
  for (;;) {
    for (const pid of await cluster.survivors()) {
      const command = await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '');
      const [program = '', seconds] = command.split('\0');
      if (program.endsWith('sleep') && seconds === '601') return pid;
    }
    await pause();
  }
}

async function agentPids(host: BareHost): Promise<number[]> {
  const pids: number[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const command = await readFile(`/proc/${entry}/cmdline`, 'latin1').catch(() => '');
    if (command.includes(`${host.prefix}/opt/berth/current/main.mjs`)) pids.push(Number(entry));
  }
  return pids;
}

function pause(ms = 50): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
