/**
 * Where this agent was installed, as the installer and the start script lay it out: versions/DIGEST, `current` that points to
 * one of them, `trial` while the current one has to prove itself, `failed` for those that did not (ADR 0042).
 *
 * Invariants: 1. what is in versions/DIGEST is whole, and on the disk; 2. `current` is switched in one step, and only after
 * `trial` says what to go back to; 3. whoever is killed between any two steps leaves an agent that starts.
 */
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, lstat, open, readdir, readFile, readlink, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type AgentBuild, BerthError, type Log, type WantedAgent } from '@berth/core';
import { type Failure, formatFailures, givenUp, judged, parseFailures, whyNotAgain } from './failures.js';

/** The start script gives a new version as long; see there. */
const TRIAL_MS = 300_000;
/** Of a new version, to say that it can be started here. */
const HELP_MS = 60_000;

const run = promisify(execFile);

export type InstallationOptions = {
  /** From the start script, which has to know of trials; undefined: this agent was started in another way. */
  readonly home: string | undefined;
  /** Folder of the code that runs. */
  readonly code: string;
  readonly version: string;
  /** Whether it can fetch anything: it joined by a token, and so knows where. */
  readonly hasJoined: boolean;
  readonly log: Log;
};

export class Installation {
  readonly home: string;
  readonly #build: AgentBuild;
  readonly #log: Log;
  #failures: readonly Failure[];

  private constructor(home: string, build: AgentBuild, failures: readonly Failure[], log: Log) {
    this.home = home;
    this.#build = build;
    this.#failures = failures;
    this.#log = log;
  }

  static async open(options: InstallationOptions): Promise<Installation> {
    const { home, code, log } = options;
    const version = await readFile(join(code, 'VERSION'), 'utf8').then(
      (text) => text.trim() || options.version,
      () => options.version,
    );
    const fixed = await whyFixed(options);
    if (home === undefined || fixed !== undefined) {
      return new Installation('', { version, fixed: fixed ?? '' }, [], log);
    }
    const failures = parseFailures(await readFile(join(home, 'failed'), 'utf8').catch(() => ''));
    return new Installation(
      home,
      { version, digest: basename(code), platform: await platformName() },
      failures,
      log,
    );
  }

  /** What is said of it to coordinators. */
  get build(): AgentBuild {
    const failed = givenUp(this.#failures);
    return { ...this.#build, ...(failed.length > 0 && { failed }) };
  }

  get canUpdate(): boolean {
    return this.#build.fixed === undefined;
  }

  whyNotAgain(wanted: WantedAgent): string | undefined {
    return whyNotAgain(this.#failures, wanted);
  }

  /** A coordinator was reached so long after the start. Whether what is said of this agent has changed by that. */
  async reached(afterMs: number): Promise<boolean> {
    if (!this.#failures.some(({ kind }) => kind === 'silent')) return false;
    this.#failures = judged(this.#failures, afterMs <= TRIAL_MS);
    await this.#keepFailures();
    return true;
  }

  async giveUp({ digest, version, attempt }: WantedAgent, reason: string): Promise<void> {
    this.#failures = [...this.#failures, { digest, version, attempt, kind: 'unfit', reason }];
    await this.#keepFailures();
  }

  #keepFailures(): Promise<void> {
    return writeDurably(join(this.home, 'failed'), formatFailures(this.#failures));
  }

  /** Everything that was fetched before for something else goes, and every link. Gives where to fetch to. */
  async archiveFile({ digest }: WantedAgent): Promise<string> {
    const folder = join(this.home, '.update');
    const name = `${digest}.part`;
    const there = await lstat(folder).catch(() => undefined);
    if (there && !there.isDirectory()) await rm(folder, { force: true });
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => []))
      if (entry.name !== name || !entry.isFile())
        await rm(join(folder, entry.name), { recursive: true, force: true });
    await run('mkdir', ['-p', folder]);
    return join(folder, name);
  }

  async has({ digest }: WantedAgent): Promise<boolean> {
    return access(join(this.home, 'versions', digest, 'main.mjs')).then(
      () => true,
      () => false,
    );
  }

  /**
   * Unpacks it beside the others, and has it started once, without effect. Throws "refused" when it is not fit for this host,
   * "corrupt" when it cannot be unpacked.
   */
  async unpack(archive: string, { digest, version }: WantedAgent): Promise<void> {
    const folder = join(this.home, '.update', 'version');
    await rm(folder, { recursive: true, force: true });
    await run('mkdir', [folder]);
    await run('tar', ['-xzf', archive, '-C', folder]).catch((thrown: Error) => {
      throw new BerthError('corrupt', `cannot unpack into ${folder}: ${thrown.message}`, { cause: thrown });
    });
    const is = await readFile(join(folder, 'VERSION'), 'utf8').catch(() => '');
    if (is.trim() !== version)
      throw new BerthError('refused', `the archive is version "${is.trim()}", not ${version}`);
    await run(process.execPath, [join(folder, 'main.mjs'), '--help'], { timeout: HELP_MS }).catch(
      (thrown: { stderr?: string; message: string }) => {
        const words = (thrown.stderr || thrown.message).trim().split('\n').at(-1) ?? '';
        throw new BerthError('refused', `it does not start on this host: ${words}`, { cause: thrown });
      },
    );
    await run('sync', []);
    const target = join(this.home, 'versions', digest);
    await rm(target, { recursive: true, force: true });
    await rename(folder, target);
    await syncFolder(dirname(target));
    await rm(archive, { force: true });
  }

  /** From the next start on, this one runs, on trial. */
  async switchTo({ digest, version, attempt }: WantedAgent): Promise<void> {
    const { home } = this;
    const previous = basename(await readlink(join(home, 'current')));
    await writeDurably(join(home, 'trial'), `${digest} ${previous} ${attempt} 0 ${version}\n`);
    const next = join(home, '.next');
    await rm(next, { force: true });
    await symlink(`versions/${digest}`, next);
    await rename(next, join(home, 'current'));
    await syncFolder(home);
  }

  /** It works here: nobody goes back any more. Versions other than this one and the one before go. */
  async confirm(): Promise<void> {
    const { home } = this;
    if (!this.canUpdate) return;
    const trial = await readFile(join(home, 'trial'), 'utf8').catch(() => '');
    const [digest, previous = ''] = trial.split(' ');
    if (digest === undefined || digest !== this.#build.digest) return;
    await rm(join(home, 'trial'), { force: true });
    await syncFolder(home);
    this.#log.info('this version of the agent is confirmed', { version: this.#build.version });
    for (const name of await readdir(join(home, 'versions')))
      if (name !== digest && name !== previous)
        await rm(join(home, 'versions', name), { recursive: true, force: true });
  }
}

/** In the order in which people can do something about it. */
async function whyFixed({ home, code, hasJoined }: InstallationOptions): Promise<string | undefined> {
  if (home === undefined) return 'it was not installed by the line of `berth token create`';
  if (!hasJoined) return 'it did not join with a token, and so knows no place to fetch from';
  if (dirname(code) !== join(home, 'versions')) return `it runs from ${code}`;
  return access(home, constants.W_OK).then(
    () => undefined,
    () => `${home} cannot be written`,
  );
}

/** As archives are named, and the installer finds out. */
async function platformName(): Promise<string> {
  const libraries = await readdir('/lib').catch(() => []);
  const musl = libraries.some((name) => name.startsWith('ld-musl-')) ? '-musl' : '';
  return `${process.platform}-${process.arch}${musl}`;
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(`${path}.new`, 'w', 0o644);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  await syncFolder(dirname(path));
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
