/**
 * Runs placements as processes of this host: each in a session, process group and (where possible) cgroup of its own,
 * under a small supervisor that outlives the agent (launch-script.ts).
 *
 * A run is identified by boot id, pid and start time of its supervisor: never by pid alone.
 */
import { spawn } from 'node:child_process';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join, resolve as resolvePath } from 'node:path';
import {
  BerthError,
  type Clock,
  CORE_CLASS,
  coresOf,
  type IsolationLevel,
  type Log,
  type LogWish,
  type NodeInfo,
  type PlacementId,
  parsePlacementId,
} from '@berth/core';
import {
  type Attached,
  type AttachRequest,
  type Driver,
  type ExecuteRequest,
  type ExecuteResult,
  firstFenceMs,
  type Leftover,
  type OutputPart,
  type RunExit,
  type RunHandle,
  type StartRequest,
  type StopOptions,
} from '../driver.js';
import { exitText } from '../exit-text.js';
import { Beside, type BesideRun } from './beside.js';
import { type CgroupKind, Cgroups } from './cgroups.js';
import { ended, endOrAbort, spawned } from './child-ends.js';
import { environmentOf, fill, findProgram, RUN_VARIABLE } from './environment.js';
import { endLeftovers } from './execute.js';
import { FenceFiles } from './fence-files.js';
import { LAUNCH_SCRIPT } from './launch-script.js';
import { changed, OutputFiles } from './output-files.js';
import { readOwn, writeOwn } from './own-files.js';
import { cannotPin, findPinner, pinnedCommand } from './pinning.js';
import {
  bootId,
  groupMembers,
  processesWith,
  procStat,
  programsOf,
  sendSignal,
  startedWith,
  TICKS_PER_SECOND,
  uptimeSeconds,
} from './proc.js';
import { puncher } from './punch.js';
import { earsOf, RunIsolation, type RunIsolationOptions } from './run-isolation.js';

export type ProcessDriverOptions = RunIsolationOptions & {
  /** Name of this agent's cgroup, unique on the host. */
  readonly group: string;
  readonly node: NodeInfo;
  readonly clock: Clock;
  readonly log: Log;
};

type ProcessHandle = RunHandle & {
  readonly driver: 'process';
  readonly placement: string;
  readonly attempt: number;
  readonly pid: number;
  readonly startTicks: number;
  readonly boot: string;
};

const PIDS_MAX = 1024;
const ROTATE_EVERY_MS = 5_000;
const LOOK_AGAIN_MS = 20;
/** How long a supervisor may take to note the exit code of a workload that was killed. */
const NOTE_MS = 2_000;
/** The kernel keeps a group that long, at the most, after its last process has ended. */
const RELEASE_MS = 2_000;
/** A claimed start writes its pid at once; after this it never will. */
const CLAIM_MS = 2_000;

export class ProcessDriver implements Driver {
  readonly name = 'process';
  readonly #options: ProcessDriverOptions;
  readonly #cgroups: Cgroups;
  readonly #fences: FenceFiles;
  readonly #isolation: RunIsolation;
  readonly #beside: Beside;
  readonly #boot: string;
  /** Ends of the supervisors that this agent started itself, by identity. */
  readonly #children = new Map<string, Promise<void>>();
  readonly #outputs = new Map<string, OutputFiles>();
  #cancelRotation: () => void = () => {};

  private constructor(
    options: ProcessDriverOptions,
    parts: { cgroups: Cgroups; fences: FenceFiles; isolation: RunIsolation },
    boot: string,
  ) {
    this.#options = options;
    this.#cgroups = parts.cgroups;
    this.#fences = parts.fences;
    this.#isolation = parts.isolation;
    this.#boot = boot;
    const { node, path, clock } = options;
    this.#beside = new Beside({ node, path, clock, cgroups: parts.cgroups, isolation: parts.isolation });
  }

  static async open(given: ProcessDriverOptions): Promise<ProcessDriver> {
    const options = { ...given, folder: resolvePath(given.folder) };
    await mkdir(options.folder, { recursive: true, mode: 0o755 });
    const cgroups = await Cgroups.probe(`berth/${options.group}`);
    const offersCores = options.node.inventory.devices.some((device) => device.class === CORE_CLASS);
    if (offersCores && !cgroups.hasCpusets && !findPinner(options.path)) throw cannotPin(options.path);
    const isolation = await RunIsolation.open(options, cgroups.kind !== 'none');
    const fences = await FenceFiles.open(options.group);
    const driver = new ProcessDriver(options, { cgroups, fences, isolation }, await bootId());
    await endLeftovers(options.folder);
    driver.#scheduleRotation();
    return driver;
  }

  async close(): Promise<void> {
    this.#cancelRotation();
    await this.#cgroups.removeEmpty();
    await this.#fences.close();
  }

  /** What limits runs here. */
  get cgroups(): CgroupKind {
    return this.#cgroups.kind;
  }

  /** How far runs can be kept apart here, weakest first. */
  get isolationLevels(): readonly IsolationLevel[] {
    return this.#isolation.levels;
  }

  /** Below every controller's root: all that runs here is in it. */
  get group(): string {
    return this.#cgroups.parent;
  }

  async attributes(): Promise<Readonly<Record<string, string>>> {
    return { cgroups: this.cgroups, ...this.#isolation.attributes };
  }

  // ---- start ---------------------------------------------------------------------------------------------------------

  async start(request: StartRequest): Promise<RunHandle> {
    const { node, path } = this.#options;
    const { placement, attempt, run } = request;
    const folder = this.#folder(placement);
    const attemptFolder = this.#attemptFolder(placement, attempt);
    const surroundings = await this.#isolation.prepare(request, folder);
    const { work, directory, user } = surroundings;
    await request.files?.write(user);
    await request.volumes?.prepare(user === undefined ? 'agent' : { uid: user, gid: user });
    const environment = environmentOf(request, node, { path }, work, attemptFolder);
    const runPath = environment.PATH ?? path;
    const [program = '', ...args] = run.process.command.map((part) => fill(part, request, node));
    const cores = coresOf(request.claim);
    const groups = await this.#cgroups.create(groupName(placement), {
      cpuMillis: run.resources.quantities.cpu ?? 0,
      memoryMiB: run.resources.quantities.memory ?? 0,
      pids: PIDS_MAX,
      cores,
    });
    const own = [findProgram(program, directory, runPath), ...args];
    const wrapped = this.#isolation.wrap(surroundings, environment, own);
    const command = pinnedCommand(wrapped.command, cores, { path, isHeld: groups.isPinned });
    await this.#prepareAttempt(request);
    if (request.mark !== undefined) await this.#outputOf(placement).note(request.mark);
    const output = await this.#outputOf(placement).open(user);
    try {
      const child = spawn(
        '/bin/sh',
        [
          '-c',
          LAUNCH_SCRIPT,
          'berth-run',
          ...[...supervision(attemptFolder, run, runPath), earsOf(surroundings)],
          ...groups.folders,
          '--',
          ...command,
        ],
        {
          cwd: directory,
          // The supervisor needs the host's tools, whatever PATH the workload has.
          env: { ...wrapped.environment, PATH: path },
          detached: true,
          stdio: ['ignore', output.fd, output.fd],
        },
      );
      const end = ended(child);
      const pid = await spawned(child, directory);
      const stat = await procStat(pid);
      const handle = this.#handle(placement, attempt, pid, stat?.startTicks ?? 0);
      this.#children.set(identityOf(handle), end);
      return handle;
    } finally {
      await output.close();
    }
  }

  /** Files that stand beside the attempt's folder, which only its supervisor may make; and no more of older ones. */
  async #prepareAttempt(request: StartRequest): Promise<void> {
    const { placement, attempt } = request;
    const folder = this.#folder(placement);
    const current = `attempt-${attempt}`;
    for (const name of await readdir(folder)) {
      const older = name.startsWith('attempt-') && name !== current && !name.startsWith(`${current}.`);
      if (older) await rm(join(folder, name), { recursive: true, force: true });
    }
    const kills = await this.#cgroups.memoryKills(groupName(placement));
    if (kills > 0) await writeOwn(join(folder, `${current}.memory-kills`), String(kills));
    const fenceMs = firstFenceMs(request);
    if (fenceMs !== undefined) await this.#fences.make(join(folder, current), fenceMs);
  }

  #outputOf(placement: string): OutputFiles {
    const known = this.#outputs.get(placement);
    if (known) return known;
    const output = this.#newOutput(placement);
    this.#outputs.set(placement, output);
    return output;
  }

  #handle(placement: PlacementId, attempt: number, pid: number, startTicks: number): ProcessHandle {
    return { driver: 'process', placement, attempt, pid, startTicks, boot: this.#boot };
  }

  async find(placement: PlacementId, attempt: number): Promise<RunHandle | undefined> {
    const folder = this.#attemptFolder(placement, attempt);
    const claimed = await mkdir(folder).then(
      () => true,
      (thrown: { code?: string }) => thrown.code === 'ENOENT',
    );
    // We made the folder: the supervisor cannot any more, or there is not even a folder of the placement.
    if (claimed) return undefined;
    for (let waitedMs = 0; waitedMs <= CLAIM_MS; waitedMs += LOOK_AGAIN_MS) {
      const [pid = '', boot = this.#boot] = await readWords(join(folder, 'pid'));
      if (Number(pid) > 0) return this.#found(placement, attempt, Number(pid), boot);
      await this.#pause(LOOK_AGAIN_MS);
    }
    return undefined;
  }

  /** Of another boot, the number says nothing any more. */
  async #found(placement: PlacementId, attempt: number, pid: number, boot: string): Promise<ProcessHandle> {
    if (boot !== this.#boot) return { ...this.#handle(placement, attempt, pid, 0), boot };
    const startTicks = (await this.#startTicksOf(pid, this.#attemptFolder(placement, attempt))) ?? 0;
    return this.#handle(placement, attempt, pid, startTicks);
  }

  /** Only if that process really is of this run: its number may be another's by now. */
  async #startTicksOf(pid: number, attemptFolder: string): Promise<number | undefined> {
    const ours = await startedWith(pid, runEntry(attemptFolder));
    return ours ? (await procStat(pid))?.startTicks : undefined;
  }

  // ---- ends ----------------------------------------------------------------------------------------------------------

  async wait(handle: RunHandle, signal: AbortSignal): Promise<RunExit> {
    const run = handle as ProcessHandle;
    this.#outputOf(run.placement);
    const child = this.#children.get(identityOf(run));
    if (child) await endOrAbort(child, signal);
    const folder = this.#attemptFolder(run.placement as PlacementId, run.attempt);
    while (!signal.aborted && (await this.#supervisorAlive(run)))
      await changed(folder, this.#options.clock, signal);
    if (signal.aborted) throw new BerthError('shutting_down', 'not watching any more');
    this.#children.delete(identityOf(run));
    await this.#killRest(run);
    return this.#exitOf(run, folder);
  }

  async #exitOf(run: ProcessHandle, folder: string): Promise<RunExit> {
    const text = (await readOwn(join(folder, 'exit'))) ?? '';
    if (text === '') {
      if (run.boot !== this.#boot) return { message: 'the host was restarted', hostRestarted: true };
      return { message: 'ended, and its supervisor with it: the exit code is not known' };
    }
    const exitCode = Number(text);
    const how = exitText(exitCode);
    if (exitCode === 0 || !(await this.#ranOutOfMemory(run, folder))) return { exitCode, message: how };
    const message = exitCode > 128 ? 'killed: out of memory' : `${how}: out of memory`;
    return { exitCode, message: `${message} (raise resources.memory)` };
  }

  /** Whether the kernel killed for memory in this run: the count of the group goes on over all runs. */
  async #ranOutOfMemory(run: ProcessHandle, attemptFolder: string): Promise<boolean> {
    const before = Number((await readOwn(`${attemptFolder}.memory-kills`)) ?? 0);
    return (await this.#cgroups.memoryKills(groupName(run.placement))) > before;
  }

  isAlive(handle: RunHandle): Promise<boolean> {
    return this.#supervisorAlive(handle as ProcessHandle);
  }

  async leftovers(): Promise<Leftover[]> {
    const found: Leftover[] = [];
    for (const name of await readdir(this.#options.folder)) {
      const placement = placementOf(name);
      if (!placement) continue;
      const entries = await readdir(this.#folder(placement)).catch(() => []);
      const attempts = entries.flatMap((entry) => /^attempt-(\d+)$/.exec(entry)?.[1] ?? []).map(Number);
      if (attempts.length > 0) found.push({ placement, attempt: Math.max(...attempts) });
    }
    return found;
  }

  async #supervisorAlive(run: ProcessHandle): Promise<boolean> {
    if (run.boot !== this.#boot || run.startTicks === 0) return false;
    const stat = await procStat(run.pid);
    return stat?.startTicks === run.startTicks && stat.state !== 'Z';
  }

  async ageMs(handle: RunHandle): Promise<number> {
    const run = handle as ProcessHandle;
    if (run.boot !== this.#boot || run.startTicks === 0) return 0;
    return Math.max(0, (await uptimeSeconds()) - run.startTicks / TICKS_PER_SECOND) * 1000;
  }

  async stop(handle: RunHandle, { signal, graceMs }: StopOptions): Promise<void> {
    const run = handle as ProcessHandle;
    if (run.boot !== this.#boot) return;
    const deadlineMs = this.#options.clock.monotonicMs() + graceMs;
    if (await this.#supervisorAlive(run)) sendSignal(-run.pid, signal as NodeJS.Signals);
    while (this.#options.clock.monotonicMs() < deadlineMs) {
      if (!(await this.#supervisorAlive(run))) break;
      await this.#pause(LOOK_AGAIN_MS);
    }
    await this.#killRest(run);
  }

  /**
   * SIGKILL to whatever is left of the run, in its group and cgroup, until nothing is. The supervisor comes last: it notes
   * the exit code of what is killed.
   */
  async #killRest(run: ProcessHandle): Promise<void> {
    if (run.boot !== this.#boot) return;
    const spareUntilMs = this.#options.clock.monotonicMs() + NOTE_MS;
    for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, 250)) {
      const left = new Set(await this.#cgroups.members(groupName(run.placement)));
      for (const pid of await this.#groupMembers(run)) left.add(pid);
      if (left.size === 0) return;
      const spare = this.#options.clock.monotonicMs() < spareUntilMs && (await this.#supervisorAlive(run));
      for (const pid of left) if (pid !== run.pid || !spare) sendSignal(pid, 'SIGKILL');
      await this.#pause(pauseMs);
    }
  }

  /** Without a cgroup, those in the group, and those that left it but were started with the name of this run. */
  async #groupMembers(run: ProcessHandle): Promise<number[]> {
    // Without its supervisor the number of the group may be another's by now.
    const group = (await this.#supervisorAlive(run)) ? await groupMembers(run.pid) : [];
    if (this.#cgroups.kind !== 'none') return group;
    const folder = this.#attemptFolder(run.placement as PlacementId, run.attempt);
    return [...group, ...(await processesWith(runEntry(folder)))];
  }

  async signal(handle: RunHandle, signal: string): Promise<void> {
    const run = handle as ProcessHandle;
    const pids = (await this.#supervisorAlive(run)) ? await programsOf(run.pid) : [];
    for (const pid of pids) sendSignal(pid, signal as NodeJS.Signals);
  }

  async resize(handle: RunHandle, { run }: StartRequest): Promise<void> {
    const { cpu = 0, memory = 0 } = run.resources.quantities;
    await this.#cgroups.resize(groupName((handle as ProcessHandle).placement), cpu, memory);
  }

  async fence(handle: RunHandle, afterMs: number, _options: StopOptions): Promise<void> {
    const run = handle as ProcessHandle;
    await this.#fences.move(this.#attemptFolder(run.placement as PlacementId, run.attempt), afterMs);
  }

  execute(handle: RunHandle, request: ExecuteRequest, signal: AbortSignal): Promise<ExecuteResult> {
    return this.#beside.execute(this.#besideRun(handle), request, signal);
  }

  attach(handle: RunHandle, request: AttachRequest, signal: AbortSignal): Promise<Attached> {
    return this.#beside.attach(this.#besideRun(handle), request, signal);
  }

  #besideRun(handle: RunHandle): BesideRun {
    const { placement, attempt } = handle as ProcessHandle;
    const id = placement as PlacementId;
    const attemptFolder = this.#attemptFolder(id, attempt);
    return { attempt, folder: this.#folder(id), attemptFolder, group: groupName(placement) };
  }

  async remove(placement: PlacementId): Promise<void> {
    this.#outputs.delete(placement);
    await this.#fences.remove(this.#folder(placement));
    await this.#isolation.remove(this.#folder(placement));
    for (let waitedMs = 0; !(await this.#cgroups.remove(groupName(placement))); waitedMs += LOOK_AGAIN_MS) {
      if (waitedMs >= RELEASE_MS) {
        this.#options.log.warn('a control group stays: something is still in it', { placement });
        return;
      }
      await this.#pause(LOOK_AGAIN_MS);
    }
  }

  // ---- output --------------------------------------------------------------------------------------------------------

  async *logs(placement: PlacementId, wish: LogWish, signal: AbortSignal): AsyncGenerator<OutputPart> {
    const output = this.#outputs.get(placement) ?? this.#newOutput(placement);
    yield* output.read(wish, wish.follow ? { clock: this.#options.clock, signal } : undefined);
  }

  #newOutput(placement: string): OutputFiles {
    return new OutputFiles(this.#folder(placement as PlacementId), puncher(this.#options.path));
  }

  #scheduleRotation(): void {
    this.#cancelRotation = this.#options.clock.schedule(ROTATE_EVERY_MS, () => {
      this.#rotate()
        .catch((thrown: unknown) => this.#options.log.warn('rotating output failed', { why: String(thrown) }))
        .finally(() => this.#scheduleRotation());
    });
  }

  async #rotate(): Promise<void> {
    for (const output of this.#outputs.values()) await output.rotate(this.#options.clock.nowMs());
  }

  // ---- places --------------------------------------------------------------------------------------------------------

  #folder(placement: PlacementId): string {
    return join(this.#options.folder, groupName(placement));
  }

  #attemptFolder(placement: PlacementId, attempt: number): string {
    return join(this.#folder(placement), `attempt-${attempt}`);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#options.clock.schedule(ms, resolve);
    });
  }
}

/** Names hold letters, digits, dashes and @ only, so this cannot clash or leave the folder. */
function groupName(placement: string): string {
  return placement.replaceAll('/', '~');
}

/** Of a folder that a placement has; undefined for any other name. */
function placementOf(name: string): PlacementId | undefined {
  const id = name.replaceAll('~', '/');
  return parsePlacementId(id) && (id as PlacementId);
}

/** What the supervisor is told, up to the cgroups. */
function supervision(attemptFolder: string, run: StartRequest['run'], path: string): string[] {
  const { stopSignal, graceMs } = run.process;
  const fenced = run.exclusiveAfterMs !== undefined ? 'fenced' : 'free';
  return [attemptFolder, signalName(stopSignal), String(Math.ceil(graceMs / 1000)), fenced, path];
}

function identityOf({ boot, pid, startTicks }: ProcessHandle): string {
  return `${boot} ${pid} ${startTicks}`;
}

function runEntry(attemptFolder: string): string {
  return `${RUN_VARIABLE}=${attemptFolder}`;
}

async function readWords(path: string): Promise<string[]> {
  const text = (await readOwn(path)) ?? '';
  return text.split(/\s+/).filter((word) => word !== '');
}

/** "SIGTERM" as kill(1) of every shell takes it: "TERM". */
function signalName(signal: string): string {
  return signal.replace(/^SIG/, '');
}
