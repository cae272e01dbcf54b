/**
 * When output was written, as far as it was looked at: output has no times of its own, and must not be changed. Notes are
 * "milliseconds position", one a line; when there are too many, every second one goes, the newest stays.
 */
import { constants } from 'node:fs';
import { LIMITS } from '@berth/core';
import { openOwn, readOwn, replaceOwn } from './own-files.js';

type Note = { readonly atMs: number; readonly position: number };

export class OutputTimes {
  readonly #path: string;
  #notes: Note[] | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** The output ends at `position` now; what is before `first` is kept no more. */
  async note(atMs: number, position: number, first: number): Promise<void> {
    const notes = await this.#load();
    const last = notes.at(-1);
    if (last?.position === position) return;
    notes.push({ atMs: Math.round(atMs), position });
    if (notes.length <= LIMITS.outputTimes && !isGone(notes, first)) {
      await append(this.#path, lineOf(notes.at(-1) as Note));
      return;
    }
    const kept = notes.filter((_, at) => !isGone(notes.slice(at, at + 2), first));
    this.#notes =
      kept.length > LIMITS.outputTimes ? kept.filter((_, at) => (kept.length - at) % 2 === 1) : kept;
    await replaceOwn(this.#path, this.#notes.map(lineOf).join(''));
  }

  /** Whatever was written after `atMs` is behind this position. */
  async positionAt(atMs: number): Promise<number> {
    let position = 0;
    for (const note of await this.#load()) if (note.atMs <= atMs) position = note.position;
    return position;
  }

  async #load(): Promise<Note[]> {
    if (!this.#notes) {
      const lines = ((await readOwn(this.#path)) ?? '').split('\n');
      this.#notes ??= lines.flatMap((line) => {
        const [atMs, position] = line.split(' ').map(Number);
        return Number.isSafeInteger(atMs) && Number.isSafeInteger(position)
          ? [{ atMs: atMs as number, position: position as number }]
          : [];
      });
    }
    return this.#notes;
  }
}

/** The first of them says nothing any more: the second one stands where nothing is kept before it either. */
function isGone([, second]: readonly Note[], first: number): boolean {
  return second !== undefined && second.position <= first;
}

function lineOf({ atMs, position }: Note): string {
  return `${atMs} ${position}\n`;
}

async function append(path: string, text: string): Promise<void> {
  const file = await openOwn(path, constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND);
  try {
    await file.writeFile(text);
  } finally {
    await file.close();
  }
}
