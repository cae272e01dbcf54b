/** A bare host, as far as one folder can be one: a few programs on its PATH, no Node.js, and everything installed below a prefix. */
import { createHash } from 'node:crypto';
import { access, cp, lstat, mkdir, readdir, readFile, readlink, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type Cluster, type Finished, run } from '../e2e/cluster.js';

/** What a small Debian or Alpine has. */
const PROGRAMS =
  'sh curl wget tar gzip sha256sum sed awk df uname id ls cat date grep mkdir dirname rm mv ln chmod sync readlink tr setsid sleep wc tail head cksum rmdir'.split(
    ' ',
  );

let hosts = 0;

export class BareHost {
  readonly prefix: string;
  readonly #bin: string;
  readonly #ports: number;

  private constructor(folder: string, ports: number) {
    this.prefix = join(folder, 'root');
    this.#bin = join(folder, 'bin');
    this.#ports = ports;
  }

  static async make(
    cluster: Cluster,
    name: string,
    options: {
      readonly without?: string;
      readonly fake?: Readonly<Record<string, string>>;
      /** It has a Node.js: the coordinator's takes seconds to come and to unpack. */
      readonly hasNode?: boolean;
    } = {},
  ): Promise<BareHost> {
    const host = new BareHost(join(cluster.folder, 'hosts', name), 19_000 + 50 * hosts++);
    await mkdir(host.prefix, { recursive: true });
    await mkdir(host.#bin, { recursive: true });
    for (const program of PROGRAMS) {
      if (program === options.without) continue;
      const path = options.fake?.[program] ?? (await find(program));
      await symlink(path, join(host.#bin, program));
    }
    if (options.hasNode) await symlink(process.execPath, join(host.#bin, 'node'));
    return host;
  }

  /** Runs the printed line, with what only this test needs added to the arguments of the script. */
  install(line: string, ...options: string[]): Promise<Finished> {
    const more = ['--prefix', this.prefix, ...options, '--', '--ports', `${this.#ports}-${this.#ports + 49}`];
    return this.shell(line.replace(';; *)', ` ${more.join(' ')};; *)`));
  }

  /** Runs the agent's own command. */
  agent(...args: string[]): Promise<Finished> {
    return this.shell([join(this.prefix, 'opt/berth/bin/berth-agent'), ...args].join(' '));
  }

  shell(script: string): Promise<Finished> {
    return run(join(this.#bin, 'sh'), ['-c', script], { PATH: this.#bin });
  }

  async log(): Promise<string> {
    return readFile(join(this.prefix, 'var/lib/berth/agent.log'), 'utf8').catch(() => '');
  }

  /** Everything below the prefix: kind, mode and content, by path. */
  async tree(): Promise<readonly string[]> {
    const entries = await readdir(this.prefix, { recursive: true });
    return Promise.all(entries.sort().map((entry) => describe(this.prefix, entry)));
  }
}

async function describe(root: string, entry: string): Promise<string> {
  const path = join(root, entry);
  const stat = await lstat(path);
  const content = stat.isFile()
    ? createHash('sha256')
        .update(await readFile(path))
        .digest('hex')
    : stat.isSymbolicLink()
      ? await readlink(path)
      : '';
  return `${entry} ${stat.mode.toString(8)} ${content}`;
}

async function find(program: string): Promise<string> {
  for (const folder of ['/usr/bin', '/bin', '/usr/sbin', '/sbin']) {
    const path = join(folder, program);
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  throw new Error(`this test needs ${program}`);
}

/** A copy of what the coordinator hands out, to change it. */
export async function copyArtifacts(from: string, to: string): Promise<string> {
  await cp(from, to, { recursive: true, preserveTimestamps: true });
  return to;
}
