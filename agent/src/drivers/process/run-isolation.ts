/** The isolation of this node's runs: which level each has, its user, its folder, and the command that puts it there. */
import { mkdir, readlink, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { BerthError, ISOLATION_ATTRIBUTE, type IsolationLevel } from '@berth/core';
import type { RunVolume, StartRequest } from '../driver.js';
import { withoutObeyed } from './environment.js';
import { ownFolder } from './own-files.js';
import { RunUsers, type UserRange } from './run-users.js';
import { Sandbox } from './sandbox.js';

export type RunIsolationOptions = {
  /** Where the folders of placements stand, absolute. */
  readonly folder: string;
  /** PATH of the host's tools. */
  readonly path: string;
  /** What no run may see: the data of this agent. */
  readonly hidden: string;
  /** Users for runs, and where agents of this host agree on them. */
  readonly users: UserRange & { readonly folder: string };
  /** What runs get that demand nothing. */
  readonly isolation: IsolationLevel;
};

/** What a run has around it; the user from level "user" on. */
export type Surroundings = {
  readonly level: IsolationLevel;
  readonly user: number | undefined;
  /** Its own folder. */
  readonly work: string;
  readonly directory: string;
  readonly readable: readonly string[];
  readonly volumes: readonly RunVolume[];
};

export class RunIsolation {
  readonly #users: RunUsers;
  readonly #sandbox: Sandbox;

  private constructor(users: RunUsers, sandbox: Sandbox) {
    this.#users = users;
    this.#sandbox = sandbox;
  }

  /** `hasLimits`: whether memory and processes of a run are bounded here. */
  static async open(options: RunIsolationOptions, hasLimits: boolean): Promise<RunIsolation> {
    const { folder, path, isolation } = options;
    const users = new RunUsers(options.users.folder, options.users);
    const probe = join(folder, '.probe');
    const work = join(probe, 'work');
    const sandbox = await Sandbox.open(
      { folder, path, hidden: resolve(options.hidden), hasLimits, least: isolation },
      async () => {
        await ownFolder(probe);
        await ownFolder(work, users.forProbe);
        return { user: users.forProbe, work, directory: work, readable: [], volumes: [] };
      },
    ).finally(() => rm(probe, { recursive: true, force: true }));
    return new RunIsolation(users, sandbox);
  }

  /** Weakest first. */
  get levels(): readonly IsolationLevel[] {
    return this.#sandbox.offered;
  }

  get attributes(): Readonly<Record<string, string>> {
    return { [ISOLATION_ATTRIBUTE]: this.#sandbox.strongest };
  }

  /** Makes the folder of a placement, and in it the run's own. Throws where its level cannot be had. */
  async prepare(request: StartRequest, folder: string): Promise<Surroundings> {
    const level = this.#sandbox.demand(request.run.process.isolation);
    await mkdir(folder, { recursive: true });
    const surroundings = await this.#around(level, request, folder);
    await ownFolder(surroundings.work, surroundings.user);
    return surroundings;
  }

  /** Of a run that was prepared. */
  around(request: StartRequest, folder: string): Promise<Surroundings> {
    return this.#around(this.#sandbox.demand(request.run.process.isolation), request, folder);
  }

  async #around(
    level: IsolationLevel,
    { run, endpointsFile, files, volumes }: StartRequest,
    folder: string,
  ): Promise<Surroundings> {
    const work = join(folder, 'work');
    return {
      ...{ level, work, directory: run.process.workingDirectory ?? work },
      readable: [
        ...(endpointsFile === undefined ? [] : [dirname(endpointsFile)]),
        ...(files ? [files.folder] : []),
      ],
      volumes: volumes?.all ?? [],
      user: level === 'none' ? undefined : await this.#users.of(folder),
    };
  }

  /** The command at its level, and what of its environment all programs on the way may see. */
  wrap(
    { level, user, ...around }: Surroundings,
    environment: Readonly<Record<string, string>>,
    command: readonly string[],
  ): { readonly command: readonly string[]; readonly environment: Readonly<Record<string, string>> } {
    if (user === undefined) return { command, environment };
    const { harmless, obeyed } = withoutObeyed(environment);
    const sandboxed = this.#sandbox.command(level, { ...around, user }, command, obeyed);
    return { command: sandboxed, environment: harmless };
  }

  /** The same for a command that is to be in the namespaces of a run; `members`: processes of it. */
  async enter(
    around: Surroundings,
    environment: Readonly<Record<string, string>>,
    command: readonly string[],
    members: readonly number[],
  ): Promise<ReturnType<RunIsolation['wrap']>> {
    const { level, user } = around;
    if (user === undefined || earsOf(around) === 'hears') return this.wrap(around, environment, command);
    const { harmless, obeyed } = withoutObeyed(environment);
    const target = await insider(members);
    if (target === undefined) {
      const why = 'nothing runs in its sandbox just now: try again when the copy runs';
      throw new BerthError('conflict', `cannot run "${command[0]}" there: ${why}`);
    }
    const entering = this.#sandbox.entering(level, { ...around, user }, command, obeyed, target);
    return { command: entering, environment: harmless };
  }

  /** Removes the folder of a placement of which nothing runs, and gives its user back. */
  async remove(folder: string): Promise<void> {
    const user = await this.#users.noted(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    if (user !== undefined) await this.#users.release(folder, user);
  }
}

/** One of them that is in other namespaces than this agent. */
async function insider(members: readonly number[]): Promise<number | undefined> {
  const own = await readlink('/proc/self/ns/pid');
  for (const pid of members) {
    const namespace = await readlink(`/proc/${pid}/ns/pid`).catch(() => own);
    if (namespace !== own) return pid;
  }
  return undefined;
}

/** What the supervisor is told: a sandbox has programs around the workload that must not hear its signals. */
export function earsOf({ level }: Surroundings): 'deaf' | 'hears' {
  return level === 'private' || level === 'strict' ? 'deaf' : 'hears';
}
