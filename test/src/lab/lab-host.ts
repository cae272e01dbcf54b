/**
 * A host as it comes from the shop: a network namespace for its cable, a root folder with the programs of a small Linux and
 * nothing else, no Node.js, its own processes, host name and boot id. Switching it off ends all that runs on it at once; what is on
 * its disk stays. Needs to be root.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { access, copyFile, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Finished, removeGroups, run } from '../e2e/cluster.js';
import { processesBeside, type RunningProcess } from '../e2e/processes.js';

/** A shell for what is typed on the host sees this, and nothing of the test's own environment. */
const ENVIRONMENT = { PATH: '/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root' };

/** $1: the root folder, $2: the host's name, $3: Node.js that it has, if any. What is mounted is gone with the host's last process. */
const BOOT = `
set -e
hostname "$2"
for folder in bin sbin lib lib64 libexec share; do
  if [ -e "/usr/$folder" ]; then mkdir -p "$1/usr/$folder"; mount --bind "/usr/$folder" "$1/usr/$folder"; fi
done
if [ -e "$1/usr/bin/node" ]; then mount --bind /dev/null "$1/usr/bin/node"; fi
if [ -n "$3" ]; then touch "$1/usr/local/bin/node"; mount --bind "$3" "$1/usr/local/bin/node"; fi
mount --bind /etc/alternatives "$1/etc/alternatives"
mount --rbind /dev "$1/dev"
mount --rbind /sys "$1/sys"
mount -t proc proc "$1/proc"
mount --bind "$1/boot-id" "$1/proc/sys/kernel/random/boot_id"
mount -t tmpfs tmpfs "$1/run"
mount -t tmpfs tmpfs "$1/tmp"
exec chroot "$1" sh -c 'echo > /booted; while :; do sleep 100000 & wait; done'
`;

export class LabHost {
  readonly name: string;
  readonly site: string;
  /** Its disk. */
  readonly root: string;
  /** Of the network. */
  readonly #namespace: string;
  readonly #nodejs: string;
  #child: ChildProcess | undefined;
  #init = 0;

  /** `nodejs`: that it has of its own; "" for none. */
  constructor(name: string, site: string, folder: string, namespace: string, nodejs: string) {
    this.name = name;
    this.site = site;
    this.root = join(folder, name);
    this.#namespace = namespace;
    this.#nodejs = nodejs;
  }

  /** An empty disk, and power. */
  async make(): Promise<void> {
    const folders = [
      'usr/local/bin',
      'etc/init.d',
      'etc/alternatives',
      'opt',
      'var/lib',
      'root',
      'dev',
      'proc',
      'sys',
    ];
    for (const folder of [...folders, 'run', 'tmp'])
      await mkdir(join(this.root, folder), { recursive: true });
    for (const link of ['bin', 'sbin', 'lib', 'lib64']) await symlink(`usr/${link}`, join(this.root, link));
    for (const file of ['passwd', 'group']) await copyFile(`/etc/${file}`, join(this.root, 'etc', file));
    await this.powerOn();
  }

  async powerOn(): Promise<void> {
    await writeFile(join(this.root, 'boot-id'), `${randomUUID()}\n`);
    await rm(join(this.root, 'booted'), { force: true });
    const own = [
      'unshare',
      '--mount',
      '--propagation',
      'private',
      '--pid',
      '--fork',
      '--kill-child',
      '--uts',
    ];
    // Not `ip netns exec`: it hides /sys/fs/cgroup.
    const network = `--net=/run/netns/${this.#namespace}`;
    const child = spawn(
      'nsenter',
      [network, ...own, 'sh', '-c', BOOT, 'sh', this.root, this.name, this.#nodejs],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
        env: ENVIRONMENT,
      },
    );
    let stderr = '';
    child.stderr.on('data', (data: Buffer) => {
      stderr += data;
    });
    this.#child = child;
    while (!(await isThere(join(this.root, 'booted')))) {
      if (child.exitCode !== null)
        throw new Error(`host ${this.name} does not boot (mounts and PID namespaces are needed): ${stderr}`);
      await pause();
    }
    const children = await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8');
    this.#init = Number(children.trim().split(' ')[0]);
  }

  /** As by its switch: every process ends, and none hears of it before. */
  async powerOff(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    process.kill(this.#init || (child.pid as number), 'SIGKILL');
    await ended;
  }

  /** For the end: also what the kernel keeps of its agent outside of its disk. */
  async destroy(): Promise<void> {
    const group = /"group":"([^"]+)"/.exec(await this.read('var/lib/berth/ready.json'))?.[1];
    await this.powerOff();
    if (group !== undefined) await removeGroups(group);
  }

  /** Typed on the host, as root. */
  shell(script: string): Promise<Finished> {
    const where = ['-t', String(this.#init), '--mount', '--pid', '--net', '--uts', '--root', '--wd'];
    return run('nsenter', [...where, 'sh', '-c', script], ENVIRONMENT);
  }

  /** By what its init does at boot. */
  startAgent(): Promise<Finished> {
    return this.shell('/etc/init.d/berth-agent start');
  }

  /** A file of it; empty where there is none. */
  read(path: string): Promise<string> {
    return readFile(join(this.root, path), 'utf8').catch(() => '');
  }

  agentLog(): Promise<string> {
    return this.read('var/lib/berth/agent.log');
  }

  processes(): Promise<RunningProcess[]> {
    return processesBeside(this.#init);
  }

  /** Of the workloads, by placement: each process with when it started. */
  async workloads(): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    for (const { pid, startTicks, environ } of await this.processes()) {
      const placement = /(?:^|\0)BERTH_PLACEMENT=([^\0]+)/.exec(environ)?.[1];
      if (placement !== undefined) found.set(`${placement} ${pid}`, startTicks);
    }
    return found;
  }

  /** TCP connections that stand, as "FROM TO", without those inside the host. */
  async connections(): Promise<string[]> {
    return connectionsOf(this.#init);
  }
}

/** TCP connections that stand in the network namespace of a process, as "FROM TO". */
export async function connectionsOf(pid: number): Promise<string[]> {
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/${pid}/net/${name}`, 'utf8').catch(() => '')),
  );
  return tables.flatMap((table) =>
    table
      .split('\n')
      .slice(1)
      .flatMap((line) => {
        const [, from = '', to = '', state] = line.trim().split(/\s+/);
        const isOpen = state === '01' && addressOf(from) !== undefined && !to.startsWith('0100007F');
        return isOpen ? [`${addressOf(from)} ${addressOf(to)}`] : [];
      }),
  );
}

/** "0B01A8C0:1CFD" is 192.168.1.11:7421; IPv6 carries an IPv4 address in its last word. */
function addressOf(hex: string): string | undefined {
  const [address = '', port = ''] = hex.split(':');
  const bytes = address.slice(-8).match(/../g)?.reverse();
  return bytes && `${bytes.map((byte) => Number.parseInt(byte, 16)).join('.')}:${Number.parseInt(port, 16)}`;
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

export function pause(ms = 20): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
