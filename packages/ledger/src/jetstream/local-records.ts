/**
 * What a coordinator keeps beside the stream, for itself: checkpoints, a copy of the blocks, and the head that it knows to be
 * durable with the identity of the stream. Same files as the level store's.
 */
import { join } from 'node:path';
import { LevelCheckpoints } from '../level-checkpoints.js';
import { type Database, openDatabase, translate } from '../level-database.js';
import { type Noted, NotedHead } from '../noted-head.js';
import type { Checkpoint, CheckpointWrite } from '../store.js';
import { LevelBlocks, type LocalBlocks } from './local-blocks.js';

export interface LocalRecords {
  /** Undefined when nothing was ever noted. */
  readonly noted: Noted | undefined;
  /** Absent where no copy of the blocks is kept. */
  readonly blocks?: LocalBlocks;
  /** Resolves when it is durable. One at a time. */
  note(noted: Noted): Promise<void>;
  saveCheckpoint(write: CheckpointWrite): Promise<void>;
  loadCheckpoint(): Promise<Checkpoint | undefined>;
  close(): Promise<void>;
}

/** Opens or makes them in `folder`. Throws "conflict" when another process has it open. */
export async function openLocalRecords(folder: string): Promise<LocalRecords> {
  const database = await openDatabase(folder, 'checkpoints');
  let head: NotedHead | undefined;
  try {
    head = await NotedHead.open(join(folder, 'head'));
    const blocks = await LevelBlocks.open(database);
    await noteKept(head, blocks);
    return recordsOf(folder, { database, head, blocks });
  } catch (thrown) {
    await database.close().finally(() => head?.close());
    throw translate(thrown, folder);
  }
}

/** The process may have ended between keeping a block and noting it. */
async function noteKept(head: NotedHead, blocks: LevelBlocks): Promise<void> {
  const { noted } = head;
  const last = blocks.range?.last ?? 0;
  if (!noted || noted.index >= last) return;
  for await (const { index, hash } of blocks.read(last, last))
    await head.write({ index, hash, ...(noted.identity && { identity: noted.identity }) });
}

function recordsOf(
  folder: string,
  { database, head, blocks }: { database: Database; head: NotedHead; blocks: LevelBlocks },
): LocalRecords {
  const checkpoints = new LevelCheckpoints(database);
  const translated = <Result>(result: Promise<Result>) =>
    result.catch((thrown) => {
      throw translate(thrown, folder);
    });
  return {
    get noted() {
      return head.noted;
    },
    blocks: {
      get range() {
        return blocks.range;
      },
      keep: (block) => translated(blocks.keep(block)),
      sync: () => translated(blocks.sync()),
      read: (from, to) => blocks.read(from, to),
      purgeBelow: (index) => translated(blocks.purgeBelow(index)),
    },
    note: (noted) => translated(head.write(noted)),
    saveCheckpoint: (write) => translated(checkpoints.save(write)),
    loadCheckpoint: () => checkpoints.load(),
    close: () => database.close().finally(() => head.close()),
  };
}
