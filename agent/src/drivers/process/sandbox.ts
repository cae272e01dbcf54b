/**
 * The ladder of isolation (core/isolation.ts), built of what the host has: `setpriv` makes a run another user without
 * capabilities, `bubblewrap` gives it files, processes and devices of its own. What is offered is found by running a
 * program at each level. The supervisor of a run stays outside, so that it is adopted alike at every level.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { BerthError, ISOLATION_LEVELS, type IsolationLevel, isolationAtLeast } from '@berth/core';
import type { RunVolume } from '../driver.js';
import { findProgram } from './environment.js';
import { writeOwn } from './own-files.js';
import { systemCallFilter } from './system-call-filter.js';

export type SandboxOptions = {
  /** Where the folders of runs stand. */
  readonly folder: string;
  /** What no run may see: the agent's data. */
  readonly hidden: string;
  /** PATH of the host's tools. */
  readonly path: string;
  /** Whether memory and processes of a run are bounded: without that, nothing is offered. */
  readonly hasLimits: boolean;
  /** Runs that demand nothing get this. */
  readonly least: IsolationLevel;
};

/** What a run has in its sandbox. */
export type Inside = {
  readonly user: number;
  readonly work: string;
  readonly directory: string;
  /** Folders of the agent that it may read. */
  readonly readable: readonly string[];
  readonly volumes: readonly RunVolume[];
};

/** Seen at level strict, where it exists. */
const SYSTEM = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/etc', '/opt', '/nix/store'];
/** Empty at level private. */
const EMPTY = ['/tmp', '/var/tmp', '/run', '/home', '/root'];
/** Names of hosts are found through it where /etc/resolv.conf is a link. */
const RESOLVER = '/run/systemd/resolve';
const SIGNALS = 'TERM,INT,HUP,QUIT,USR1,USR2,ALRM,ABRT,WINCH';
/** The shell opens the filter for bubblewrap. */
const WITH_FILTER = 'exec 9<"$1"; shift; exec "$@"';
const PROBE_MS = 10_000;

export class Sandbox {
  readonly #options: SandboxOptions;
  readonly #filterFile: string;
  #offered: readonly IsolationLevel[] = ['none'];

  private constructor(options: SandboxOptions) {
    this.#options = options;
    this.#filterFile = join(options.hidden, 'system-calls');
  }

  /** `probe`: a user and a folder of it to try the levels with. */
  static async open(options: SandboxOptions, probe: () => Promise<Inside>): Promise<Sandbox> {
    const sandbox = new Sandbox(options);
    if (options.hasLimits && process.getuid?.() === 0) await sandbox.#probe(await probe());
    if (!sandbox.levelFor(undefined)) throw sandbox.#lacks(options.least, '--isolation');
    return sandbox;
  }

  /** Weakest first. */
  get offered(): readonly IsolationLevel[] {
    return this.#offered;
  }

  get strongest(): IsolationLevel {
    return this.#offered.at(-1) ?? 'none';
  }

  /** The weakest level offered that is as strong as what the run demands, and as what the node gives to all. */
  levelFor(demanded: IsolationLevel | undefined): IsolationLevel | undefined {
    const { least } = this.#options;
    const [ofRun, ofNode] = [isolationAtLeast(demanded ?? 'none'), isolationAtLeast(least)];
    return this.#offered.find((level) => ofRun.includes(level) && ofNode.includes(level));
  }

  /** The level of a run; throws one clear line when this node has none that would do. */
  demand(demanded: IsolationLevel | undefined): IsolationLevel {
    const level = this.levelFor(demanded);
    if (level) return level;
    throw this.#lacks(demanded ?? 'none', 'process.isolation');
  }

  /**
   * The command that runs `command` at a level. Its working directory has to be seen there. `obeyed`: variables, as
   * NAME=VALUE, that it gets only once it is its user.
   */
  command(
    level: IsolationLevel,
    inside: Inside,
    command: readonly string[],
    obeyed: readonly string[] = [],
  ): readonly string[] {
    if (level === 'none') return command;
    const { path } = this.#options;
    const asUser = [findProgram('setpriv', '/', path), ...privileges(inside.user)];
    const env = findProgram('env', '/', path);
    if (command[0]?.includes('='))
      throw new BerthError('invalid_request', `cannot run "${command[0]}": "=" in its path`);
    if (level === 'user') return [...asUser, ...(obeyed.length > 0 ? [env, ...obeyed] : []), ...command];
    this.#checkSeen(level, inside, inside.directory, 'work in');
    this.#checkSeen(level, inside, command[0] ?? '', 'run');
    for (const { target } of inside.volumes) if (target !== undefined) this.#checkTarget(level, target);
    // Signals to the run's group must not end the sandbox around it: its programs alone hear them.
    const hearing = [env, `--default-signal=${SIGNALS}`, ...obeyed];
    const bubblewrap = [findProgram('bwrap', '/', path), ...this.#view(level, inside)];
    const seen = [...bubblewrap, '--chdir', inside.directory, '--', ...asUser, ...hearing, ...command];
    if (level === 'private') return seen;
    const [program = '', ...rest] = seen;
    return [
      ...['/bin/sh', '-c', WITH_FILTER, 'berth-filter', this.#filterFile],
      ...[program, '--seccomp', '9', ...rest],
    ];
  }

  /**
   * The command that runs `command` in the sandbox that `target` is in: `nsenter` goes there, `setpriv` becomes its user.
   * At level strict, `bubblewrap` sets the filter on the way: it changes nothing of what is seen there.
   */
  entering(
    level: IsolationLevel,
    { user, directory }: Inside,
    command: readonly string[],
    obeyed: readonly string[],
    target: number,
  ): readonly string[] {
    const { path } = this.#options;
    const tool = (name: string) => findProgram(name, '/', path);
    const asUser = [tool('setpriv'), ...privileges(user)];
    const there = [...asUser, tool('env'), `--chdir=${directory}`, ...obeyed, ...command];
    const into = [
      tool('nsenter'),
      `--target=${target}`,
      '--mount',
      '--pid',
      '--ipc',
      '--uts',
      '--cgroup',
      '--',
    ];
    if (level !== 'strict') return [...into, ...there];
    const filtered = [tool('bwrap'), '--seccomp', '9', '--dev-bind', '/', '/', '--'];
    return ['/bin/sh', '-c', WITH_FILTER, 'berth-filter', this.#filterFile, ...into, ...filtered, ...there];
  }

  #view(level: IsolationLevel, { work, readable, volumes }: Inside): string[] {
    const { hidden } = this.#options;
    const empty = (path: string, mode: string) => ['--perms', mode, '--tmpfs', path];
    const host =
      level === 'strict'
        ? [...SYSTEM.flatMap((path) => ['--ro-bind-try', path, path]), ...empty('/tmp', '1777')]
        : [
            '--ro-bind',
            '/',
            '/',
            ...EMPTY.flatMap((path) => (existsSync(path) ? empty(path, modeOf(path)) : [])),
          ];
    const shown = [
      ...readable.map((path) => ['--ro-bind', path, path]),
      ['--bind', work, work],
      ...volumes.map(({ path, target = path, readOnly }) => [
        readOnly ? '--ro-bind' : '--bind',
        path,
        target,
      ]),
    ];
    return [
      ...['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try', '--die-with-parent'],
      ...[...host, '--dev', '/dev', '--proc', '/proc', ...empty('/dev/shm', '1777')],
      ...['--ro-bind-try', RESOLVER, RESOLVER],
      // What stands above them is made on the way, for root alone unless said.
      ...ancestors(hidden).flatMap((path) => ['--perms', '0755', '--dir', path]),
      ...empty(hidden, '0755'),
      ...shown.flatMap((bind) => [
        ...ancestors(bind[2] ?? '').flatMap((path) => ['--perms', '0755', '--dir', path]),
        ...bind,
      ]),
      ...(level === 'strict' ? ['--remount-ro', '/'] : []),
    ];
  }

  /** A folder is made for it only where the run sees an empty one, and not the host's. */
  #checkTarget(level: IsolationLevel, target: string): void {
    const isHosts =
      level === 'strict'
        ? SYSTEM.some((folder) => isWithin(target, folder))
        : ![this.#options.hidden, ...EMPTY].some((folder) => isWithin(target, folder));
    if (!isHosts || existsSync(target)) return;
    const advice = `make that folder on the node, or choose one below ${level === 'strict' ? '/data' : '/run'}`;
    throw new BerthError(
      'invalid_request',
      `cannot show a volume at "${target}": there is no such folder; ${advice}`,
    );
  }

  #checkSeen(level: IsolationLevel, { work, readable, volumes }: Inside, path: string, what: string): void {
    const within = (folders: readonly string[]) => folders.some((folder) => isWithin(path, folder));
    if (within([work, ...readable, ...volumes.map(({ path: own, target = own }) => target)])) return;
    const isSeen =
      level === 'strict' ? within(SYSTEM) : !within([this.#options.hidden, ...EMPTY]) || within([RESOLVER]);
    if (isSeen) return;
    const advice = level === 'strict' ? 'it sees /usr, /etc and /opt only' : `it sees no ${EMPTY.join(', ')}`;
    const why = `cannot ${what} "${path}" at isolation "${level}": ${advice}`;
    throw new BerthError('invalid_request', why);
  }

  async #probe(inside: Inside): Promise<void> {
    const filter = systemCallFilter(process.arch);
    if (filter) await writeOwn(this.#filterFile, filter);
    const offered: IsolationLevel[] = [];
    for (const level of ISOLATION_LEVELS) {
      if (level === 'strict' && !filter) continue;
      if (level === 'none' || (await this.#works(level, inside))) offered.push(level);
    }
    this.#offered = offered;
  }

  /** Writes to its folder by its path, as runs do. */
  async #works(level: IsolationLevel, inside: Inside): Promise<boolean> {
    const { path } = this.#options;
    try {
      const write = [findProgram('sh', '/', path), '-c', 'echo > "$0/probe"', inside.work];
      return (await exitCode(this.command(level, inside, write), path)) === 0;
    } catch {
      return false;
    }
  }

  #lacks(wanted: IsolationLevel, what: string): BerthError {
    const offers = `this node offers ${this.#offered.join(', ')}`;
    const advice = 'it takes an agent as root, control groups, setpriv (util-linux) and bubblewrap';
    return new BerthError('not_found', `cannot isolate as ${what} "${wanted}" asks: ${offers}; ${advice}`);
  }
}

function modeOf(path: string): string {
  return path.endsWith('tmp') ? '1777' : '0755';
}

function privileges(user: number): string[] {
  return [
    ...[`--reuid=${user}`, `--regid=${user}`, '--clear-groups', '--no-new-privs'],
    ...['--inh-caps=-all', '--ambient-caps=-all', '--bounding-set=-all'],
  ];
}

/** From the top, without the root and without the path itself. */
function ancestors(path: string): string[] {
  const above = dirname(path);
  return above === '/' || above === path ? [] : [...ancestors(above), above];
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}

function exitCode([program = '', ...args]: readonly string[], path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { PATH: path }, stdio: 'ignore', timeout: PROBE_MS });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 137));
  });
}
