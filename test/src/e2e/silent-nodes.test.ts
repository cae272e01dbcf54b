/** A node whose link is down is told apart from one that is dead, and from a site that is cut off. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BerthClient, connect } from '@berth/client';
import type { NodeSummary } from '@berth/core';
import { systemClock } from '@berth/runtime';
import test, { type ExecutionContext } from 'ava';
import { Passage } from '../lab/passage.js';
import { AGENT, berth, COORDINATOR, type Finished } from './cluster.js';
import { Namespaces } from './namespaces.js';

const TIMINGS = ['--heartbeat', '500ms', '--lease', '3s'];

class Site {
  readonly hosts: Namespaces;
  readonly folder: string;
  readonly #programs = new Map<string, ChildProcess>();
  #passage: Passage | undefined;
  #client: BerthClient | undefined;

  constructor(hosts: Namespaces, folder: string) {
    this.hosts = hosts;
    this.folder = folder;
  }

  static async open(t: ExecutionContext): Promise<Site | undefined> {
    const hosts = await Namespaces.open(t);
    if (!hosts) return undefined;
    const site = new Site(hosts, await mkdtemp(join(tmpdir(), 'berth-site-')));
    t.teardown(async () => {
      site.#client?.close();
      await site.#passage?.close();
      for (const name of site.#programs.keys()) await site.end(name, 'SIGTERM');
      await rm(site.folder, { recursive: true, force: true, maxRetries: 5 });
    });
    return site;
  }

  start(host: string, ...command: string[]): void {
    const [program, args] = this.hosts.on(host, [process.execPath, ...command]);
    const env = { ...process.env, HOME: this.folder };
    this.#programs.set(host, spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore'], env }));
  }

  agent(host: string, coordinator: string, address: string): void {
    const where = [
      '--data',
      join(this.folder, host),
      '--node',
      host,
      '--site',
      'cellar',
      '--address',
      address,
    ];
    const rest = [
      '--coordinator',
      `${coordinator}:7421`,
      '--stop-workloads-on-exit',
      '--ports',
      '19000-19019',
    ];
    this.start(host, AGENT, ...where, ...rest);
  }

  async end(host: string, signal: NodeJS.Signals): Promise<void> {
    const child = this.#programs.get(host);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  /** A way to the coordinator, which is known on its host only. */
  async reach(host: string, to: string): Promise<void> {
    this.#passage = await Passage.open({ namespaces: this.hosts, from: host, to, folder: this.folder });
    this.#client = connect({ address: this.#passage.address, clock: systemClock() });
  }

  berth(...args: string[]): Promise<Finished> {
    const address = this.#passage?.address;
    return berth(args, { ...process.env, BERTH_ADDRESS: address, HOME: this.folder, NO_COLOR: '1' });
  }

  /** The node, as soon as it is like that. */
  async until(node: string, wanted: (summary: NodeSummary) => boolean): Promise<NodeSummary> {
    for (;;) {
      // Not before it was heard of, nor before the coordinator listens.
      const found = await this.#client?.getNode(node).catch(() => undefined);
      if (found && wanted(found.node)) return found.node;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

test('link down, dead, and a site that is cut off: told apart, and nothing moves for it', async (t) => {
  const site = await Site.open(t);
  if (!site) {
    t.pass();
    return;
  }
  const [c, a, b] = [await site.hosts.host('c'), await site.hosts.host('a'), await site.hosts.host('b')];
  // A network of its own, where nobody else is.
  const listeners = ['--control', '127.0.0.1:7420', '--fleet', `${c}:7421`, '--insecure'];
  site.start('c', COORDINATOR, '--data', join(site.folder, 'coordinator'), ...listeners, ...TIMINGS);
  await site.reach('c', '127.0.0.1:7420');
  site.agent('a', c, a);
  await site.until('a', ({ connection }) => connection === 'up');
  await site.hosts.cut('a', c);
  const alone = await site.until('a', ({ connection }) => connection === 'disconnected');
  t.like(alone.silence, { cause: 'unknown', others: 0 });
  await site.hosts.heal('a');
  site.agent('b', c, b);
  for (const node of ['a', 'b']) await site.until(node, ({ connection }) => connection === 'up');

  await site.hosts.cut('a', c);
  await site.until('a', ({ silence }) => silence?.cause === 'link');
  const { stdout: shown } = await site.berth('node', 'show', 'a');
  t.regex(shown, /state +link down since \d\d:\d\d:\d\d \(\d+s\): reached by b \(\d+s ago\)/);
  t.regex((await site.berth('node', 'ls')).stdout, /^a +cellar +link down \d+s/m);

  await site.end('a', 'SIGKILL');
  await site.until('a', ({ silence }) => silence?.cause === 'node');
  t.regex(
    (await site.berth('node', 'show', 'a')).stdout,
    /dead or powered off, silent since .* not reached by b/,
  );
  t.regex((await site.berth('node', 'ls')).stdout, /^a +cellar +dead \d+/m);

  await site.hosts.cut('b', c);
  await site.until('b', ({ silence }) => silence?.cause === 'site');
  t.regex((await site.berth('node', 'show', 'b')).stdout, /cut off with its whole site since .*"cellar"/);

  for (const host of ['a', 'b']) await site.hosts.heal(host);
  await site.until('b', ({ connection, silence }) => connection === 'up' && !silence);
  const { stdout: events } = await site.berth('events', '--json', '--since', '1');
  t.false(/placements\.(made|stopped|set-aside)/.test(events));
  t.false(events.includes('peer-key'));
});
