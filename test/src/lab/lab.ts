/**
 * Two sites and a coordinator, on this machine:
 *
 *   c (coordinator, NATS) 10.99.0.1 ── switch ─┬─ north's router (NAT) ── n1, n2
 *                                              └─ south's router (NAT) ── s1, s2
 *
 * Everything is taken down with its test, also after a failure.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type BerthClient, connect } from '@berth/client';
import type { LedgerEvent } from '@berth/core';
import { type Credentials, readIdentity } from '@berth/identity';
import { systemClock } from '@berth/runtime';
import { CLI, COORDINATOR, type Finished, kill, type Program, run, start } from '../e2e/cluster.js';
import { Namespaces } from '../e2e/namespaces.js';
import { type EventOf, recorded } from '../identity/records.js';
import { LabHost } from './lab-host.js';
import { NatsInLab } from './nats-in-lab.js';
import { Passage } from './passage.js';

export const SITES = { north: ['n1', 'n2'], south: ['s1', 's2'] } as const;
export type SiteName = keyof typeof SITES;
export type HostName = (typeof SITES)[SiteName][number];

const PORTS = { control: 7420, fleet: 7421, enrol: 7422, nats: 4222 } as const;
export type PortName = keyof typeof PORTS;

/** Whatever ends what is begun, the last first: a test, or a program. */
export type Scope = { readonly teardown: (end: () => void | Promise<void>) => void };

export type LabOptions = {
  /** Hosts that have a Node.js of their own; the others are given one by the coordinator, which takes some seconds each. */
  readonly withNode?: readonly HostName[];
  /** Of the coordinator. */
  readonly flags?: readonly string[];
};

export class Lab {
  readonly folder: string;
  readonly nats: NatsInLab;
  /** Of the coordinator, and of the routers, as all of them see it. */
  readonly address: string;
  readonly routers = new Map<SiteName, string>();
  readonly #namespaces: Namespaces;
  readonly #hosts = new Map<string, LabHost>();
  readonly #passages = new Map<string, Promise<Passage>>();
  #coordinator: Program | undefined;
  #client: BerthClient | undefined;

  private constructor(namespaces: Namespaces, folder: string, address: string) {
    this.#namespaces = namespaces;
    this.folder = folder;
    this.address = address;
    this.nats = new NatsInLab(namespaces, 'c', `${address}:${PORTS.nats}`, join(folder, 'nats'));
  }

  /** The hosts are bare and have power; the coordinator leads. Throws with what is missing where this cannot be had here. */
  static async open(scope: Scope, { withNode = [], flags = [] }: LabOptions = {}): Promise<Lab> {
    await provable();
    const folder = await mkdtemp(join(tmpdir(), 'berth-lab-'));
    scope.teardown(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
    const namespaces = await Namespaces.make(scope);
    const lab = new Lab(namespaces, folder, await namespaces.host('c'));
    scope.teardown(() => lab.#close());
    for (const site of Object.keys(SITES) as SiteName[]) {
      lab.routers.set(site, await namespaces.router(site));
      await Promise.all(SITES[site].map((name) => lab.#addHost(site, name, withNode.includes(name))));
    }
    await lab.nats.start('evil', 'n1');
    await lab.#startCoordinator(flags);
    return lab;
  }

  async #addHost(site: SiteName, name: HostName, hasNode: boolean): Promise<void> {
    await this.#namespaces.hostBehind(site, name);
    const nodejs = hasNode ? process.execPath : '';
    const host = new LabHost(name, site, join(this.folder, 'hosts'), this.#namespaces.of(name), nodejs);
    this.#hosts.set(name, host);
    await host.make();
  }

  async #startCoordinator(flags: readonly string[]): Promise<void> {
    const at = (port: PortName) => `${this.address}:${PORTS[port]}`;
    const listeners = ['--control', at('control'), '--fleet', at('fleet')];
    const nats = ['--nats', `nats://${at('nats')}`, '--nats-credentials', this.nats.seed('coordinator')];
    const data = join(this.folder, 'coordinator');
    const args = ['--data', data, ...listeners, ...nats, '--nats-cluster', this.nats.cluster, ...flags];
    this.#coordinator = await start(COORDINATOR, args, this.folder, (command) =>
      this.#namespaces.on('c', command),
    );
    this.#client = connect({
      address: await this.from('c', 'control'),
      clock: systemClock(),
      identity: () => this.admin(),
    });
  }

  get client(): BerthClient {
    if (!this.#client) throw new Error('the coordinator was not started');
    return this.#client;
  }

  /** What the coordinator has said. */
  get coordinatorLog(): string {
    return this.#coordinator?.stderr() ?? '';
  }

  get coordinatorPid(): number {
    return this.#coordinator?.child.pid ?? 0;
  }

  async admin(): Promise<Credentials | undefined> {
    return readIdentity(join(this.folder, 'coordinator', 'authority', 'admin.json'));
  }

  host(name: HostName): LabHost {
    const host = this.#hosts.get(name);
    if (!host) throw new Error(`no host ${name}`);
    return host;
  }

  hosts(site?: SiteName): LabHost[] {
    return [...this.#hosts.values()].filter((host) => site === undefined || host.site === site);
  }

  /** "host:port" for this test's own clients: they come out of that host's network, and reach that listener of the coordinator. */
  async from(host: HostName | 'c', port: PortName): Promise<string> {
    const wish = { namespaces: this.#namespaces, from: host, to: `${this.address}:${PORTS[port]}` };
    const key = `${host} ${port}`;
    const opened = this.#passages.get(key) ?? Passage.open({ ...wish, folder: this.folder });
    this.#passages.set(key, opened);
    return (await opened).address;
  }

  /** The command line, on the coordinator's host. */
  berth(...args: string[]): Promise<Finished> {
    const [program, all] = this.#namespaces.on('c', [process.execPath, CLI, ...args]);
    return run(program, all, {
      PATH: process.env.PATH,
      BERTH_ADDRESS: `${this.address}:${PORTS.control}`,
      BERTH_IDENTITY: join(this.folder, 'coordinator', 'authority', 'admin.json'),
      ...{ HOME: this.folder, NO_COLOR: '1' },
    });
  }

  /** The line that people run on a new host. */
  async line(...flags: string[]): Promise<string> {
    const { stdout, stderr } = await this.berth('token', 'create', ...flags);
    const line = /^S=.*$/m.exec(stdout)?.[0];
    if (line === undefined) throw new Error(stderr || stdout);
    return line;
  }

  async token(...flags: string[]): Promise<string> {
    const { stdout, stderr } = await this.berth('token', 'create', ...flags, '--json');
    if (stdout === '') throw new Error(stderr);
    return (JSON.parse(stdout) as { token: string }).token;
  }

  /** Its router lets nothing through between the site and the coordinator any more. */
  cut(site: SiteName): Promise<void> {
    return this.#namespaces.cut(site, this.address);
  }

  heal(site: SiteName): Promise<void> {
    return this.#namespaces.heal(site);
  }

  /** Waits until `done` holds. */
  async until(what: string, done: () => boolean | Promise<boolean>): Promise<void> {
    const givenUpMs = Date.now() + GIVE_UP_MS;
    while (!(await done())) {
      if (Date.now() > givenUpMs) throw new Error(`in vain for ${GIVE_UP_MS / 1000} s: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** What the ledger says happened, as soon as it does. */
  async event<Kind extends LedgerEvent['kind']>(
    kind: Kind,
    wanted: (event: EventOf<Kind>) => boolean,
  ): Promise<EventOf<Kind>> {
    let found: EventOf<Kind> | undefined;
    await this.until(`${kind} in the ledger`, async () => {
      found = (await recorded(this, kind)).find(wanted);
      return found !== undefined;
    });
    return found as EventOf<Kind>;
  }

  async #close(): Promise<void> {
    this.#client?.close();
    for (const passage of this.#passages.values()) await passage.then((it) => it.close()).catch(() => {});
    await Promise.all(this.hosts().map((host) => host.destroy()));
    await kill(this.#coordinator);
    await this.nats.stop();
  }
}

/** So that a run that hangs says on what. */
const GIVE_UP_MS = 90_000;

/** Throws, with what is missing, where there can be no lab. */
async function provable(): Promise<void> {
  const missing = (what: string) => new Error(`no lab here: ${what}`);
  if (process.getuid?.() !== 0) throw missing('network namespaces need root');
  const needed: [program: string, args: string[], what: string][] = [
    ['ip', ['netns'], 'the program ip (Debian: iproute2)'],
    ['/usr/sbin/nft', ['--version'], 'the program nft (Debian: nftables)'],
    [
      'unshare',
      ['--mount', '--pid', '--net', '--uts', '--fork', 'true'],
      'namespaces of mounts, PIDs and networks',
    ],
    ['nsenter', ['--version'], 'the program nsenter (Debian: util-linux)'],
    ['curl', ['--version'], 'the program curl'],
  ];
  for (const [program, args, what] of needed) {
    await promisify(execFile)(program, args).catch((thrown: Error) => {
      throw missing(`${what} (${thrown.message.trim()})`);
    });
  }
}
