/** Hosts of their own on this machine: network namespaces on one switch. Needs to be root. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { ExecutionContext } from 'ava';

const run = promisify(execFile);

/** By its path: packages of Node.js have a program of this name, too. */
const NFT = '/usr/sbin/nft';
/** Network behind each router. */
const BEHIND = '192.168.1';

export class Namespaces {
  /** Unique on this machine, and short: names of interfaces have 15 characters. */
  readonly #name = `b${randomBytes(3).toString('hex')}`;
  readonly #hosts: string[] = [];
  /** How many hosts are behind each router. */
  readonly #behind = new Map<string, number>();

  /** Undefined where this user may not have any. */
  static async open(t: ExecutionContext): Promise<Namespaces | undefined> {
    return Namespaces.make(t).catch((thrown: unknown) => {
      t.log(`not tested: no network namespaces here: ${String(thrown)}`);
      return undefined;
    });
  }

  /** Throws, with what is missing, where this user may not have any. */
  static async make(t: { readonly teardown: (end: () => Promise<void>) => void }): Promise<Namespaces> {
    const all = new Namespaces();
    t.teardown(() => all.#close());
    await all.#ip('netns', 'add', `${all.#name}-switch`);
    await all.#inSwitch('link', 'add', 'bridge', 'type', 'bridge');
    await all.#inSwitch('link', 'set', 'bridge', 'up');
    await run(NFT, ['--version']);
    return all;
  }

  /** A host on the switch. Addresses are 10.99.0.1, 10.99.0.2, ... in the order of their coming. */
  async host(name: string): Promise<string> {
    const ns = this.of(name);
    await this.#ip('netns', 'add', ns);
    this.#hosts.push(name);
    const address = `10.99.0.${this.#hosts.length}`;
    const port = `p${this.#hosts.length}`;
    await this.#inSwitch('link', 'add', port, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', ns);
    await this.#inSwitch('link', 'set', port, 'master', 'bridge', 'up');
    await this.#ip('-n', ns, 'addr', 'add', `${address}/24`, 'dev', 'eth0');
    await this.#ip('-n', ns, 'link', 'set', 'eth0', 'up');
    await this.#ip('-n', ns, 'link', 'set', 'lo', 'up');
    return address;
  }

  /**
   * A router on the switch: who is behind it has an address that is known there only, and goes out under the router's. Every
   * router has the same addresses behind it, as those that people buy do.
   */
  async router(name: string): Promise<string> {
    const address = await this.host(name);
    const inside = ['netns', 'exec', this.of(name)];
    await this.#ip('-n', this.of(name), 'link', 'add', 'bridge', 'type', 'bridge');
    await this.#ip('-n', this.of(name), 'addr', 'add', `${BEHIND}.1/24`, 'dev', 'bridge');
    await this.#ip('-n', this.of(name), 'link', 'set', 'bridge', 'up');
    await this.#ip(...inside, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward');
    const rules = [
      'add table ip nat',
      'add chain ip nat out { type nat hook postrouting priority 100; }',
      'add rule ip nat out oifname "eth0" masquerade',
    ];
    await this.#ip(...inside, NFT, rules.join('; '));
    return address;
  }

  /** A host behind a router. Addresses are 192.168.1.11, 192.168.1.12, ... behind each. */
  async hostBehind(router: string, name: string): Promise<string> {
    const ns = this.of(name);
    const before = this.#behind.get(router) ?? 0;
    this.#behind.set(router, before + 1);
    this.#hosts.push(name);
    await this.#ip('netns', 'add', ns);
    const [address, port] = [`${BEHIND}.${11 + before}`, `p${1 + before}`];
    const ends = ['type', 'veth', 'peer', 'name', 'eth0', 'netns', ns];
    await this.#ip('-n', this.of(router), 'link', 'add', port, ...ends);
    await this.#ip('-n', this.of(router), 'link', 'set', port, 'master', 'bridge', 'up');
    await this.#ip('-n', ns, 'addr', 'add', `${address}/24`, 'dev', 'eth0');
    for (const link of ['eth0', 'lo']) await this.#ip('-n', ns, 'link', 'set', link, 'up');
    await this.#ip('-n', ns, 'route', 'add', 'default', 'via', `${BEHIND}.1`);
    return address;
  }

  of(name: string): string {
    return `${this.#name}-${name}`;
  }

  /** A command as this host runs it. */
  on(name: string, command: readonly string[]): [string, string[]] {
    return ['ip', ['netns', 'exec', this.of(name), ...command]];
  }

  /** Nothing passes between this host, or who is behind it, and the address any more, either way, and nobody is told. */
  async cut(name: string, address: string): Promise<void> {
    const rules = [
      'add table ip cut',
      'add chain ip cut in { type filter hook input priority 0; }',
      'add chain ip cut out { type filter hook output priority 0; }',
      'add chain ip cut through { type filter hook forward priority 0; }',
      `add rule ip cut through ip saddr ${address} drop`,
      `add rule ip cut through ip daddr ${address} drop`,
      `add rule ip cut in ip saddr ${address} drop`,
      `add rule ip cut out ip daddr ${address} drop`,
    ];
    await run('ip', ['netns', 'exec', this.of(name), NFT, rules.join('; ')]);
  }

  async heal(name: string): Promise<void> {
    await run('ip', ['netns', 'exec', this.of(name), NFT, 'delete table ip cut']);
  }

  async #close(): Promise<void> {
    for (const name of [...this.#hosts, 'switch'])
      await this.#ip('netns', 'del', this.of(name)).catch(() => {});
  }

  #inSwitch(...args: string[]): Promise<unknown> {
    return this.#ip('-n', `${this.#name}-switch`, ...args);
  }

  #ip(...args: string[]): Promise<unknown> {
    return run('ip', args);
  }
}
