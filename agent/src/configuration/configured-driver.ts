/**
 * Gives runs their files, secrets and volumes, whatever runs them: before they start, and in place when these change. What a file
 * needs is waited for in `prepare`; a copy whose secrets are not here does not start.
 */
import {
  BerthError,
  type Clock,
  type Log,
  type LogWish,
  type NodeInfo,
  type PlacementId,
  type RunSpec,
} from '@berth/core';
import { asSeenInside } from '../drivers/container/create-body.js';
import {
  type Attached,
  type AttachRequest,
  type Driver,
  type ExecuteRequest,
  type ExecuteResult,
  type OutputPart,
  type RunExit,
  type RunHandle,
  runsNoCommands,
  type StartRequest,
  type StopOptions,
} from '../drivers/driver.js';
import type { VolumeStore } from '../volumes/volume-store.js';
import { fillFile, type SecretValues, withSecrets } from './fill-file.js';
import { type RunFolders, signalsFor } from './run-folders.js';

export interface SecretSource {
  /** Waits until the node has them, for as long as that takes. */
  get(placement: PlacementId, wanted: NonNullable<RunSpec['secrets']>): Promise<SecretValues>;
  /** The copy is gone. */
  forget(placement: PlacementId): Promise<void>;
  notes(): readonly string[];
}

export type ConfiguredDriverDeps = {
  readonly driver: Driver;
  readonly folders: RunFolders;
  readonly secrets: SecretSource;
  readonly volumes: VolumeStore;
  readonly node: NodeInfo;
  readonly clock: Clock;
  readonly log: Log;
};

const AGAIN_MS = 5_000;

export class ConfiguredDriver implements Driver {
  readonly name = 'configured';
  readonly #deps: ConfiguredDriverDeps;
  /** What the files of a copy are made from, or are about to be. */
  readonly #shown = new Map<PlacementId, RunSpec>();

  constructor(deps: ConfiguredDriverDeps) {
    this.#deps = deps;
  }

  async prepare(request: StartRequest): Promise<void> {
    await Promise.all([this.#secretsOf(request), this.#deps.driver.prepare?.(request)]);
  }

  async start(request: StartRequest): Promise<RunHandle> {
    this.#shown.set(request.placement, request.run);
    // It begins with what it finds: nothing is owed to it.
    await this.#deps.folders.paid(request.placement);
    return this.#deps.driver.start(await this.#configured(request));
  }

  refresh(handle: RunHandle, request: StartRequest): void {
    const { placement, run } = request;
    if (!run.files || this.#shown.get(placement) === run) return;
    this.#shown.set(placement, run);
    this.#refreshNow(handle, request).catch((thrown: unknown) => {
      const { clock, log } = this.#deps;
      log.warn('files were not brought up to date', { placement, why: BerthError.from(thrown).message });
      clock.schedule(AGAIN_MS, () => {
        if (this.#shown.get(placement) !== run) return;
        this.#shown.delete(placement);
        this.refresh(handle, request);
      });
    });
  }

  async #refreshNow(handle: RunHandle, request: StartRequest): Promise<void> {
    const { folders, driver, log } = this.#deps;
    const { placement, run } = request;
    const files = this.#filled(request, await this.#secretsOf(request));
    if (this.#shown.get(placement) !== run) return;
    const changed = await folders.differing(placement, files);
    if (changed.length > 0) {
      await folders.owe(placement, [
        ...new Set([...(await folders.owed(placement)), ...signalsFor(run.files, changed)]),
      ]);
      await folders.write(placement, files, await folders.ownerOf(placement));
      log.info('files changed', { placement, files: changed.join(', ') });
    }
    for (const signal of await folders.owed(placement)) await driver.signal?.(handle, signal);
    await folders.paid(placement);
  }

  async execute(handle: RunHandle, wish: ExecuteRequest, signal: AbortSignal): Promise<ExecuteResult> {
    const { driver } = this.#deps;
    if (!driver.execute) throw runsNoCommands(driver);
    return driver.execute(handle, { ...wish, request: await this.#configured(wish.request) }, signal);
  }

  async attach(handle: RunHandle, wish: AttachRequest, signal: AbortSignal): Promise<Attached> {
    const { driver } = this.#deps;
    if (!driver.attach) throw runsNoCommands(driver);
    return driver.attach(handle, { ...wish, request: await this.#configured(wish.request) }, signal);
  }

  async remove(placement: PlacementId): Promise<void> {
    await this.#deps.driver.remove(placement);
    this.#shown.delete(placement);
    await this.#deps.folders.remove(placement);
    await this.#deps.secrets.forget(placement);
    await this.#deps.volumes.release(placement);
  }

  async #secretsOf({ placement, run }: StartRequest): Promise<SecretValues> {
    return run.secrets ? this.#deps.secrets.get(placement, run.secrets) : new Map();
  }

  async #configured(given: StartRequest): Promise<StartRequest> {
    const request = this.#deps.volumes.withVolumes(given);
    const secrets = await this.#secretsOf(request);
    const withFiles = this.#withFolder(request);
    const filled = withSecrets(withFiles, secrets);
    if (!withFiles.files) return filled;
    const write = (owner: number | undefined) =>
      this.#deps.folders.write(request.placement, this.#filled(request, secrets), owner);
    return { ...filled, files: { ...withFiles.files, write } };
  }

  #filled(request: StartRequest, secrets: SecretValues): Map<string, { data: Buffer; mode: number }> {
    const { container, files = {} } = request.run;
    const withFolder = this.#withFolder(request);
    const seen = container ? asSeenInside(withFolder, container) : withFolder;
    return new Map(
      Object.entries(files).map(([path, { content, base64, mode }]) => [
        path,
        {
          data: base64 ? Buffer.from(content, 'base64') : fillFile(content, seen, this.#deps.node, secrets),
          mode,
        },
      ]),
    );
  }

  #withFolder(request: StartRequest): StartRequest {
    if (!request.run.files) return request;
    return {
      ...request,
      files: { folder: this.#deps.folders.folder(request.placement), write: async () => {} },
    };
  }

  // ---- as they are ---------------------------------------------------------------------------------------------------

  async attributes(): Promise<Readonly<Record<string, string>>> {
    return { ...(await this.#deps.driver.attributes()), ...this.#deps.volumes.attributes };
  }

  notes(): readonly string[] {
    return [...(this.#deps.driver.notes?.() ?? []), ...this.#deps.secrets.notes()];
  }

  find(placement: PlacementId, attempt: number): Promise<RunHandle | undefined> {
    return this.#deps.driver.find(placement, attempt);
  }

  wait(handle: RunHandle, signal: AbortSignal): Promise<RunExit> {
    return this.#deps.driver.wait(handle, signal);
  }

  isAlive(handle: RunHandle): Promise<boolean> {
    return this.#deps.driver.isAlive(handle);
  }

  async leftovers(): ReturnType<NonNullable<Driver['leftovers']>> {
    return (await this.#deps.driver.leftovers?.()) ?? [];
  }

  async ageMs(handle: RunHandle): Promise<number> {
    return (await this.#deps.driver.ageMs?.(handle)) ?? 0;
  }

  stop(handle: RunHandle, options: StopOptions): Promise<void> {
    return this.#deps.driver.stop(handle, options);
  }

  async signal(handle: RunHandle, signal: string): Promise<void> {
    await this.#deps.driver.signal?.(handle, signal);
  }

  async resize(handle: RunHandle, request: StartRequest): Promise<void> {
    await this.#deps.driver.resize?.(handle, request);
  }

  fence(handle: RunHandle, afterMs: number, options: StopOptions): Promise<void> {
    return this.#deps.driver.fence(handle, afterMs, options);
  }

  logs(placement: PlacementId, wish: LogWish, signal: AbortSignal): AsyncIterable<OutputPart> {
    return this.#deps.driver.logs(placement, wish, signal);
  }
}
