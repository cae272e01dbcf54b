import { BerthError, EXIT } from '@berth/core';
import { type CommonOptions, type Effects, printJson, withClient } from '../effects.js';
import { table } from '../render.js';
import { blockLines, clockTime } from './events.js';

export type RangeOptions = CommonOptions & { readonly from?: number; readonly to?: number };

const LAST_BLOCKS = 20;

/** The newest blocks, or a range: index, epoch, time, author, what is in them. */
export async function ledgerLog(options: RangeOptions, effects: Effects): Promise<void> {
  await withClient(options, effects, async (client) => {
    const { index, oldest } = await client.info();
    const to = options.to ?? index;
    const from = options.from ?? Math.max(oldest, to - LAST_BLOCKS + 1);
    const blocks: {
      index: number;
      epoch: number;
      timeMs: number;
      leader: string;
      hash: string;
      events: string[];
    }[] = [];
    for await (const { block, hash } of client.readLedger({ from, to }, effects.signal)) {
      const { epoch, timeMs, leader } = block;
      blocks.push({
        index: block.index,
        epoch,
        timeMs,
        leader,
        hash,
        events: block.events.map((event) => event.kind),
      });
    }
    if (printJson(options, effects, blocks)) return;
    if (oldest > 1 && from === oldest)
      effects.err(`blocks 1 to ${oldest - 1} were purged: ${oldest} is the first\n`);
    const rows = blocks.map((block) => [
      String(block.index),
      String(block.epoch),
      clockTime(block.timeMs),
      block.hash.slice(0, 12),
      block.leader,
      block.events.join(' ') || '(the leader confirmed for a read)',
    ]);
    effects.out(table(effects, ['INDEX', 'EPOCH', 'TIME', 'HASH', 'LEADER', 'EVENTS'], rows));
  });
}

export async function ledgerShow(index: number, options: CommonOptions, effects: Effects): Promise<void> {
  await withClient(options, effects, async (client) => {
    for await (const { block, hash } of client.readLedger({ from: index, to: index }, effects.signal)) {
      if (printJson(options, effects, { ...block, hash })) return;
      effects.out(`block ${block.index} of ${block.ledgerId}, epoch ${block.epoch}, by ${block.leader}\n`);
      effects.out(`record ${block.recordId}\nhash ${hash}\nprevious ${block.previousHash}\n`);
      effects.out(blockLines(block, effects));
      return;
    }
    throw new BerthError('not_found', `there is no block ${index}: \`berth ledger log\` shows the newest`);
  });
}

/** Returns the exit code: 1 when something is wrong. */
export async function ledgerVerify(options: CommonOptions, effects: Effects): Promise<number> {
  return withClient(options, effects, async (client) => {
    const check = await client.verifyLedger();
    if (!printJson(options, effects, check)) {
      effects.out(
        `${check.ok ? 'ok' : 'DAMAGED'}: ${check.message}; head ${check.lastIndex} ${check.hash.slice(0, 12)}\n`,
      );
    }
    return check.ok ? EXIT.done : EXIT.failed;
  });
}

/** Blocks as lines of JSON, for auditors. */
export async function ledgerExport(options: RangeOptions, effects: Effects): Promise<void> {
  await withClient(options, effects, async (client) => {
    const { index, oldest } = await client.info();
    const { from = oldest, to = index } = options;
    if (options.from === undefined && oldest > 1)
      effects.err(`blocks 1 to ${oldest - 1} were purged: begins at ${oldest}\n`);
    for await (const { block, hash } of client.readLedger({ from, to }, effects.signal)) {
      effects.out(`${JSON.stringify({ ...block, hash })}\n`);
    }
  });
}

/** `recover` and `migrate`, while no coordinator runs. Returns the exit code. */
export async function ledgerOffline(
  name: 'recover' | 'migrate',
  flags: readonly string[],
  effects: Effects,
): Promise<number> {
  const actor = name === 'recover' && !flags.some((flag) => flag.startsWith('--actor'));
  const who = actor ? ['--actor', effects.userName] : [];
  const program = effects.start('coordinator', ['ledger', name, ...flags, ...who], effects.out);
  effects.signal.addEventListener('abort', () => program.stop());
  return program.ended;
}
