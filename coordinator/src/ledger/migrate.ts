/** From one coordinator to several: the blocks of its ledger, byte by byte, into the empty stream of the new one. */
import { BerthError, type Log } from '@berth/core';
import { EMPTY_HEAD, type Head, type LedgerStore } from '@berth/ledger';

const TELL_EVERY = 1_000;

/**
 * Blocks keep their indexes and hashes, so that the chain goes on where it was. Goes on, too, where an earlier attempt
 * ended. Throws "conflict" when the target holds another ledger, and "too_old" when the source lacks its first blocks.
 */
export async function migrate(source: LedgerStore, target: LedgerStore, log: Log): Promise<void> {
  const [from, there] = [source.head(), target.head()];
  if (source.oldest() > 1) {
    throw new BerthError(
      'too_old',
      `the ledger begins at block ${source.oldest()}: it cannot be migrated whole`,
    );
  }
  const same = there.index <= from.index ? await headAt(source, there.index) : undefined;
  if (same?.hash !== there.hash) {
    throw new BerthError(
      'conflict',
      `the stream holds another ledger, ${there.index} blocks long: nothing was migrated; take an empty one`,
    );
  }
  for await (const block of source.read(there.index + 1, from.index)) {
    await target.append(block);
    if (block.index % TELL_EVERY === 0) log.info('migrating', { block: block.index, of: from.index });
  }
  log.info('migrated', { blocks: from.index - there.index, head: from.index });
}

async function headAt(store: LedgerStore, index: number): Promise<Head | undefined> {
  if (index === 0) return EMPTY_HEAD;
  for await (const { hash } of store.read(index, index)) return { index, hash };
  return undefined;
}
