/** LevelDB in a folder of ours, and its errors in our words. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BerthError } from '@berth/core';
import { Level } from 'level';
import { syncFolder } from './slot-file.js';

export type Database = Level<string, Uint8Array>;

/** Opens or makes the LevelDB `folder`/`name`. Throws "conflict" when another process has it open. */
export async function openDatabase(folder: string, name: string): Promise<Database> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const database: Database = new Level(join(folder, name), {
      keyEncoding: 'utf8',
      valueEncoding: 'view',
    });
    await database.open();
    await syncFolder(folder);
    return database;
  } catch (thrown) {
    throw translate(thrown, folder);
  }
}

/** Whatever LevelDB says while it reads is damage, but for a store that is being closed. */
export function unreadable(thrown: unknown, what: string): BerthError {
  if (thrown instanceof BerthError) return thrown;
  const closed = CLOSED.has((thrown as { code?: string }).code ?? '');
  const message = `${what} cannot be read: ${messageOf(thrown)}`;
  return new BerthError(closed ? 'shutting_down' : 'corrupt', message, { cause: thrown });
}

const CLOSED: ReadonlySet<string> = new Set(['LEVEL_DATABASE_NOT_OPEN', 'LEVEL_ITERATOR_NOT_OPEN']);

/** LevelDB's and the file system's errors in our words. */
export function translate(thrown: unknown, folder: string): BerthError {
  if (thrown instanceof BerthError) return thrown;
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  const code = (cause as { code?: string }).code ?? '';
  const message = messageOf(cause);
  const options = { cause: thrown };
  if (code === 'LEVEL_LOCKED') {
    return new BerthError(
      'conflict',
      `${folder} is in use by another process: stop that one, or use another --data`,
      options,
    );
  }
  if (code === 'ENOSPC' || /no space left/i.test(message)) {
    return new BerthError(
      'storage',
      `the disk of ${folder} is full: free some space and start again`,
      options,
    );
  }
  if (code === 'LEVEL_CORRUPTION' || /corrupt|checksum|bad block|snappy/i.test(message)) {
    const advice = 'restore the folder from a copy';
    return new BerthError('corrupt', `${folder} is damaged: ${message}; ${advice}`, options);
  }
  return new BerthError('storage', `cannot use ${folder}: ${message}`, options);
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
