/**
 * Control groups, version 1 or 2, where they can be written: limits for a run, and a list of everything that belongs to
 * it, also what has left its process group. Memory is a hard limit; cpu is a share under contention, so that an idle node
 * lends what it has; pids are bounded.
 */
import { access, mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { changeMemoryLimit } from './memory-limit.js';

/** Which kind can be written here. */
export type CgroupKind = 'cgroup-v2' | 'cgroup-v1' | 'none';

export type Limits = {
  readonly cpuMillis: number;
  readonly memoryMiB: number;
  readonly pids: number;
  /** The only cores that it may run on; none = any. */
  readonly cores: readonly number[];
};

export type RunGroups = {
  /** Whose cgroup.procs the run has to join. */
  readonly folders: readonly string[];
  /** Whether the kernel keeps it on its cores. */
  readonly isPinned: boolean;
};

type Mounts = {
  readonly version: 1 | 2;
  readonly folders: Readonly<Record<'memory' | 'cpu' | 'pids', string>>;
  /** Where sets of cores can be written. */
  readonly cpuset: string | undefined;
};

const CPU_SHARES_PER_CORE = 1024;

export class Cgroups {
  readonly kind: CgroupKind;
  readonly parent: string;
  readonly #mounts: Mounts | undefined;

  private constructor(parent: string, mounts: Mounts | undefined) {
    this.parent = parent;
    this.#mounts = mounts;
    this.kind = mounts ? (mounts.version === 2 ? 'cgroup-v2' : 'cgroup-v1') : 'none';
  }

  /** Finds out what can be written here. `parent` is this agent's own group, below "berth". */
  static async probe(parent: string): Promise<Cgroups> {
    for (const find of [findVersion2, findVersion1]) {
      const mounts = await find(parent).catch(() => undefined);
      if (mounts) return new Cgroups(parent, mounts);
    }
    return new Cgroups(parent, undefined);
  }

  /** Whether the kernel can be asked to hold runs to cores. */
  get hasCpusets(): boolean {
    return this.#mounts?.cpuset !== undefined;
  }

  /** Makes the groups of a run and limits them. */
  async create(run: string, limits: Limits): Promise<RunGroups> {
    if (!this.#mounts) return { folders: [], isPinned: false };
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
    const cpuset = limits.cores.length > 0 ? await this.#confine(run, limits.cores) : undefined;
    // What is joined last lists the members: cpuset has none of the runs that are not pinned.
    return {
      folders: cpuset === undefined || folders.includes(cpuset) ? folders : [cpuset, ...folders],
      isPinned: cpuset !== undefined,
    };
  }

  /** Other limits for a run that goes on. Throws when the kernel does not take them; then the old ones stay. */
  async resize(run: string, cpuMillis: number, memoryMiB: number): Promise<void> {
    if (!this.#mounts) return;
    const { version } = this.#mounts;
    const { memory, cpu } = this.#folders(run);
    await changeMemoryLimit(memory, version, memoryMiB);
    if (version === 2) await writeFile(join(cpu, 'cpu.weight'), String(weightOf(cpuMillis)));
    else await writeFile(join(cpu, 'cpu.shares'), String(sharesOf(cpuMillis)));
  }

  /** The group that holds the run to its cores; undefined when the kernel would not take them. */
  async #confine(run: string, cores: readonly number[]): Promise<string | undefined> {
    const { version, cpuset } = this.#mounts as Mounts;
    if (cpuset === undefined) return undefined;
    const confined = version === 2 ? confineVersion2 : confineVersion1;
    const folder = join(cpuset, this.parent, run);
    return confined(cpuset, join(this.parent, run), cores.join(',')).then(
      () => folder,
      () => undefined,
    );
  }

  /** What somebody has to join to be of the run. */
  async foldersOf(run: string): Promise<string[]> {
    if (!this.#mounts) return [];
    const { cpuset } = this.#mounts;
    const confined = cpuset === undefined ? [] : [join(cpuset, this.parent, run)];
    const folders = new Set([...confined, ...Object.values(this.#folders(run))]);
    const there = await Promise.all(
      [...folders].map((folder) =>
        access(join(folder, 'cgroup.procs')).then(
          () => [folder],
          () => [],
        ),
      ),
    );
    return there.flat();
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
    const { cpuset } = this.#mounts;
    const folders = new Set(Object.values(this.#folders(run)));
    if (cpuset !== undefined) folders.add(join(cpuset, this.parent, run));
    const removed = await Promise.all([...folders].map(removeGroup));
    return !removed.includes(false);
  }

  /** Removes the agent's own groups; those with runs in them stay. */
  async removeEmpty(): Promise<void> {
    if (!this.#mounts) return;
    const { folders, cpuset } = this.#mounts;
    for (const root of new Set([...Object.values(folders), ...(cpuset === undefined ? [] : [cpuset])])) {
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
  const cpuset = controllers.includes('cpuset') ? root : undefined;
  return { version: 2, folders: { memory: root, cpu: root, pids: root }, cpuset };
}

/** The controller is handed down only where a run is pinned: most hosts never need it. */
async function confineVersion2(root: string, group: string, cores: string): Promise<void> {
  let folder = root;
  for (const part of group.split('/')) {
    await writeFile(join(folder, 'cgroup.subtree_control'), '+cpuset');
    folder = join(folder, part);
  }
  await writeFile(join(folder, 'cpuset.cpus'), cores);
}

/** A new group of version 1 has no cores and no memory nodes: they are handed down, at each level. */
async function confineVersion1(root: string, group: string, cores: string): Promise<void> {
  const parts = group.split('/');
  let folder = root;
  for (const [at, part] of parts.entries()) {
    const [cpus, mems] = await Promise.all(
      ['cpuset.cpus', 'cpuset.mems'].map((file) => readFile(join(folder, file), 'utf8')),
    );
    folder = join(folder, part);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'cpuset.mems'), mems?.trim() ?? '');
    await writeFile(join(folder, 'cpuset.cpus'), at === parts.length - 1 ? cores : (cpus?.trim() ?? ''));
  }
}

async function findVersion1(parent: string): Promise<Mounts | undefined> {
  const mounts = (await readFile('/proc/self/mounts', 'utf8')).split('\n').map((line) => line.split(' '));
  const find = (controller: string) =>
    mounts.find(([, , type, options]) => type === 'cgroup' && options?.split(',').includes(controller))?.[1];
  const [memory, cpu, pids] = [find('memory'), find('cpu'), find('pids')];
  if (!memory || !cpu || !pids) return undefined;
  for (const root of new Set([memory, cpu, pids])) await mkdir(join(root, parent), { recursive: true });
  return { version: 1, folders: { memory, cpu, pids }, cpuset: find('cpuset') };
}
