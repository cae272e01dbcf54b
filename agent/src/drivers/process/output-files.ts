/**
 * Output of a placement: one file that its runs append to. The runs hold it open and outlive the agent, so it can be neither
 * replaced nor cut: what is too old is given back to the disk by punching a hole at the beginning, which loses no byte
 * however fast the runs write, and costs no copy. Positions are offsets in the file, also over restarts of the agent.
 *
 * Where no hole can be punched (no `fallocate` of util-linux, or the filesystem has none), the file is rotated by copying and
 * emptying it. Then what is written between the last copied byte and the emptying, an instant, is lost.
 *
 * What is kept is bounded. Where the file begins, and what of it is kept, is noted beside it before anything is given back.
 */
import { constants, watch } from 'node:fs';
import { type FileHandle, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, LogWish } from '@berth/core';
import type { OutputPart } from '../driver.js';
import { OutputTimes } from './output-times.js';
import { openOwn, ownSize, readOwn, replaceOwn } from './own-files.js';

export const LOG_BYTES = 8 * 1024 * 1024;
export const LOG_OLD_FILES = 2;
const READ_BYTES = 64 * 1024;
const FOLLOW_EVERY_MS = 1_000;
const NEWLINE = 10;

/** Gives the first bytes of a file back to the disk; they read as zeros. False where that cannot be. */
export type Punch = (file: FileHandle, bytes: number) => Promise<boolean>;

/** A file: where in it the first byte is that is kept, and the positions of that byte and of the one after its last. */
type Part = { readonly path: string; readonly start: number; readonly from: number; readonly to: number };

export class OutputFiles {
  readonly #folder: string;
  readonly #punch: Punch;
  readonly #partBytes: number;
  readonly #times: OutputTimes;
  /** Position of the first byte of the current file. */
  #base = 0;
  /** In the current file, what is before it has been given back. */
  #start = 0;
  #isPunched = true;
  #loading: Promise<void> | undefined;
  #rotations = 0;
  #rotating: Promise<void> | undefined;

  constructor(folder: string, punch: Punch = async () => false, partBytes = LOG_BYTES) {
    this.#folder = folder;
    this.#punch = punch;
    this.#partBytes = partBytes;
    this.#times = new OutputTimes(`${this.current}.times`);
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
    try {
      if (user !== undefined) await file.chown(user, user);
      return file;
    } catch (thrown) {
      await file.close();
      throw thrown;
    }
  }

  /** A line of ours between what runs write. */
  async note(line: string): Promise<void> {
    const file = await this.open();
    await file.appendFile(`${line}\n`).finally(() => file.close());
  }

  /** Notes how far the output is, and gives back what is too much of it. */
  async rotate(nowMs: number): Promise<void> {
    const size = await ownSize(this.current);
    if (this.#rotating || size === undefined) return;
    await this.#load();
    // Somebody has emptied it.
    if (size < this.#start) this.#start = 0;
    const first = await this.#firstKept();
    await this.#times.note(nowMs, this.#base + size, first);
    this.#rotating = this.#giveBack(size);
    try {
      await this.#rotating;
    } finally {
      this.#rotating = undefined;
    }
  }

  async #firstKept(): Promise<number> {
    return (await this.#parts())[0]?.from ?? 0;
  }

  async #giveBack(size: number): Promise<void> {
    if (this.#isPunched) {
      const kept = LOG_OLD_FILES * this.#partBytes;
      if (size - this.#start < kept + this.#partBytes) return;
      this.#isPunched = await this.#punchTo(size - kept);
    }
    if (!this.#isPunched && size - this.#start >= this.#partBytes) await this.#moveAway();
  }

  async #punchTo(start: number): Promise<boolean> {
    const file = await openOwn(this.current, constants.O_RDWR);
    const before = this.#start;
    try {
      // First the note: what it gives up may stay on the disk, but zeros are never taken for output.
      await this.#noteStart(this.#base, start);
      if (await this.#punch(file, start)) return true;
      await this.#noteStart(this.#base, before);
      return false;
    } finally {
      await file.close();
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
      const copiedTo = await copyTail(current, this.#old(1), this.#start, this.#partBytes);
      await current.truncate(0);
      await this.#noteStart(this.#base + copiedTo, 0);
    } finally {
      await current.close();
      this.#rotations++;
    }
  }

  async #noteStart(base: number, start: number): Promise<void> {
    this.#base = base;
    this.#start = start;
    await replaceOwn(`${this.current}.start`, `${base} ${start}`);
  }

  #load(): Promise<void> {
    this.#loading ??= readOwn(`${this.current}.start`).then((text = '') => {
      const [base = 0, start = 0] = text.split(' ').map(Number);
      if (!Number.isSafeInteger(base) || !Number.isSafeInteger(start)) return;
      this.#base = base;
      this.#start = start;
    });
    return this.#loading;
  }

  /** What was wished for, oldest first; then what follows, until aborted or the output is removed. */
  async *read(
    wish: Omit<LogWish, 'follow'>,
    following?: { readonly clock: Clock; readonly signal: AbortSignal },
  ): AsyncGenerator<OutputPart> {
    await this.#load();
    const parts = await this.#parts();
    const end = parts.at(-1)?.to ?? 0;
    let at = await this.#beginning(wish, parts);
    yield { at, data: new Uint8Array() };
    for (;;) {
      const chunk = await this.#readFrom(at, following ? Number.POSITIVE_INFINITY : end);
      if (!chunk || following?.signal.aborted) return;
      at = chunk.at + chunk.data.length;
      if (chunk.data.length > 0) yield chunk;
      else if (following) await changed(this.current, following.clock, following.signal);
      else return;
    }
  }

  async #beginning(wish: Omit<LogWish, 'follow'>, parts: readonly Part[]): Promise<number> {
    const { tailBytes, tailLines, sinceMs, from } = wish;
    const first = parts[0]?.from ?? 0;
    const end = parts.at(-1)?.to ?? 0;
    if (from !== undefined) return Math.min(Math.max(first, from), end);
    const since = sinceMs === undefined ? 0 : await this.#times.positionAt(sinceMs);
    const least = Math.min(Math.max(first, since), end);
    if (tailLines === undefined) return Math.max(least, end - tailBytes);
    return this.#linesBefore(end, tailLines, least);
  }

  /** Where the last lines before `end` begin, an unfinished one counted too. */
  async #linesBefore(end: number, lines: number, least: number): Promise<number> {
    let left = lines;
    for (let to = end; to > least && lines > 0; ) {
      const from = Math.max(least, to - READ_BYTES);
      const chunk = await this.#readFrom(from, to);
      if (!chunk || chunk.at !== from) return chunk?.at ?? end;
      for (let at = chunk.data.length - 1; at >= 0; at--) {
        if (chunk.data[at] !== NEWLINE || from + at + 1 === end) continue;
        if (--left === 0) return from + at + 1;
      }
      to = from;
    }
    return lines > 0 ? least : end;
  }

  /** Bytes at the first position from `at` on that is still kept; undefined when the output was removed. */
  async #readFrom(at: number, end: number): Promise<OutputPart | undefined> {
    for (;;) {
      await this.#rotating;
      const before = this.#rotations;
      const parts = await this.#parts();
      const part = parts.find(({ from, to }) => to > at && to > from);
      // Nothing after it: somebody else emptied the file, or it is the end.
      const from = part ? Math.max(at, part.from) : Math.min(at, parts.at(-1)?.to ?? at);
      const data = part ? await readAt(part, from, end) : new Uint8Array();
      // Moved away meanwhile: the bytes may be of another position. Given back meanwhile: they may be zeros.
      if (before !== this.#rotations || (part?.path === this.current && from < this.#base + this.#start))
        continue;
      return parts.length > 0 ? { at: from, data } : undefined;
    }
  }

  /** Oldest first; none when the output was removed. */
  async #parts(): Promise<Part[]> {
    const size = await ownSize(this.current);
    if (size === undefined) return [];
    const start = size < this.#start ? 0 : this.#start;
    const parts: Part[] = [{ path: this.current, start, from: this.#base + start, to: this.#base + size }];
    for (let number = 1; number <= LOG_OLD_FILES; number++) {
      const to = parts[0]?.from ?? 0;
      const bytes = (await ownSize(this.#old(number))) ?? 0;
      parts.unshift({ path: this.#old(number), start: 0, from: to - bytes, to });
    }
    return parts;
  }
}

/** Copies the last `limitBytes` of a file, also what is added meanwhile. Returns up to where it was read. */
async function copyTail(file: FileHandle, path: string, start: number, limitBytes: number): Promise<number> {
  const { size } = await file.stat();
  await rm(path, { force: true });
  const copy = await openOwn(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o640);
  try {
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    for (let at = Math.max(start, size - limitBytes); ; ) {
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

async function readAt({ path, start, from, to }: Part, at: number, end: number): Promise<Uint8Array> {
  const length = Math.min(READ_BYTES, to - at, end - at);
  if (length <= 0) return new Uint8Array();
  const file = await openOwn(path, constants.O_RDONLY).catch(() => undefined);
  if (!file) return new Uint8Array();
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, start + at - from);
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
