/**
 * Gives what is in a volume to the user of the run that comes next: each placement has a user of its own, and the data stays.
 * Every step goes through the open folder above it (/proc/self/fd/N/NAME), and none follows a link; what belonged to somebody
 * else than the volume itself is left as it is.
 */
import { constants } from 'node:fs';
import { chmod, type FileHandle, lchown, lstat, open, readdir } from 'node:fs/promises';
import type { VolumeOwner } from '../drivers/driver.js';
import { readOwn, replaceOwn } from '../drivers/process/own-files.js';

const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

export type HandOver = {
  /** The agent's folder around it: nobody gets through it who need not. */
  readonly above: string;
  readonly data: string;
  /** Where the user stands that the workload had before. */
  readonly note: string;
  /** Copies of other workloads have it, too: each keeps what is its own. */
  readonly isShared: boolean;
};

export async function handOver({ above, data, note, isShared }: HandOver, owner: VolumeOwner): Promise<void> {
  const folder = await open(data, FOLDER);
  try {
    if (typeof owner === 'object' && process.getuid?.() === 0) {
      const { uid: now } = await folder.stat();
      const noted = await readOwn(note);
      const from = noted === undefined ? (isShared ? undefined : now) : Number(noted);
      if (from !== undefined && from !== owner.uid) await giveInside(folder, from, owner);
      if (!isShared || from === now) await folder.chown(owner.uid, owner.gid);
      // Last: whoever is cut off before begins again.
      await replaceOwn(note, String(owner.uid));
    }
    await folder.chmod(isShared || owner === 'anybody' ? 0o777 : 0o700);
  } finally {
    await folder.close();
  }
  await chmod(above, isShared || typeof owner === 'object' ? 0o711 : 0o700);
}

type Numbers = Extract<VolumeOwner, object>;

async function giveInside(folder: FileHandle, from: number, to: Numbers): Promise<void> {
  for (const { name } of await readdir(`/proc/self/fd/${folder.fd}`, { withFileTypes: true })) {
    const path = `/proc/self/fd/${folder.fd}/${name}`;
    const found = await lstat(path);
    // A second name of a file of the agent's user may stand anywhere on the disk.
    const isOwn = found.uid === from && (from !== 0 || found.isDirectory() || found.nlink === 1);
    if (found.isDirectory()) {
      const inner = await open(path, FOLDER);
      try {
        await giveInside(inner, from, to);
      } finally {
        await inner.close();
      }
    }
    if (isOwn) await lchown(path, to.uid, to.gid);
  }
}
