/** Agents that are updated from the coordinator, on hosts as the printed line makes them: real archives, real kills. */
import { execFileSync } from 'node:child_process';
import { appendFile, chmod, mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentUpdateView } from '@berth/core';
import test from 'ava';
import { Cluster, ROOT } from '../e2e/cluster.js';
import { BareHost, copyArtifacts } from './hosts.js';

const ARTIFACTS = join(ROOT, 'agent', 'dist', 'artifacts');
const HELP = "process.argv.includes('--help')";

/** The agent of this repository under another version, with something before all else. */
const VERSIONS: Readonly<Record<string, string>> = {
  '0.2.0': '',
  '0.3.0-ends': `if (!${HELP}) process.exit(1);\n`,
  '0.4.0-hangs': `if (!${HELP}) await new Promise(() => setInterval(() => {}, 1000));\n`,
  '0.5.0-unfit': `if (${HELP}) { console.error('no such library'); process.exit(127); }\n`,
};

async function makeVersions(artifacts: string): Promise<void> {
  for (const [version, first] of Object.entries(VERSIONS)) {
    const folder = join(artifacts, 'agents', version);
    const unpacked = join(artifacts, '..', 'unpacked', version);
    await mkdir(folder, { recursive: true });
    for (const file of await readdir(artifacts)) {
      if (!file.startsWith('agent-linux-x64') && !file.startsWith(`agent-linux-${process.arch}`)) continue;
      await mkdir(unpacked, { recursive: true });
      execFileSync('tar', ['-xzf', join(artifacts, file), '-C', unpacked]);
      await writeFile(join(unpacked, 'VERSION'), `${version}\n`);
      const main = await readFile(join(unpacked, 'main.mjs'), 'utf8');
      await writeFile(join(unpacked, 'main.mjs'), first + main);
      execFileSync('tar', ['-czf', join(folder, file), '-C', unpacked, ...(await readdir(unpacked))]);
    }
  }
}

/** A program that, once for each file `NAME.armed`, kills the agent that started it; otherwise it does what it should. */
async function killer(folder: string, name: string): Promise<Readonly<Record<string, string>>> {
  const path = join(folder, `${name}-killer`);
  const armed = join(folder, `${name}.armed`);
  const script = `#!/bin/sh\nif [ -e ${armed} ]; then rm ${armed}; kill -9 $PPID; exit 1; fi\nexec /usr/bin/${name} "$@"\n`;
  await writeFile(path, script);
  await chmod(path, 0o755);
  return { [name]: path };
}

async function update(cluster: Cluster, until: (view: AgentUpdateView) => boolean): Promise<AgentUpdateView> {
  for (;;) {
    const { update: view } = await cluster.client.getAgentUpdate();
    if (view && until(view)) return view;
    await pause();
  }
}

test('agents go to another version in stages, nothing that runs is touched, and a version that does not work goes back by itself', async (t) => {
  const before = await Cluster.open(t);
  const artifacts = await copyArtifacts(ARTIFACTS, join(before.folder, 'artifacts'));
  await makeVersions(artifacts);
  const cluster = await Cluster.open(t);
  const flags = ['--authority', join(cluster.folder, 'authority'), '--artifacts', artifacts];
  await cluster.coordinator(...flags, '--heartbeat', '1s', '--lease', '3s');
  const killers = { ...(await killer(cluster.folder, 'tar')), ...(await killer(cluster.folder, 'sync')) };
  const hosts = new Map<string, BareHost>();
  for (const name of ['h1', 'h2']) {
    const host = await BareHost.make(cluster, name, { fake: killers, hasNode: true });
    hosts.set(name, host);
    const { stdout } = await cluster.berth('token', 'create', '--node', name, '--site', 'market', '--json');
    const done = await host.install((JSON.parse(stdout) as { line: string }).line);
    t.is(done.code, 0, done.stderr + (await host.log()));
    await appendFile(join(host.prefix, 'opt/berth/agent.conf'), 'trial=8\n');
  }
  const workload = {
    process: { command: ['sleep', '602'] },
    replicas: 2,
    placement: { spread: { by: 'node' } },
  };
  await cluster.apply({ stack: 's', workloads: { w: workload } });
  await cluster.running('s', 2);
  const pids = await sleepers(cluster, 2);
  const untouched = async () => t.deepEqual(await sleepers(cluster, 2), pids);

  // A part first. Killed while it unpacks, and again before what it unpacked counts: it goes on.
  for (const name of ['tar', 'sync']) await writeFile(join(cluster.folder, `${name}.armed`), '');
  const begun = await cluster.berth('agent', 'update', '--to', '0.2.0', '--percent', '50');
  t.is(begun.code, 0, begun.stderr);
  t.regex(begun.stdout, /^agents: version 0\.2\.0, 50 %, rolling, begun \S+ ago by \S+\n/);
  const half = await update(cluster, ({ counts }) => counts.updated === 1);
  const first = half.nodes.find(({ state }) => state === 'updated')?.node ?? '';
  const second = first === 'h1' ? 'h2' : 'h1';
  for (const name of ['tar', 'sync'])
    t.false((await readdir(cluster.folder)).includes(`${name}.armed`), `killed in ${name}`);
  t.is(half.nodes.find(({ node }) => node === second)?.state, 'waiting');
  t.deepEqual(await versionsOf(hosts.get(second)), ['0.1.0']);
  await cluster.client.updateAgents({
    action: 'begin',
    version: '0.2.0',
    percent: 100,
    actor: { name: 'e2e' },
  });
  await update(cluster, ({ state }) => state === 'done');
  await untouched();
  t.regex((await cluster.berth('node', 'show', second)).stdout, /^agent +0\.2\.0$/m);
  await confirmed(hosts);

  // One that ends at once.
  const ends = {
    action: 'begin',
    version: '0.3.0-ends',
    percent: 50,
    auto: true,
    actor: { name: 'e2e' },
  } as const;
  await cluster.client.updateAgents(ends);
  const stopped = await update(cluster, ({ state }) => state === 'stopped');
  t.regex(stopped.held?.reason ?? '', new RegExp(`^${first}: it ended 3 times before`));
  t.is(stopped.nodes.find(({ node }) => node === first)?.version, '0.2.0');
  t.is(stopped.nodes.find(({ node }) => node === second)?.state, 'waiting');
  const events = await cluster.berth('events');
  t.regex(events.stdout, new RegExp(`node ${first} gave version 0\\.3\\.0-ends of the agent up: it ended`));
  await untouched();
  // It is remembered: also over a new beginning, and nothing is tried.
  await cluster.client.updateAgents({ action: 'cancel', actor: { name: 'e2e' } });
  const agent = await agentPid(hosts.get(first));
  const { update: again } = await cluster.client.updateAgents(ends);
  t.is(again.state, 'stopped');
  t.is(await agentPid(hosts.get(first)), agent);

  // One that hangs, one that cannot even start on this host; with a word to try it again all the same.
  await cluster.client.updateAgents({ ...ends, version: '0.4.0-hangs' });
  const hung = await update(cluster, ({ state }) => state === 'stopped');
  t.regex(hung.held?.reason ?? '', /it did not reach a coordinator within 8 s/);
  const back = await agentPid(hosts.get(first));
  await cluster.client.updateAgents({ ...ends, version: '0.5.0-unfit' });
  const unfit = await update(cluster, ({ state }) => state === 'stopped');
  t.regex(unfit.held?.reason ?? '', /it does not start on this host: no such library/);
  t.is(await agentPid(hosts.get(first)), back, 'the agent was not even ended for it');
  const { stdout } = await cluster.berth('agent', 'update', 'status', '--json');
  t.is((JSON.parse(stdout) as AgentUpdateView).state, 'stopped');
  await untouched();
  t.deepEqual(await versionsOf(hosts.get(second)), ['0.1.0', '0.2.0'], 'nothing of it came to others');
});

/** What lies there, by version. */
async function versionsOf(host: BareHost | undefined): Promise<string[]> {
  const folder = join(host?.prefix ?? '', 'opt/berth/versions');
  const files = (await readdir(folder)).map((name) => readFile(join(folder, name, 'VERSION'), 'utf8'));
  return (await Promise.all(files)).map((text) => text.trim()).sort();
}

/** Nothing is on trial any more. */
async function confirmed(hosts: ReadonlyMap<string, BareHost>): Promise<void> {
  for (const { prefix } of hosts.values()) {
    const home = join(prefix, 'opt/berth');
    while ((await readdir(home)).includes('trial')) await pause();
    await readlink(join(home, 'current'));
  }
}

async function agentPid(host: BareHost | undefined): Promise<number | undefined> {
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const command = await readFile(`/proc/${entry}/cmdline`, 'latin1').catch(() => '');
    if (command.includes(`${host?.prefix}/opt/berth/current/main.mjs`)) return Number(entry);
  }
  return undefined;
}

async function sleepers(cluster: Cluster, count: number): Promise<number[]> {
  for (;;) {
    const found: number[] = [];
    for (const pid of await cluster.survivors()) {
      const command = await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '');
      const [program = '', seconds] = command.split('\0');
      if (program.endsWith('sleep') && seconds === '602') found.push(pid);
    }
    if (found.length === count) return found.sort((a, b) => a - b);
    await pause();
  }
}

function pause(ms = 100): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
