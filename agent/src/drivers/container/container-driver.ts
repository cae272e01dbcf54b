/**
 * Runs placements in containers of this host's Podman or Docker. Containers outlive the agent, and with Podman the engine
 * as well.
 *
 * Invariants: 1. a container is a run's by its labels (agent, placement, attempt) and its id, never by its name alone;
 * 2. an engine that does not answer says nothing about what runs: nothing ends because of it; 3. what has ended stays
 * until the next start of its placement, so that its exit code can be asked for again.
 */
import { mkdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  BerthError,
  type Clock,
  CONTAINER_ATTRIBUTE,
  type Log,
  type LogWish,
  type NodeInfo,
  type PlacementId,
} from '@berth/core';
import {
  type Attached,
  type AttachRequest,
  type Driver,
  type ExecuteRequest,
  type ExecuteResult,
  firstFenceMs,
  type OutputPart,
  type RunExit,
  type RunHandle,
  type StartRequest,
  type StopOptions,
} from '../driver.js';
import { exitText } from '../exit-text.js';
import { fill } from '../process/environment.js';
import { endLeftovers } from '../process/execute.js';
import { FenceFiles } from '../process/fence-files.js';
import { OutputFiles } from '../process/output-files.js';
import { bootId, procStat } from '../process/proc.js';
import { puncher } from '../process/punch.js';
import { attachIn } from './attach-in.js';
import { createBody, privateFolder } from './create-body.js';
import { Engine, isCode } from './engine.js';
import type { Inspected, Listed } from './engine-answers.js';
import { executeIn } from './execute-in.js';
import { watchFence } from './fence-watch.js';
import { Images } from './images.js';
import { copyLogs } from './log-copy.js';
import { killedForMemory } from './memory-kills.js';
import { numbersOf, ownedFolder } from './owned-folder.js';
import { resizeContainer } from './resize.js';

export type ContainerDriverOptions = {
  /** Where the folders of placements stand; of this driver alone. */
  readonly folder: string;
  /** Name of this agent, unique among those that use the engine. */
  readonly group: string;
  readonly node: NodeInfo;
  readonly clock: Clock;
  readonly log: Log;
  readonly socket: string;
  /** PATH of the host's tools. */
  readonly path: string;
  readonly archives?: string;
  readonly authFile?: string;
  /** Images that nothing used for that long are removed. */
  readonly keepImagesMs: number;
};

type ContainerHandle = RunHandle & {
  readonly driver: 'container';
  readonly placement: string;
  readonly attempt: number;
  readonly container: string;
  readonly boot: string;
};

const LOOK_AGAIN_MS = 100;
const ENGINE_AGAIN_MS = 1_000;
const ROTATE_EVERY_MS = 5_000;
const COLLECT_EVERY_MS = 60 * 60_000;
/** How long the end of a container may wait for the last of its output. */
const LAST_OUTPUT_MS = 5_000;
const LABEL = { agent: 'berth.agent', placement: 'berth.placement', attempt: 'berth.attempt' } as const;

export class ContainerDriver implements Driver {
  readonly name = 'container';
  readonly #options: ContainerDriverOptions;
  readonly #engine: Engine;
  readonly #images: Images;
  readonly #boot: string;
  readonly #fences: FenceFiles;
  readonly #outputs = new Map<string, OutputFiles>();
  /** By container. */
  readonly #copies = new Map<string, Promise<void>>();
  readonly #watched = new Set<string>();
  #attached = 0;
  readonly #closing = new AbortController();
  readonly #timers = new Map<string, () => void>();
  /** Since when the engine does not answer; undefined when it did. */
  #awaySinceMs: number | undefined;

  private constructor(options: ContainerDriverOptions, fences: FenceFiles, boot: string) {
    this.#fences = fences;
    this.#options = { ...options, folder: resolve(options.folder) };
    this.#engine = new Engine(options.socket);
    this.#boot = boot;
    const { clock, log, archives, authFile } = options;
    this.#images = new Images({
      ...{ engine: this.#engine, clock, log },
      note: join(this.#options.folder, 'images.json'),
      ...(archives !== undefined && { archives }),
      ...(authFile !== undefined && { authFile }),
    });
  }

  static async open(options: ContainerDriverOptions): Promise<ContainerDriver> {
    await mkdir(options.folder, { recursive: true, mode: 0o755 });
    const driver = new ContainerDriver(options, await FenceFiles.open(`${options.group}-c`), await bootId());
    await endLeftovers(driver.#options.folder);
    driver.#repeat('rotate', ROTATE_EVERY_MS, () => driver.#rotate());
    driver.#repeat('collect', COLLECT_EVERY_MS, async () => {
      await driver.sweep();
      await driver.collectImages(options.keepImagesMs);
    });
    return driver;
  }

  close(): void {
    this.#closing.abort();
    for (const cancel of this.#timers.values()) cancel();
  }

  /** Name and version of the engine; nothing when it does not answer. */
  async attributes(): Promise<Readonly<Record<string, string>>> {
    const version = await this.#version().catch(() => undefined);
    return version ? { [CONTAINER_ATTRIBUTE]: `${version.name} ${version.version}` } : {};
  }

  async #version(): Promise<{ readonly name: 'podman' | 'docker'; readonly version: string }> {
    type Version = { readonly Version: string; readonly Components?: readonly { readonly Name: string }[] };
    const answer = await this.#engine.json<Version>('GET', '/version', { idleMs: 10_000 });
    const isPodman = answer.Components?.some(({ Name }) => Name.startsWith('Podman')) ?? false;
    return { name: isPodman ? 'podman' : 'docker', version: answer.Version };
  }

  /** What is going on here that no placement's status says, one line each. */
  notes(): string[] {
    const away = this.#awaySinceMs;
    if (away === undefined) return this.#images.notes();
    const seconds = Math.round((this.#options.clock.monotonicMs() - away) / 1000);
    const since = `the container engine has not answered for ${seconds} s`;
    return [`${since}: containers are left as they are`, ...this.#images.notes()];
  }

  /** Whether anything of the placement is or was run by this driver. */
  holds(placement: PlacementId): Promise<boolean> {
    return stat(this.#folder(placement)).then(
      () => true,
      () => false,
    );
  }

  /** Removes images that this agent fetched and nothing used for that long. Returns their names. */
  collectImages(unusedMs: number): Promise<string[]> {
    return this.#images.collect(unusedMs);
  }

  // ---- start ---------------------------------------------------------------------------------------------------------

  async prepare({ run }: Pick<StartRequest, 'run'>): Promise<void> {
    if (run.container) await this.#images.ensure(run.container.image);
  }

  async start(request: StartRequest): Promise<RunHandle> {
    const { placement, attempt, run } = request;
    const spec = run.container;
    if (!spec) throw new BerthError('internal', 'a process is not for the container driver');
    const work = join(this.#folder(placement), 'work');
    await mkdir(work, { recursive: true });
    if (request.mark !== undefined) await this.#output(placement).note(request.mark);
    for (const { Id, Labels } of await this.#listOf(placement))
      if (Labels[LABEL.attempt] !== String(attempt)) await this.#delete(Id);
    const image = await this.#images.ensure(spec.image);
    for (const { source, target } of spec.mounts) {
      if (source === undefined) await ownedFolder(privateFolder(work, target), spec.user);
    }
    const [uid, gid] = numbersOf(spec.user) ?? [];
    await request.files?.write(uid);
    await request.volumes?.prepare(uid === undefined || gid === undefined ? 'anybody' : { uid, gid });
    const name = `berth-${this.#options.group}-${fileName(placement)}-${attempt}`.replaceAll(/[^\w.-]/g, '.');
    const isPodman = (await this.#version()).name === 'podman';
    const body = createBody(request, spec, this.#options.node, {
      ...{ image, isPodman },
      work,
      labels: this.#labels(request),
    });
    const { Id } = await this.#called(
      this.#engine.json<{ readonly Id: string }>('POST', '/containers/create', { query: { name }, body }),
      `cannot make a container of ${spec.image}`,
    );
    try {
      const fenceMs = firstFenceMs(request);
      if (fenceMs !== undefined) await this.#fences.make(this.#fence(placement, attempt), fenceMs);
      await this.#called(this.#engine.json('POST', `/containers/${Id}/start`), `cannot start ${spec.image}`);
    } catch (thrown) {
      // If even that fails it is found by its labels: by the next start, or by a sweep.
      await this.#delete(Id).catch(() => undefined);
      throw thrown;
    }
    const handle = this.#handle(placement, attempt, Id, this.#boot);
    const { stopSignal: signal, graceMs } = run.process;
    if (run.exclusiveAfterMs !== undefined) await this.#ensureWatch(handle, { signal, graceMs });
    return handle;
  }

  #labels({ placement, attempt, workload, generation }: StartRequest): Record<string, string> {
    const { group, node } = this.#options;
    return {
      ...{ [LABEL.agent]: group, [LABEL.placement]: placement, [LABEL.attempt]: String(attempt) },
      ...{ 'berth.node': node.id, 'berth.workload': workload, 'berth.generation': String(generation) },
      'berth.boot': this.#boot,
    };
  }

  async #called<Answer>(call: Promise<Answer>, what: string): Promise<Answer> {
    try {
      return await call;
    } catch (thrown) {
      const { code, message } = BerthError.from(thrown);
      throw new BerthError(code, code === 'unreachable' ? message : `${what}: ${message}`, { cause: thrown });
    }
  }

  #handle(placement: string, attempt: number, container: string, boot: string): ContainerHandle {
    return { driver: 'container', placement, attempt, container, boot };
  }

  /** One that was made and never started cannot be started any more once it is removed. */
  async find(placement: PlacementId, attempt: number): Promise<RunHandle | undefined> {
    const listed = await this.#listOf(placement);
    const found = listed.find(({ Labels }) => Labels[LABEL.attempt] === String(attempt));
    if (!found) return undefined;
    if (/^(created|configured|initialized)$/.test(found.State)) {
      await this.#delete(found.Id);
      return undefined;
    }
    return this.#handle(placement, attempt, found.Id, found.Labels['berth.boot'] ?? '');
  }

  #listOf(placement: PlacementId): Promise<readonly Listed[]> {
    return this.#list([`${LABEL.placement}=${placement}`]);
  }

  #list(labels: readonly string[]): Promise<readonly Listed[]> {
    const filters = JSON.stringify({ label: [`${LABEL.agent}=${this.#options.group}`, ...labels] });
    return this.#engine.json<readonly Listed[]>('GET', '/containers/json', {
      query: { all: 'true', filters },
    });
  }

  async #delete(container: string): Promise<void> {
    await this.#engine
      .json('DELETE', `/containers/${container}`, { query: { force: 'true', v: 'true' } })
      .catch((thrown: unknown) => {
        if (!isCode(thrown, 'not_found')) throw thrown;
      });
  }

  /** Removes containers of this agent whose placement it knows nothing of: a start that was cut off twice. */
  async sweep(): Promise<void> {
    for (const { Id, Labels } of await this.#list([])) {
      const placement = Labels[LABEL.placement] as PlacementId | undefined;
      if (placement === undefined || (await this.holds(placement))) continue;
      this.#options.log.warn('removing a container of a placement that is gone', {
        placement,
        container: Id,
      });
      await this.#delete(Id);
    }
  }

  // ---- ends ----------------------------------------------------------------------------------------------------------

  async wait(handle: RunHandle, signal: AbortSignal): Promise<RunExit> {
    const run = handle as ContainerHandle;
    const copy = this.#copy(run);
    for (;;) {
      try {
        const found = await this.#untilEnded(run, signal);
        await Promise.race([copy, this.#pause(LAST_OUTPUT_MS)]);
        this.#copies.delete(run.container);
        return await this.#exitOf(run, found);
      } catch (thrown) {
        if (signal.aborted) throw new BerthError('shutting_down', 'not watching any more');
        this.#noteAway(thrown);
        await this.#pause(ENGINE_AGAIN_MS);
      }
    }
  }

  /** Undefined when there is no such container any more. */
  async #untilEnded({ container }: ContainerHandle, signal: AbortSignal): Promise<Inspected | undefined> {
    for (;;) {
      const found = await this.#inspect(container);
      this.#awaySinceMs = undefined;
      if (!found?.State.Running) return found;
      await this.#engine
        .json('POST', `/containers/${container}/wait`, {
          query: { condition: 'not-running' },
          signal,
          idleMs: 0,
        })
        .catch((thrown: unknown) => {
          if (!isCode(thrown, 'not_found')) throw thrown;
        });
    }
  }

  #noteAway(thrown: unknown): void {
    const { message } = BerthError.from(thrown);
    if (this.#awaySinceMs === undefined)
      this.#options.log.warn('the container engine is away', { why: message });
    this.#awaySinceMs ??= this.#options.clock.monotonicMs();
  }

  async #exitOf(run: ContainerHandle, found: Inspected | undefined): Promise<RunExit> {
    if (run.boot !== this.#boot) return { message: 'the host was restarted', hostRestarted: true };
    if (!found) return { message: 'its container was removed from outside Berth' };
    const { ExitCode: exitCode, OOMKilled } = found.State;
    if (exitCode !== 0 && (OOMKilled || (await killedForMemory(run.container)))) {
      const limit = Math.round((found.HostConfig.Memory ?? 0) / 2 ** 20);
      const how = exitCode > 128 ? 'ran' : `${exitText(exitCode)}: ran`;
      return { exitCode, message: `${how} out of memory: limit ${limit} MiB (raise resources.memory)` };
    }
    return { exitCode, message: exitText(exitCode) };
  }

  #inspect(container: string): Promise<Inspected | undefined> {
    return this.#engine.find<Inspected>(`/containers/${container}/json`);
  }

  /** An engine that does not answer has not said that it ended. */
  async isAlive(handle: RunHandle): Promise<boolean> {
    const { container } = handle as ContainerHandle;
    return this.#isRunning(container).catch((thrown: unknown) => isCode(thrown, 'unreachable'));
  }

  async ageMs(handle: RunHandle): Promise<number> {
    const { container } = handle as ContainerHandle;
    const found = await this.#inspect(container).catch(() => undefined);
    const age = this.#options.clock.nowMs() - Date.parse(found?.State.StartedAt ?? '');
    return Number.isFinite(age) ? Math.max(0, age) : 0;
  }

  async stop(handle: RunHandle, { signal, graceMs }: StopOptions): Promise<void> {
    const { container } = handle as ContainerHandle;
    const deadlineMs = this.#options.clock.monotonicMs() + graceMs;
    if (!(await this.#isRunning(container))) return;
    await this.#kill(container, signal);
    while (this.#options.clock.monotonicMs() < deadlineMs) {
      if (!(await this.#isRunning(container))) return;
      await this.#pause(LOOK_AGAIN_MS);
    }
    while (await this.#isRunning(container)) {
      await this.#kill(container, 'SIGKILL');
      await this.#pause(LOOK_AGAIN_MS);
    }
  }

  async #isRunning(container: string): Promise<boolean> {
    return (await this.#inspect(container))?.State.Running ?? false;
  }

  /** What ended meanwhile cannot be killed: that is said in as many ways as there are engines. */
  async #kill(container: string, signal: string): Promise<void> {
    await this.#engine
      .json('POST', `/containers/${container}/kill`, { query: { signal } })
      .catch((thrown: unknown) => {
        if (isCode(thrown, 'unreachable')) throw thrown;
      });
  }

  async signal(handle: RunHandle, signal: string): Promise<void> {
    await this.#kill((handle as ContainerHandle).container, signal);
  }

  resize(handle: RunHandle, { run }: StartRequest): Promise<void> {
    return resizeContainer(this.#engine, (handle as ContainerHandle).container, run.resources.quantities);
  }

  async fence(handle: RunHandle, afterMs: number, options: StopOptions): Promise<void> {
    const run = handle as ContainerHandle;
    await this.#fences.move(this.#fence(run.placement as PlacementId, run.attempt), afterMs);
    await this.#ensureWatch(run, options);
  }

  /** One more than needed does no harm: an earlier agent's goes on, too. */
  async #ensureWatch(run: ContainerHandle, { signal, graceMs }: StopOptions): Promise<void> {
    if (this.#watched.has(run.container)) return;
    const pid = (await this.#inspect(run.container))?.State.Pid ?? 0;
    const startTicks = pid > 0 ? (await procStat(pid))?.startTicks : undefined;
    if (startTicks === undefined) return;
    const fenceFile = `${this.#fence(run.placement as PlacementId, run.attempt)}.fence`;
    watchFence({ pid, startTicks, fenceFile, signal, graceMs });
    this.#watched.add(run.container);
  }

  execute(
    handle: RunHandle,
    { request, command }: ExecuteRequest,
    signal: AbortSignal,
  ): Promise<ExecuteResult> {
    const { container } = handle as ContainerHandle;
    const filled = command.map((part) => fill(part, request, this.#options.node));
    return executeIn(this.#engine, container, filled, signal);
  }

  attach(handle: RunHandle, request: AttachRequest, signal: AbortSignal): Promise<Attached> {
    const { container } = handle as ContainerHandle;
    const mark = `${this.#options.folder}/${container}#${process.pid}.${++this.#attached}`;
    return attachIn({ engine: this.#engine, container, clock: this.#options.clock, mark }, request, signal);
  }

  async remove(placement: PlacementId): Promise<void> {
    for (const { Id } of await this.#listOf(placement)) await this.#delete(Id);
    this.#outputs.delete(placement);
    await this.#fences.remove(this.#folder(placement));
    await rm(this.#folder(placement), { recursive: true, force: true, maxRetries: 3 });
  }

  // ---- output --------------------------------------------------------------------------------------------------------

  async *logs(placement: PlacementId, wish: LogWish, signal: AbortSignal): AsyncGenerator<OutputPart> {
    const following = wish.follow ? { clock: this.#options.clock, signal } : undefined;
    yield* this.#output(placement).read(wish, following);
  }

  #copy({ container, placement }: ContainerHandle): Promise<void> {
    const under = this.#copies.get(container);
    if (under) return under;
    const output = this.#output(placement as PlacementId);
    const note = join(this.#folder(placement as PlacementId), 'copied.json');
    const { clock, log } = this.#options;
    const copy = copyLogs(
      { engine: this.#engine, container, output, note, clock },
      this.#closing.signal,
    ).catch((thrown: unknown) => log.warn('copying output failed', { placement, why: String(thrown) }));
    this.#copies.set(container, copy);
    return copy;
  }

  #output(placement: PlacementId): OutputFiles {
    const known = this.#outputs.get(placement);
    if (known) return known;
    const output = new OutputFiles(this.#folder(placement), puncher(this.#options.path));
    this.#outputs.set(placement, output);
    return output;
  }

  async #rotate(): Promise<void> {
    for (const output of this.#outputs.values()) await output.rotate(this.#options.clock.nowMs());
  }

  // ---- places and times ----------------------------------------------------------------------------------------------

  #folder(placement: PlacementId): string {
    return join(this.#options.folder, fileName(placement));
  }

  /** Without its ending. */
  #fence(placement: PlacementId, attempt: number): string {
    return join(this.#folder(placement), `attempt-${attempt}`);
  }

  #repeat(name: string, everyMs: number, run: () => Promise<unknown>): void {
    const cancel = this.#options.clock.schedule(everyMs, () => {
      run()
        .catch((thrown: unknown) => this.#options.log.warn(`${name} failed`, { why: String(thrown) }))
        .finally(() => {
          if (!this.#closing.signal.aborted) this.#repeat(name, everyMs, run);
        });
    });
    this.#timers.set(name, cancel);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((done) => {
      this.#options.clock.schedule(ms, done);
    });
  }
}

/** Names hold letters, digits and dashes only, so this cannot clash or leave the folder. */
function fileName(placement: PlacementId): string {
  return placement.replaceAll('/', '~');
}
