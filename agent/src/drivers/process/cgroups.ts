/**
 * Control groups, version 1 or 2, where they can be written: limits for a run, and a list of everything that belongs to
 * it, also what has left its process group. Memory is a hard limit; cpu is a share under contention, so that an idle node
 * lends what it has; pids are bounded.
 */
import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export type Isolation = 'cgroup-v2' | 'cgroup-v1' | 'process-group';

export type Limits = { readonly cpuMillis: number; readonly memoryMiB: number; readonly pids: number };

type Mounts = {
  readonly version: 1 | 2;
  readonly folders: Readonly<Record<'memory' | 'cpu' | 'pids', string>>;
};

const CPU_SHARES_PER_CORE = 1024;

export class Cgroups {
  readonly isolation: Isolation;
  readonly parent: string;
  readonly #mounts: Mounts | undefined;

  private constructor(parent: string, mounts: Mounts | undefined) {
    this.parent = parent;
    this.#mounts = mounts;
    this.isolation = mounts ? (mounts.version === 2 ? 'cgroup-v2' : 'cgroup-v1') : 'process-group';
  }

  /** Finds out what can be written here. `parent` is this agent's own group, below "berth". */
  static async probe(parent: string): Promise<Cgroups> {
    for (const find of [findVersion2, findVersion1]) {
      const mounts = await find(parent).catch(() => undefined);
      if (mounts) return new Cgroups(parent, mounts);
    }
    return new Cgroups(parent, undefined);
  }

  /** Makes the groups of a run and limits them. Returns the folders whose cgroup.procs the run has to join. */
  async create(run: string, limits: Limits): Promise<string[]> {
    if (!this.#mounts) return [];
    const { memory, cpu, pids } = this.#folders(run);
    const folders = [...new Set([memory, cpu, pids])];
    for (const folder of folders) await mkdir(folder, { recursive: true });
    const bytes = String(limits.memoryMiB * 1024 * 1024);
    const write = (folder: string, file: string, value: string) =>
      writeFile(join(folder, file), value).catch(() => undefined);
    if (this.#mounts.version === 2) {
      if (limits.memoryMiB > 0) await write(memory, 'memory.max', bytes);
      await write(memory, 'memory.swap.max', '0');
      await write(cpu, 'cpu.weight', String(weightOf(limits.cpuMillis)));
      await write(pids, 'pids.max', String(limits.pids));
    } else {
      if (limits.memoryMiB > 0) await write(memory, 'memory.limit_in_bytes', bytes);
      if (limits.memoryMiB > 0) await write(memory, 'memory.memsw.limit_in_bytes', bytes);
      await write(cpu, 'cpu.shares', String(sharesOf(limits.cpuMillis)));
      await write(pids, 'pids.max', String(limits.pids));
    }
    return folders;
  }

  /** Everything that is in the run's group. */
  async members(run: string): Promise<number[]> {
    if (!this.#mounts) return [];
    const text = await readFile(join(this.#folders(run).pids, 'cgroup.procs'), 'utf8').catch(() => '');
    return text.split('\n').filter(Boolean).map(Number);
  }

  /** How often the kernel has killed something of this group because its memory was full, in all its runs. */
  async memoryKills(run: string): Promise<number> {
    if (!this.#mounts) return 0;
    const file = this.#mounts.version === 2 ? 'memory.events' : 'memory.oom_control';
    const text = await readFile(join(this.#folders(run).memory, file), 'utf8').catch(() => '');
    return Number(/^oom_kill (\d+)$/m.exec(text)?.[1] ?? 0);
  }

  /** Says whether the run's groups are gone: the kernel keeps a group for a moment after its last process. */
  async remove(run: string): Promise<boolean> {
    if (!this.#mounts) return true;
    const removed = await Promise.all([...new Set(Object.values(this.#folders(run)))].map(removeGroup));
    return !removed.includes(false);
  }

  /** Removes the agent's own groups; those with runs in them stay. */
  async removeEmpty(): Promise<void> {
    if (!this.#mounts) return;
    for (const root of new Set(Object.values(this.#mounts.folders))) {
      const parent = join(root, this.parent);
      const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
      for (const entry of entries) if (entry.isDirectory()) await removeGroup(join(parent, entry.name));
      await removeGroup(parent);
    }
  }

  #folders(run: string): Record<'memory' | 'cpu' | 'pids', string> {
    const { folders } = this.#mounts as Mounts;
    const of = (root: string) => join(root, this.parent, run);
    return { memory: of(folders.memory), cpu: of(folders.cpu), pids: of(folders.pids) };
  }
}

function removeGroup(folder: string): Promise<boolean> {
  return rmdir(folder).then(
    () => true,
    (thrown: { code?: string }) => thrown.code === 'ENOENT',
  );
}

function sharesOf(cpuMillis: number): number {
  return Math.max(2, Math.round((cpuMillis * CPU_SHARES_PER_CORE) / 1000));
}

/** The kernel's own mapping of shares (2..262144) to weights (1..10000). */
function weightOf(cpuMillis: number): number {
  return Math.min(10_000, Math.max(1, Math.round(1 + ((sharesOf(cpuMillis) - 2) * 9999) / 262_142)));
}

async function findVersion2(parent: string): Promise<Mounts | undefined> {
  const root = '/sys/fs/cgroup';
  const controllers = (await readFile(join(root, 'cgroup.controllers'), 'utf8')).split(/\s+/);
  const wanted = ['memory', 'cpu', 'pids'];
  if (!wanted.every((name) => controllers.includes(name))) return undefined;
  const enable = wanted.map((name) => `+${name}`).join(' ');
  await writeFile(join(root, 'cgroup.subtree_control'), enable);
  let folder = root;
  for (const part of parent.split('/')) {
    folder = join(folder, part);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'cgroup.subtree_control'), enable);
  }
  return { version: 2, folders: { memory: root, cpu: root, pids: root } };
}

async function findVersion1(parent: string): Promise<Mounts | undefined> {
  const mounts = (await readFile('/proc/self/mounts', 'utf8')).split('\n').map((line) => line.split(' '));
  const find = (controller: string) =>
    mounts.find(([, , type, options]) => type === 'cgroup' && options?.split(',').includes(controller))?.[1];
  const [memory, cpu, pids] = [find('memory'), find('cpu'), find('pids')];
  if (!memory || !cpu || !pids) return undefined;
  for (const root of new Set([memory, cpu, pids])) await mkdir(join(root, parent), { recursive: true });
  return { version: 1, folders: { memory, cpu, pids } };
}
