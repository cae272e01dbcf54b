/**
 * Writes below a folder that a workload may have touched. Every step goes through the open folder above it
 * (/proc/self/fd/N/NAME, which is what openat does), and none follows a link: whoever plants one gets a refusal, and nothing
 * is written elsewhere.
 */
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, unlink } from 'node:fs/promises';
import { BerthError } from '@berth/core';
import { openOwn } from '../drivers/process/own-files.js';

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_RDONLY, O_WRONLY } = constants;

export type Rights = {
  readonly mode: number;
  /** User and group; absent: the agent's own. */
  readonly owner: number | undefined;
};

/** `path`: plain parts below `root`, which is the agent's own. The file is there whole or not at all. */
export async function writeBeneath(root: string, path: string, data: Buffer, rights: Rights): Promise<void> {
  await inFolderOf(root, path, async (folder, name) => {
    const draft = at(folder, `.${name}.new`);
    await unlink(draft).catch(() => undefined);
    const file = await open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
    try {
      await file.writeFile(data);
      if (rights.owner !== undefined) await file.chown(rights.owner, rights.owner);
      await file.chmod(rights.mode);
    } finally {
      await file.close();
    }
    await rename(draft, at(folder, name));
  });
}

/** Undefined when it is not there, or is no plain file. */
export async function readBeneath(
  root: string,
  path: string,
): Promise<{ readonly data: Buffer; readonly mode: number } | undefined> {
  let found: { readonly data: Buffer; readonly mode: number } | undefined;
  await inFolderOf(root, path, async (folder, name) => {
    const file = await openOwn(at(folder, name), O_RDONLY).catch(() => undefined);
    try {
      if (file) found = { data: await file.readFile(), mode: (await file.stat()).mode & 0o777 };
    } finally {
      await file?.close();
    }
  });
  return found;
}

/** Removes what is there and not in `paths`; a folder that is one of a path stays. */
export async function removeOthers(root: string, paths: readonly string[]): Promise<void> {
  const kept = new Set(
    paths.flatMap((path) => path.split('/').map((_, end, parts) => parts.slice(0, end + 1).join('/'))),
  );
  const tidy = async (folder: FileHandle, above: string): Promise<void> => {
    for (const entry of await readdir(`/proc/self/fd/${folder.fd}`, { withFileTypes: true })) {
      const path = `${above}${entry.name}`;
      if (!kept.has(path)) await rm(at(folder, entry.name), { recursive: true, force: true });
      else if (entry.isDirectory()) await within(folder, entry.name, (inner) => tidy(inner, `${path}/`));
    }
  };
  const folder = await open(root, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  try {
    await tidy(folder, '');
  } finally {
    await folder.close();
  }
}

async function inFolderOf(
  root: string,
  path: string,
  act: (folder: FileHandle, name: string) => Promise<void>,
): Promise<void> {
  const descend = async (folder: FileHandle, [name = '', ...rest]: readonly string[]): Promise<void> => {
    if (rest.length === 0) return act(folder, name);
    const made = await mkdir(at(folder, name)).then(
      () => true,
      (thrown: { code?: string }) => {
        if (thrown.code === 'EEXIST') return false;
        throw thrown;
      },
    );
    await within(folder, name, async (inner) => {
      if (made) await inner.chmod(0o755);
      await descend(inner, rest);
    });
  };
  const folder = await open(root, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  try {
    await descend(folder, path.split('/'));
  } catch (thrown) {
    const { code } = thrown as { code?: string };
    if (code !== 'ELOOP' && code !== 'ENOTDIR') throw thrown;
    const why = `cannot write file "${path}": something else stands in its way, such as a link`;
    throw new BerthError('refused', `${why}; remove it below ${root}`, { cause: thrown });
  } finally {
    await folder.close();
  }
}

async function within<Result>(
  folder: FileHandle,
  name: string,
  act: (inner: FileHandle) => Promise<Result>,
): Promise<Result> {
  const inner = await open(at(folder, name), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  try {
    return await act(inner);
  } finally {
    await inner.close();
  }
}

function at(folder: FileHandle, name: string): string {
  return `/proc/self/fd/${folder.fd}/${name}`;
}
