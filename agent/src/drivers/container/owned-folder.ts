/** Folders of the node that the user of a container may write to. */
import { chown, mkdir } from 'node:fs/promises';

/** User and group, where both are said by number; names are the image's own. */
export function numbersOf(user: string | undefined): readonly [number, number] | undefined {
  const [uid, gid = uid] = (user ?? '').split(':').map(Number);
  if (!user || !Number.isInteger(uid) || !Number.isInteger(gid)) return undefined;
  return [uid as number, gid as number];
}

export async function ownedFolder(folder: string, user: string | undefined): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o755 });
  const numbers = numbersOf(user);
  if (numbers) await chown(folder, ...numbers);
}
