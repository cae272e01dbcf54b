/** A real Podman with storage of its own, serving its API on a socket of its own. Nothing of it outlives its test file. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const IMAGE = 'localhost/tools:1';
const TOOLS =
  'sh sleep cat echo env id ls touch nc dd mkdir grep sed tail mount ps kill wget true false printf stat httpd';

export class Podman {
  readonly folder: string;
  readonly socket: string;
  readonly #env: NodeJS.ProcessEnv;
  #service: ChildProcess | undefined;

  private constructor(folder: string) {
    this.folder = folder;
    this.socket = join(folder, 'podman.sock');
    this.#env = {
      ...process.env,
      CONTAINERS_CONF: join(folder, 'containers.conf'),
      CONTAINERS_STORAGE_CONF: join(folder, 'storage.conf'),
      CONTAINERS_REGISTRIES_CONF: join(folder, 'registries.conf'),
    };
  }

  /** `registry`: "host:port" of one that speaks http. */
  static async start(registry = '127.0.0.1:1'): Promise<Podman> {
    const podman = new Podman(await mkdtemp(join(tmpdir(), 'berth-podman-')));
    const { folder } = podman;
    await writeFile(join(folder, 'containers.conf'), CONTAINERS_CONF);
    await writeFile(
      join(folder, 'storage.conf'),
      `[storage]\ndriver = "vfs"\ngraphroot = "${folder}/graph"\nrunroot = "${folder}/run"\n`,
    );
    const insecure = `[[registry]]\nlocation = "${registry}"\ninsecure = true\n`;
    await writeFile(join(folder, 'registries.conf'), insecure);
    await podman.serve();
    return podman;
  }

  async serve(): Promise<void> {
    const args = ['system', 'service', '--time=0', `unix://${this.socket}`];
    // Where a container runs out of memory, its monitor leaves a file in its working folder.
    this.#service = spawn('podman', args, { env: this.#env, cwd: this.folder, stdio: 'ignore' });
    await until(() => existsSync(this.socket));
  }

  /** The engine is away; containers go on. */
  async stopServing(): Promise<void> {
    const service = this.#service;
    if (!service) return;
    const ended = new Promise((resolve) => service.once('exit', resolve));
    service.kill('SIGKILL');
    await ended;
    await rm(this.socket, { force: true });
    this.#service = undefined;
  }

  async command(...args: readonly string[]): Promise<string> {
    const { stdout } = await run('podman', [...args], { env: this.#env, maxBuffer: 16 * 1024 * 1024 });
    return stdout.trim();
  }

  /** Ids of those that run and have the label, asked of the service, without a process for each look. */
  async running(label: string): Promise<string[]> {
    const filters = encodeURIComponent(JSON.stringify({ label: [label] }));
    const found = await this.#ask(`containers/json?filters=${filters}`);
    return (found as { readonly Id: string }[]).map(({ Id }) => Id);
  }

  async isRunning(container: string): Promise<boolean> {
    const found = await this.#ask(`containers/${container}/json`);
    return (found as { readonly State?: { readonly Running: boolean } }).State?.Running === true;
  }

  #ask(path: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const wish = { socketPath: this.socket, path: `/v4.0.0/libpod/${path}`, agent: false };
      request(wish, (response) => json(response).then(resolve, reject))
        .on('error', reject)
        .end();
    });
  }

  /** An image of a static BusyBox. Returns its id. */
  async makeImage(name = IMAGE, files: Readonly<Record<string, string>> = {}): Promise<string> {
    const root = await mkdtemp(join(this.folder, 'root-'));
    await chmod(root, 0o755);
    for (const folder of ['bin', 'tmp', 'etc', 'data', 'proc', 'sys', 'dev', 'run'])
      await mkdir(join(root, folder));
    const busybox = ['/bin/busybox', '/usr/bin/busybox'].find((path) => existsSync(path));
    if (busybox === undefined) throw new Error('busybox-static is missing: node scripts/setup.mjs --tests');
    await copyFile(busybox, join(root, 'bin/busybox'));
    for (const tool of TOOLS.split(' ')) await symlink('busybox', join(root, 'bin', tool));
    for (const [path, text] of Object.entries(files)) await writeFile(join(root, path), text);
    await run('tar', ['-C', root, '-cf', `${root}.tar`, '.']);
    const id = await this.command('import', '--quiet', '--change', 'CMD ["/bin/sh"]', `${root}.tar`, name);
    await rm(root, { recursive: true });
    await rm(`${root}.tar`);
    return id;
  }

  async close(): Promise<void> {
    await this.command('rm', '--all', '--force', '--time', '0').catch(() => '');
    await this.stopServing();
    const mounts = await readFile('/proc/self/mounts', 'utf8');
    for (const line of mounts.split('\n').reverse()) {
      const path = line.split(' ')[1] ?? '';
      if (path.startsWith(this.folder)) await run('umount', ['-l', path]).catch(() => undefined);
    }
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Small ceilings of files and processes, and runc: they work in a container without systemd as well. */
const CONTAINERS_CONF = `[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
`;

export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}
