/**
 * Output of a placement: one file that its runs append to, and older parts of it. The file is rotated by copying and
 * emptying it, because the runs hold it open and outlive the agent; what is written between the last copied byte and
 * the emptying, an instant, is lost. What is kept is bounded: the newest LOG_BYTES of each part.
 *
 * Readers count bytes from where the current file began when this object was made: what was before it is negative. So a
 * reader goes on at the right byte when its part has been moved away meanwhile.
 */
import { constants, watch } from 'node:fs';
import { type FileHandle, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@berth/core';
import { openOwn, ownSize } from './own-files.js';

export const LOG_BYTES = 8 * 1024 * 1024;
export const LOG_OLD_FILES = 2;
const READ_BYTES = 64 * 1024;
const FOLLOW_EVERY_MS = 1_000;

/** A file, and the positions of its first byte and of the one after its last. */
type Part = { readonly path: string; readonly from: number; readonly to: number };

export class OutputFiles {
  readonly #folder: string;
  readonly #partBytes: number;
  /** Position of the first byte of the current file. */
  #base = 0;
  #rotations = 0;
  #rotating: Promise<void> | undefined;

  constructor(folder: string, partBytes = LOG_BYTES) {
    this.#folder = folder;
    this.#partBytes = partBytes;
  }

  get current(): string {
    return join(this.#folder, 'output.log');
  }

  #old(number: number): string {
    return `${this.current}.${number}`;
  }

  /** For a run to write to; its user, where it has one, may also open it again ("/dev/stdout"). */
  async open(user?: number): Promise<FileHandle> {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND;
    const file = await openOwn(this.current, flags, 0o640);
    if (user !== undefined) await file.chown(user, user);
    return file;
  }

  /** A line of ours between what runs write. */
  async note(line: string): Promise<void> {
    const file = await this.open();
    await file.appendFile(`${line}\n`).finally(() => file.close());
  }

  /** Rotates when the current file is full. */
  async rotate(): Promise<void> {
    if (this.#rotating || ((await ownSize(this.current)) ?? 0) < this.#partBytes) return;
    this.#rotating = this.#moveAway();
    try {
      await this.#rotating;
    } finally {
      this.#rotating = undefined;
    }
  }

  async #moveAway(): Promise<void> {
    this.#rotations++;
    await rm(this.#old(LOG_OLD_FILES), { force: true });
    for (let number = LOG_OLD_FILES - 1; number >= 1; number--) {
      await rename(this.#old(number), this.#old(number + 1)).catch(() => undefined);
    }
    const current = await openOwn(this.current, constants.O_RDWR);
    try {
      const copiedTo = await copyTail(current, this.#old(1), this.#partBytes);
      await current.truncate(0);
      this.#base += copiedTo;
    } finally {
      await current.close();
      this.#rotations++;
    }
  }

  /** The last `tailBytes` of all parts, oldest first; then what follows, until aborted or the output is removed. */
  async *read(
    tailBytes: number,
    following?: { readonly clock: Clock; readonly signal: AbortSignal },
  ): AsyncGenerator<Uint8Array> {
    const parts = await this.#parts();
    const end = parts.at(-1)?.to ?? 0;
    let at = Math.max(parts[0]?.from ?? 0, end - tailBytes);
    for (;;) {
      const chunk = await this.#readFrom(at, following ? Number.POSITIVE_INFINITY : end);
      if (!chunk || following?.signal.aborted) return;
      at = chunk.at + chunk.data.length;
      if (chunk.data.length > 0) yield chunk.data;
      else if (following) await changed(this.current, following.clock, following.signal);
      else return;
    }
  }

  /** Bytes at the first position from `at` on that is still kept; undefined when the output was removed. */
  async #readFrom(at: number, end: number): Promise<{ at: number; data: Uint8Array } | undefined> {
    for (;;) {
      await this.#rotating;
      const before = this.#rotations;
      const parts = await this.#parts();
      const part = parts.find(({ from, to }) => to > at && to > from);
      // Nothing after it: somebody else emptied the file, or it is the end.
      const from = part ? Math.max(at, part.from) : Math.min(at, parts.at(-1)?.to ?? at);
      const data = part ? await readAt(part, from, end) : new Uint8Array();
      // A rotation meanwhile: the bytes may be of another position.
      if (before !== this.#rotations) continue;
      return parts.length > 0 ? { at: from, data } : undefined;
    }
  }

  /** Oldest first; none when the output was removed. */
  async #parts(): Promise<Part[]> {
    const size = await ownSize(this.current);
    if (size === undefined) return [];
    const parts: Part[] = [{ path: this.current, from: this.#base, to: this.#base + size }];
    for (let number = 1; number <= LOG_OLD_FILES; number++) {
      const to = parts[0]?.from ?? 0;
      parts.unshift({ path: this.#old(number), from: to - ((await ownSize(this.#old(number))) ?? 0), to });
    }
    return parts;
  }
}

/** Copies the last `limitBytes` of a file, also what is added meanwhile. Returns up to where it was read. */
async function copyTail(file: FileHandle, path: string, limitBytes: number): Promise<number> {
  const { size } = await file.stat();
  await rm(path, { force: true });
  const copy = await openOwn(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o640);
  try {
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    for (let at = Math.max(0, size - limitBytes); ; ) {
      const { bytesRead } = await file.read(buffer, 0, READ_BYTES, at);
      // A writer that is faster than this copy must not keep it going.
      if (bytesRead === 0 || at >= size + limitBytes) return at;
      await copy.write(buffer, 0, bytesRead);
      at += bytesRead;
    }
  } finally {
    await copy.close();
  }
}

async function readAt({ path, from, to }: Part, at: number, end: number): Promise<Uint8Array> {
  const length = Math.min(READ_BYTES, to - at, end - at);
  if (length <= 0) return new Uint8Array();
  const file = await openOwn(path, constants.O_RDONLY).catch(() => undefined);
  if (!file) return new Uint8Array();
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, at - from);
    return buffer.subarray(0, bytesRead);
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
