/**
 * What a coordinator keeps beside the stream, for itself: checkpoints, and the head that it knows to be durable with the
 * identity of the stream. Same files as the level store's, but for the blocks.
 */
import { join } from 'node:path';
import { LevelCheckpoints } from '../level-checkpoints.js';
import { openDatabase, translate } from '../level-database.js';
import { type Noted, NotedHead } from '../noted-head.js';
import type { Checkpoint, CheckpointWrite } from '../store.js';

export interface LocalRecords {
  /** Undefined when nothing was ever noted. */
  readonly noted: Noted | undefined;
  /** Resolves when it is durable. One at a time. */
  note(noted: Noted): Promise<void>;
  saveCheckpoint(write: CheckpointWrite): Promise<void>;
  loadCheckpoint(): Promise<Checkpoint | undefined>;
  close(): Promise<void>;
}

/** Opens or makes them in `folder`. Throws "conflict" when another process has it open. */
export async function openLocalRecords(folder: string): Promise<LocalRecords> {
  const database = await openDatabase(folder, 'checkpoints');
  const checkpoints = new LevelCheckpoints(database);
  try {
    const head = await NotedHead.open(join(folder, 'head'));
    const translated = <Result>(result: Promise<Result>) =>
      result.catch((thrown) => {
        throw translate(thrown, folder);
      });
    return {
      get noted() {
        return head.noted;
      },
      note: (noted) => translated(head.write(noted)),
      saveCheckpoint: (write) => translated(checkpoints.save(write)),
      loadCheckpoint: () => checkpoints.load(),
      close: async () => {
        await database.close();
        await head.close();
      },
    };
  } catch (thrown) {
    await database.close();
    throw translate(thrown, folder);
  }
}
