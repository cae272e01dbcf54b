/**
 * Users that runs have to themselves: numbers of a range that nobody else on the host uses, one per placement. A number is
 * taken by making the file of that name in a folder which all agents of the host share, so that no two take the same, also
 * over restarts of agents and of the host; and it is noted in the placement's folder, so that all its runs have it.
 */
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { BerthError } from '@berth/core';
import { closedFolder, createOwn, readOwn, replaceOwn } from './own-files.js';

/** First and last number, as user and as group. */
export type UserRange = { readonly first: number; readonly last: number };

/** Above those that systemd gives to services (61184) and containers (524288 to 1879048191). */
export const DEFAULT_USERS = '1900000000-1900065535';
const LARGEST = 2_147_483_646;
const NOTE = 'uid';

export class RunUsers {
  readonly #folder: string;
  readonly #range: UserRange;

  /** `folder`: shared by all agents of the host, and outliving them. */
  constructor(folder: string, range: UserRange) {
    this.#folder = folder;
    this.#range = range;
  }

  /** Never a run's. */
  get forProbe(): number {
    return this.#range.first;
  }

  /** The number of a placement, by its folder, which has to exist. */
  async of(placementFolder: string): Promise<number> {
    const noted = Number(await readOwn(join(placementFolder, NOTE)));
    if (this.#contains(noted) && (await readOwn(this.#claim(noted))) === placementFolder) return noted;
    await closedFolder(this.#folder);
    const { last } = this.#range;
    const first = this.#range.first + 1;
    const size = last - first + 1;
    // From a place of its own on: what was freed just now is not the next one's at once.
    const start = hash(placementFolder) % size;
    for (let step = 0; step < size; step++) {
      const user = first + ((start + step) % size);
      const taken = await createOwn(this.#claim(user), placementFolder);
      // Ours: an agent died between taking it and noting it.
      if (!taken && (await readOwn(this.#claim(user))) !== placementFolder) continue;
      await replaceOwn(join(placementFolder, NOTE), String(user), { isSynced: true });
      return user;
    }
    const advice = `give a larger range with --users, or tidy ${this.#folder}`;
    throw new BerthError('refused', `no user of ${first}-${last} is free for a run: ${advice}`);
  }

  /** To be called before the folder is removed: afterwards nobody knows whose it was. */
  async noted(placementFolder: string): Promise<number | undefined> {
    const user = Number(await readOwn(join(placementFolder, NOTE)));
    return this.#contains(user) ? user : undefined;
  }

  async release(placementFolder: string, user: number): Promise<void> {
    if ((await readOwn(this.#claim(user))) === placementFolder)
      await unlink(this.#claim(user)).catch(() => undefined);
  }

  #claim(user: number): string {
    return join(this.#folder, String(user));
  }

  #contains(user: number): boolean {
    return Number.isInteger(user) && user > this.#range.first && user <= this.#range.last;
  }
}

/** FIRST-LAST; root and the users of people and services are none of ours. */
export function parseUsers(text: string): UserRange {
  const match = /^(\d{1,10})-(\d{1,10})$/.exec(text);
  const [first, last] = [Number(match?.[1]), Number(match?.[2])];
  if (match && first >= 65_536 && first < last && last <= LARGEST) return { first, last };
  const form = `write FIRST-LAST between 65536 and ${LARGEST}, e.g. ${DEFAULT_USERS}`;
  throw new BerthError('invalid_request', `--users "${text}": ${form}`);
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}
