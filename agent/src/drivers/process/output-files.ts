/**
 * Output of a placement: one file that its runs append to, and older parts of it. The file is rotated by copying and
 * emptying it, because the runs hold it open and outlive the agent; what is written between the two is lost, at most a
 * few lines in LOG_BYTES.
 */
import { constants, watch } from 'node:fs';
import { copyFile, type FileHandle, open, rename, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@berth/core';

export const LOG_BYTES = 8 * 1024 * 1024;
export const LOG_OLD_FILES = 2;
const READ_BYTES = 64 * 1024;
const FOLLOW_EVERY_MS = 1_000;

export class OutputFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  get current(): string {
    return join(this.#folder, 'output.log');
  }

  #old(number: number): string {
    return `${this.current}.${number}`;
  }

  /** For a run to write to. */
  open(): Promise<FileHandle> {
    return open(this.current, constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND, 0o640);
  }

  /** Rotates when the current file is full. */
  async rotate(limitBytes = LOG_BYTES): Promise<void> {
    if ((await sizeOf(this.current)) < limitBytes) return;
    await rm(this.#old(LOG_OLD_FILES), { force: true });
    for (let number = LOG_OLD_FILES - 1; number >= 1; number--) {
      await rename(this.#old(number), this.#old(number + 1)).catch(() => undefined);
    }
    await copyFile(this.current, this.#old(1));
    await truncate(this.current, 0);
  }

  /** The last `tailBytes` of all files, oldest first. */
  async *tail(tailBytes: number): AsyncGenerator<Uint8Array, number> {
    const paths = [...Array(LOG_OLD_FILES).keys()]
      .map((at) => this.#old(LOG_OLD_FILES - at))
      .concat(this.current);
    const sizes = await Promise.all(paths.map((path) => sizeOf(path)));
    let skip = Math.max(0, sizes.reduce((sum, size) => sum + size, 0) - tailBytes);
    for (const [at, path] of paths.entries()) {
      const size = sizes[at] ?? 0;
      if (skip < size) yield* readRange(path, skip, size);
      skip = Math.max(0, skip - size);
    }
    return sizes.at(-1) ?? 0;
  }

  /** What is appended to the current file after `offset`, across rotations, until aborted or the file is removed. */
  async *follow(offset: number, clock: Clock, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    let at = offset;
    while (!signal.aborted) {
      const size = await sizeOf(this.current, -1);
      if (size < 0) return;
      if (size < at) at = 0;
      if (size > at) {
        yield* readRange(this.current, at, size);
        at = size;
      } else {
        await changed(this.current, clock, signal);
      }
    }
  }
}

async function sizeOf(path: string, missing = 0): Promise<number> {
  return stat(path).then(
    (found) => found.size,
    () => missing,
  );
}

async function* readRange(path: string, from: number, to: number): AsyncGenerator<Uint8Array> {
  const file = await open(path, constants.O_RDONLY);
  try {
    for (let at = from; at < to; ) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(READ_BYTES, to - at)), 0, null, at);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
      at += bytesRead;
    }
  } finally {
    await file.close();
  }
}

/** Resolves when the file was written to, and after a while in any case. */
export function changed(path: string, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      cancel();
      watcher?.close();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = clock.schedule(FOLLOW_EVERY_MS, finish);
    const watcher = tryWatch(path, finish);
    signal.addEventListener('abort', finish);
    if (signal.aborted) finish();
  });
}

function tryWatch(path: string, onChange: () => void) {
  try {
    const watcher = watch(path, onChange);
    watcher.on('error', onChange);
    return watcher;
  } catch {
    // Out of inotify watches, or just removed: the timer remains.
    return undefined;
  }
}
