/** Beginnings and ends of a child process, as promises. */
import type { ChildProcess } from 'node:child_process';
import { BerthError } from '@berth/core';

export function spawned(child: ChildProcess, directory: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve(child.pid as number));
    child.once('error', (thrown) => {
      reject(new BerthError('storage', `cannot start in ${directory}: ${thrown.message}`, { cause: thrown }));
    });
  });
}

export function ended(child: ChildProcess): Promise<void> {
  child.unref();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
  });
}

export async function endOrAbort(end: Promise<void>, signal: AbortSignal): Promise<void> {
  const listening = new AbortController();
  const aborted = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true, signal: listening.signal });
    if (signal.aborted) resolve();
  });
  await Promise.race([end, aborted]);
  listening.abort();
}
