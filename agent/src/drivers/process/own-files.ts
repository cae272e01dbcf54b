/**
 * Files that the agent keeps beside its runs. The agent may be root and a run may try to plant a link, so a link is never
 * followed, and what is not a plain file is not read: opening one fails with ELOOP.
 */
import { constants } from 'node:fs';
import { chmod, type FileHandle, lstat, mkdir, open, rename } from 'node:fs/promises';

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_TRUNC, O_WRONLY } = constants;

/** Without waiting for the other end of a pipe that somebody put there. */
export async function openOwn(path: string, flags: number, mode = 0o600): Promise<FileHandle> {
  const file = await open(path, flags | O_NOFOLLOW | O_NONBLOCK, mode);
  try {
    if (!(await file.stat()).isFile()) throw new Error(`${path} is not a plain file`);
    return file;
  } catch (thrown) {
    await file.close();
    throw thrown;
  }
}

/** Undefined when it is not there, or is not a plain file. */
export async function readOwn(path: string): Promise<string | undefined> {
  const file = await openOwn(path, O_RDONLY).catch(() => undefined);
  if (!file) return undefined;
  try {
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

export async function writeOwn(path: string, data: string | Uint8Array, mode = 0o600): Promise<void> {
  const file = await openOwn(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
  try {
    await file.writeFile(data);
  } finally {
    await file.close();
  }
}

/** Written whole or not at all, and durable where `isSynced`. */
export async function replaceOwn(path: string, data: string, { isSynced = false } = {}): Promise<void> {
  const draft = `${path}.new`;
  const file = await openOwn(draft, O_WRONLY | O_CREAT | O_TRUNC);
  try {
    await file.writeFile(data);
    if (isSynced) await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}

/** False when there is something already. The text is durable when it resolves. */
export async function createOwn(path: string, text: string): Promise<boolean> {
  const file = await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600).catch(
    (thrown: { code?: string }) => {
      if (thrown.code === 'EEXIST') return undefined;
      throw thrown;
    },
  );
  if (!file) return false;
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  return true;
}

/** A folder that is made, or is one already and no link to one. With an owner, it is that user's alone. */
export async function ownFolder(path: string, owner?: number): Promise<void> {
  await mkdir(path).catch((thrown: { code?: string }) => {
    if (thrown.code !== 'EEXIST') throw thrown;
  });
  const folder = await open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  try {
    if (owner === undefined) return;
    await folder.chown(owner, owner);
    await folder.chmod(0o700);
  } finally {
    await folder.close();
  }
}

/** For the agent alone, also where an earlier one made it for all. */
export async function closedFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  await chmod(path, 0o700);
}

/** Undefined when it is not there, or is not a plain file. */
export async function ownSize(path: string): Promise<number | undefined> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isFile() ? found.size : undefined;
}
