/** Commands beside a run: with its user, limits, environment and folder, at its level of isolation. */
import type { Clock, NodeInfo } from '@berth/core';
import type { Attached, AttachRequest, ExecuteRequest, ExecuteResult, StartRequest } from '../driver.js';
import { attach } from './attach.js';
import type { Cgroups } from './cgroups.js';
import { environmentOf, fill, findProgram } from './environment.js';
import { type ExecuteWish, execute } from './execute.js';
import { allProcesses } from './proc.js';
import type { RunIsolation, Surroundings } from './run-isolation.js';

export type BesideDeps = {
  readonly node: NodeInfo;
  /** PATH of the host's tools. */
  readonly path: string;
  readonly clock: Clock;
  readonly cgroups: Cgroups;
  readonly isolation: RunIsolation;
};

/** A run, and where its things are. */
export type BesideRun = {
  readonly attempt: number;
  readonly folder: string;
  readonly attemptFolder: string;
  /** Name of its control groups. */
  readonly group: string;
};

export class Beside {
  readonly #deps: BesideDeps;
  #executed = 0;

  constructor(deps: BesideDeps) {
    this.#deps = deps;
  }

  async execute(
    run: BesideRun,
    { request, command, timeoutMs }: ExecuteRequest,
    signal: AbortSignal,
  ): Promise<ExecuteResult> {
    const { path, node, isolation } = this.#deps;
    const { surroundings, environment, own } = await this.#prepare(run, request, {
      command: command.map((part) => fill(part, request, node)),
    });
    const wrapped = isolation.wrap(surroundings, environment, own);
    const limited = [...timeLimit(timeoutMs, path), ...wrapped.command];
    return execute(await this.#wish(run, surroundings, wrapped.environment, limited), signal);
  }

  /** In the namespaces of the run itself, where it has some. */
  async attach(
    run: BesideRun,
    { request, wish, onOutput }: AttachRequest,
    signal: AbortSignal,
  ): Promise<Attached> {
    const { cgroups, isolation, path } = this.#deps;
    const { command, terminal, term, input } = wish;
    const { surroundings, environment, own } = await this.#prepare(run, request, {
      command,
      ...(terminal && { more: { TERM: term || 'dumb' } }),
    });
    const members = await cgroups.members(run.group);
    const entered = await isolation.enter(surroundings, environment, own, members);
    const beside = await this.#wish(run, surroundings, entered.environment, entered.command);
    const owner = surroundings.user;
    const options = {
      ...{ input, path, onOutput },
      ...(terminal && { terminal }),
      ...(owner !== undefined && { owner }),
    };
    return attach(beside, options, signal);
  }

  async #prepare(
    { attempt, folder, attemptFolder }: BesideRun,
    request: StartRequest,
    wish: { readonly command: readonly string[]; readonly more?: Readonly<Record<string, string>> },
  ) {
    const { node, path, isolation } = this.#deps;
    const surroundings = await isolation.around(request, folder);
    const { work, directory } = surroundings;
    const own = environmentOf({ ...request, attempt }, node, { path }, work, attemptFolder);
    const environment = { ...own, ...wish.more };
    const [program = '', ...args] = wish.command;
    const found = findProgram(program, directory, environment.PATH ?? path);
    return { surroundings, environment, own: [found, ...args] };
  }

  async #wish(
    { attemptFolder, group }: BesideRun,
    { directory }: Surroundings,
    environment: Readonly<Record<string, string>>,
    command: readonly string[],
  ): Promise<ExecuteWish> {
    const { cgroups, clock } = this.#deps;
    const folders = await cgroups.foldersOf(group);
    return {
      ...{ folders, directory, clock, environment, command },
      mark: `${attemptFolder}#${process.pid}.${++this.#executed}`,
      candidates: () => (folders.length > 0 ? cgroups.members(group) : allProcesses()),
    };
  }
}

/** A command ends in time also when its agent does not live to see it, where the host has a program for that. */
function timeLimit(timeoutMs: number, path: string): string[] {
  try {
    return [findProgram('timeout', '/', path), '-s', 'KILL', String(Math.ceil(timeoutMs / 1000) + 5)];
  } catch {
    return [];
  }
}
