/** Hosts of their own on this machine: network namespaces on one switch. Needs to be root. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { ExecutionContext } from 'ava';

const run = promisify(execFile);

/** By its path: packages of Node.js have a program of this name, too. */
const NFT = '/usr/sbin/nft';

export class Namespaces {
  /** Unique on this machine, and short: names of interfaces have 15 characters. */
  readonly #name = `b${randomBytes(3).toString('hex')}`;
  readonly #hosts: string[] = [];

  /** Undefined where this user may not have any. */
  static async open(t: ExecutionContext): Promise<Namespaces | undefined> {
    const all = new Namespaces();
    t.teardown(() => all.#close());
    try {
      await all.#ip('netns', 'add', `${all.#name}-switch`);
      await all.#inSwitch('link', 'add', 'bridge', 'type', 'bridge');
      await all.#inSwitch('link', 'set', 'bridge', 'up');
      await run(NFT, ['--version']);
      return all;
    } catch (thrown) {
      t.log(`not tested: no network namespaces here: ${String(thrown)}`);
      return undefined;
    }
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

  of(name: string): string {
    return `${this.#name}-${name}`;
  }

  /** A command as this host runs it. */
  on(name: string, command: readonly string[]): [string, string[]] {
    return ['ip', ['netns', 'exec', this.of(name), ...command]];
  }

  /** Nothing passes between this host and the address any more, either way, and nobody is told. */
  async cut(name: string, address: string): Promise<void> {
    const rules = [
      'add table ip cut',
      'add chain ip cut in { type filter hook input priority 0; }',
      'add chain ip cut out { type filter hook output priority 0; }',
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
