/**
 * A small fact that must survive, beside the database: the head of a ledger, the highest epoch of an agent.
 *
 * Two slots of fixed size are written alternately, each with a running number and a checksum, and synced. A crash while
 * one is written leaves the other; reading takes the newest slot that is whole. The file never changes its size, so
 * fdatasync is enough; the folder is synced when the file is made.
 */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { BerthError } from '@berth/core';

const SLOT_BYTES = 512;
const TEXT_BYTES_MAX = SLOT_BYTES - 40;

export class SlotFile {
  readonly path: string;
  readonly #file: FileHandle;
  #number: number;
  #text: string | undefined;

  private constructor(path: string, file: FileHandle, number: number, text: string | undefined) {
    this.path = path;
    this.#file = file;
    this.#number = number;
    this.#text = text;
  }

  /** Opens or makes the file. Throws "corrupt" when it has been written but no slot is whole. */
  static async open(path: string): Promise<SlotFile> {
    const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    try {
      const content = Buffer.alloc(2 * SLOT_BYTES);
      const { bytesRead } = await file.read(content, 0, content.length, 0);
      if (bytesRead === 0) {
        await file.truncate(2 * SLOT_BYTES);
        await file.sync();
        await syncFolder(dirname(path));
        return new SlotFile(path, file, 0, undefined);
      }
      const slots = [content.subarray(0, SLOT_BYTES), content.subarray(SLOT_BYTES)].map(readSlot);
      const newest = slots.reduce((a, b) => ((b?.number ?? -1) > (a?.number ?? -1) ? b : a));
      if (!newest && content.some((byte) => byte !== 0))
        throw new BerthError('corrupt', `${path} is damaged`);
      return new SlotFile(path, file, newest?.number ?? 0, newest?.text);
    } catch (thrown) {
      await file.close();
      throw thrown;
    }
  }

  /** What was written last and is durable; undefined when nothing ever was. */
  get text(): string | undefined {
    return this.#text;
  }

  /** Resolves when the text is on the disk. One write at a time. */
  async write(text: string): Promise<void> {
    const number = this.#number + 1;
    const slot = sealSlot(number, text);
    await this.#file.write(slot, 0, SLOT_BYTES, (number % 2) * SLOT_BYTES);
    await this.#file.datasync();
    this.#number = number;
    this.#text = text;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

function sealSlot(number: number, text: string): Buffer {
  const body = `${number} ${text}`;
  if (Buffer.byteLength(body) > TEXT_BYTES_MAX)
    throw new BerthError('internal', 'text is too long for a slot file');
  const slot = Buffer.alloc(SLOT_BYTES, 0x20);
  slot.write(`${crc32(body).toString(16).padStart(8, '0')} ${body}\n`);
  return slot;
}

function readSlot(slot: Buffer): { number: number; text: string } | undefined {
  const end = slot.indexOf(0x0a);
  if (end < 0) return undefined;
  const match = /^([0-9a-f]{8}) ((\d+) (.*))$/.exec(slot.toString('utf8', 0, end));
  if (!match || crc32(match[2] as string) !== Number.parseInt(match[1] as string, 16)) return undefined;
  return { number: Number(match[3]), text: match[4] as string };
}

/** Makes the entries of a folder durable: new names, renames, removals. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
