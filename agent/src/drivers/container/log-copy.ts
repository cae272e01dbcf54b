/**
 * Copies the output of a container into the file that `berth logs` reads, as if it were a process. The engine keeps a
 * bounded part of it as well, so that what was written while no agent ran is copied by the next one.
 *
 * Where a copy stands is noted beside the file: the second of the last line, and how many bytes of that second were
 * copied; engines do not all give finer times. What is copied between the last note and a kill is copied twice.
 */
import { appendFile, readFile, rename, writeFile } from 'node:fs/promises';
import { BerthError, type Clock } from '@berth/core';
import type { OutputFiles } from '../process/output-files.js';
import { type Engine, isCode } from './engine.js';
import { payloads } from './frames.js';

type Place = { readonly container: string; readonly second: string; readonly bytes: number };

const AGAIN_MS = 1_000;
/** "2026-11-29T20:38:49", and whatever follows up to the space. */
const STAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\S* /;

export type LogCopyOptions = {
  readonly engine: Engine;
  readonly container: string;
  readonly output: OutputFiles;
  /** Where the place is noted. */
  readonly note: string;
  readonly clock: Clock;
};

/** Resolves when the container has ended and all it wrote is copied, or when aborted. */
export async function copyLogs(options: LogCopyOptions, signal: AbortSignal): Promise<void> {
  let place = await readPlace(options);
  while (!signal.aborted) {
    try {
      place = await copyOnce(options, place, signal);
      return;
    } catch (thrown) {
      if (isCode(thrown, 'not_found')) return;
      place = await readPlace(options);
      await new Promise<void>((resolve) => {
        options.clock.schedule(AGAIN_MS, resolve);
      });
    }
  }
}

async function copyOnce(options: LogCopyOptions, from: Place, signal: AbortSignal): Promise<Place> {
  const { engine, container, output } = options;
  const response = await engine.open('GET', `/containers/${container}/logs`, {
    query: {
      ...{ stdout: '1', stderr: '1', timestamps: '1', follow: '1' },
      ...(from.second !== '' && { since: String(Date.parse(`${from.second}Z`) / 1000) }),
    },
    signal,
    idleMs: 0,
  });
  let place = from;
  let skip = from.bytes;
  try {
    for await (const frames of payloads(response)) {
      const lines: Buffer[] = [];
      for (const payload of frames) {
        const stamp = STAMP.exec(payload.subarray(0, 64).toString('latin1'));
        const line = stamp ? payload.subarray(stamp[0].length) : payload;
        const second = stamp?.[1] ?? place.second;
        if (second < from.second) continue;
        if (second === from.second && skip > 0) {
          skip -= line.length;
          continue;
        }
        lines.push(line);
        const before = second === place.second ? place.bytes : 0;
        place = { container, second, bytes: before + line.length };
      }
      if (lines.length === 0) continue;
      await appendFile(output.current, Buffer.concat(lines), { mode: 0o640 });
      await writePlace(options.note, place);
    }
  } catch (thrown) {
    throw BerthError.from(thrown);
  }
  return place;
}

async function readPlace({ note, container }: LogCopyOptions): Promise<Place> {
  const none = { container, second: '', bytes: 0 };
  try {
    const place = JSON.parse(await readFile(note, 'utf8')) as Place;
    return place.container === container ? place : none;
  } catch {
    return none;
  }
}

async function writePlace(note: string, place: Place): Promise<void> {
  await writeFile(`${note}.new`, JSON.stringify(place));
  await rename(`${note}.new`, note);
}
