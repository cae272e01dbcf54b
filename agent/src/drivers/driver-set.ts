/** Several drivers as one: a run goes to the one that its spec names, and from then on by its handle. */
import { BerthError, type LogWish, type PlacementId } from '@berth/core';
import {
  type Attached,
  type AttachRequest,
  type Driver,
  type ExecuteRequest,
  type ExecuteResult,
  type Leftover,
  type OutputPart,
  type RunExit,
  type RunHandle,
  runsNoCommands,
  type StartRequest,
  type StopOptions,
} from './driver.js';

/** A driver that can tell what is its own, also without the engine that it works with. */
export interface OptionalDriver extends Driver {
  holds(placement: PlacementId): Promise<boolean>;
}

export class DriverSet implements Driver {
  readonly name = 'set';
  readonly #processes: Driver;
  readonly #containers: OptionalDriver | undefined;

  constructor(processes: Driver, containers: OptionalDriver | undefined) {
    this.#processes = processes;
    this.#containers = containers;
  }

  async attributes(): Promise<Readonly<Record<string, string>>> {
    return { ...(await this.#processes.attributes()), ...(await this.#containers?.attributes()) };
  }

  notes(): readonly string[] {
    return [...(this.#processes.notes?.() ?? []), ...(this.#containers?.notes?.() ?? [])];
  }

  async prepare(request: StartRequest): Promise<void> {
    await this.#forRun(request).prepare?.(request);
  }

  async start(request: StartRequest): Promise<RunHandle> {
    return this.#forRun(request).start(request);
  }

  async find(placement: PlacementId, attempt: number): Promise<RunHandle | undefined> {
    return (await this.#holding(placement)).find(placement, attempt);
  }

  async wait(handle: RunHandle, signal: AbortSignal): Promise<RunExit> {
    if (handle.driver === 'process' || this.#containers) return this.#of(handle).wait(handle, signal);
    // Nothing is known about it, so it has not ended either.
    return new Promise((_resolve, reject) => {
      const stop = () => reject(new BerthError('shutting_down', 'not watching any more'));
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
    });
  }

  async isAlive(handle: RunHandle): Promise<boolean> {
    if (handle.driver !== 'process' && !this.#containers) return true;
    return this.#of(handle).isAlive(handle);
  }

  /** Of containers, the driver's sweep takes care. */
  async leftovers(): Promise<readonly Leftover[]> {
    return (await this.#processes.leftovers?.()) ?? [];
  }

  async ageMs(handle: RunHandle): Promise<number> {
    return (await this.#of(handle).ageMs?.(handle)) ?? 0;
  }

  async stop(handle: RunHandle, options: StopOptions): Promise<void> {
    await this.#of(handle).stop(handle, options);
  }

  async signal(handle: RunHandle, signal: string): Promise<void> {
    await this.#of(handle).signal?.(handle, signal);
  }

  async resize(handle: RunHandle, request: StartRequest): Promise<void> {
    await this.#of(handle).resize?.(handle, request);
  }

  async fence(handle: RunHandle, afterMs: number, options: StopOptions): Promise<void> {
    await this.#of(handle).fence(handle, afterMs, options);
  }

  async execute(handle: RunHandle, request: ExecuteRequest, signal: AbortSignal): Promise<ExecuteResult> {
    const driver = this.#of(handle);
    if (!driver.execute) throw runsNoCommands(driver);
    return driver.execute(handle, request, signal);
  }

  async attach(handle: RunHandle, request: AttachRequest, signal: AbortSignal): Promise<Attached> {
    const driver = this.#of(handle);
    if (!driver.attach) throw runsNoCommands(driver);
    return driver.attach(handle, request, signal);
  }

  async remove(placement: PlacementId): Promise<void> {
    await (await this.#holding(placement)).remove(placement);
  }

  async *logs(placement: PlacementId, wish: LogWish, signal: AbortSignal): AsyncGenerator<OutputPart> {
    yield* (await this.#holding(placement)).logs(placement, wish, signal);
  }

  #forRun({ run }: StartRequest): Driver {
    if (!run.container) return this.#processes;
    if (this.#containers) return this.#containers;
    throw new BerthError('not_found', NO_ENGINE);
  }

  #of(handle: RunHandle): Driver {
    if (handle.driver === 'process') return this.#processes;
    if (this.#containers) return this.#containers;
    // Not the end of the run: an agent that was started without the engine's socket knows nothing about it.
    throw new BerthError('unreachable', NO_ENGINE);
  }

  async #holding(placement: PlacementId): Promise<Driver> {
    const holds = await this.#containers?.holds(placement);
    return holds && this.#containers ? this.#containers : this.#processes;
  }
}

const NO_ENGINE = 'this agent knows no container engine: name its socket with --container-engine';
