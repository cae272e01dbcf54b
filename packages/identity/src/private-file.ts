/** Files that only their owner may read, written so that a crash leaves the old one or the new one. */
import { constants } from 'node:fs';
import { mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BerthError } from '@berth/core';

/** Resolves when it is on the disk under its name. */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const folder = dirname(path);
  // Several programs may write the same one.
  const draft = `${path}.${process.pid}.new`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(draft, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC, 0o600);
    try {
      // One that a crash left there may have other rights.
      await file.chmod(0o600);
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
    await syncFolder(folder);
  } catch (thrown) {
    throw new BerthError('storage', `cannot write ${path}: ${(thrown as Error).message}`, { cause: thrown });
  }
}

/** Throws "refused" when others may read or change a file that holds a key. */
export async function requirePrivate(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & 0o077) === 0) return;
  throw new BerthError('refused', `${path} holds a key and others may read it: chmod 600 ${path}`);
}

export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
