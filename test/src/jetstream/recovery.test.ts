/** Streams that are harmed on a real server: refused by coordinators, led back by a recovery, with what was acknowledged. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, cp, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { recoveryReport } from '@berth/coordinator';
import type { LedgerEvent } from '@berth/core';
import test, { type ExecutionContext } from 'ava';
import { Level } from 'level';
import { RecoveringLedger, STREAM } from './recovering.js';

type Recovered = Extract<LedgerEvent, { kind: 'ledger.recovered' }>;

/** What a coordinator reads is what was acknowledged, then the block that tells of the recovery. */
async function isBack(
  t: ExecutionContext,
  ledger: RecoveringLedger,
  name: string,
  kept: number,
): Promise<Recovered> {
  const blocks = await ledger.read(name);
  const hashes = ledger.acknowledged.slice(0, kept).map(({ hash }) => hash);
  const [first] = blocks;
  t.deepEqual(
    blocks.slice(0, -1).map(({ hash }) => hash),
    hashes.slice((first?.block.index ?? 1) - 1),
  );
  const event = blocks.at(-1)?.block.events[0];
  t.is(event?.kind, 'ledger.recovered');
  return event as Recovered;
}

async function flip(file: string, text: string): Promise<void> {
  const content = await readFile(file);
  const at = content.indexOf(text);
  content[at] = (content[at] as number) ^ 1;
  await writeFile(file, content);
}

type Harm = (ledger: RecoveringLedger) => Promise<void>;

const HARMS: readonly (readonly [string, RegExp, Harm])[] = [
  [
    'a flipped byte in the middle',
    /block 12 is damaged/,
    async (ledger) => {
      const record = ledger.acknowledged[11]?.block.recordId as string;
      await flip(await ledger.blockFile(), record);
    },
  ],
  [
    'a file that was cut off',
    /block \d+ (is damaged|and later are missing)/,
    async (ledger) => {
      const file = await ledger.blockFile();
      const record = ledger.acknowledged[11]?.block.recordId as string;
      await truncate(file, (await readFile(file)).indexOf(record));
    },
  ],
  [
    'a server that was replaced by an empty one',
    /is gone, and with it block 1 and later, up to index 20/,
    async ({ server }) => rm(join(server.folder, 'jetstream'), { recursive: true }),
  ],
];

for (const [title, refused, harm] of HARMS) {
  test(`${title}: refused with the index, then led back with every block`, async (t) => {
    const ledger = await RecoveringLedger.start(t);
    await ledger.fill(20, 'c1', 'c2', 'c3');
    await ledger.server.stop();
    await harm(ledger);
    await ledger.server.start();
    await t.throwsAsync(ledger.open('c1'), { code: 'corrupt', message: refused });
    const looked = await ledger.recover(['c1', 'c2', 'c3']);
    t.is(looked.confirmBy, '--yes', recoveryReport(looked));
    t.is(looked.done, undefined);
    await t.throwsAsync(ledger.open('c1'), { code: 'corrupt' }, 'nothing was changed');
    const { done } = await ledger.recover(['c1', 'c2', 'c3'], { yes: true });
    t.is(done?.head.index, 21);
    for (const name of ['c1', 'c2', 'c3', 'newcomer']) {
      const event = await isBack(t, ledger, name, 20);
      t.is(event.headIndex, 20);
      t.is(event.acknowledgedIndex, 20);
      t.deepEqual(event.actor, { name: 'night shift', reason: 'test' });
    }
    const again = await ledger.recover(['c1', 'c2', 'c3']);
    t.is(again.confirmBy, undefined, recoveryReport(again));
    t.regex(recoveryReport(again), /nothing to do/);
  });
}

test('a stream that is an older copy of itself is refused, and gets the rest', async (t) => {
  const ledger = await RecoveringLedger.start(t);
  const { server } = ledger;
  await ledger.fill(10, 'c1', 'c2');
  await server.stop();
  await cp(join(server.folder, 'jetstream'), join(server.folder, 'older'), { recursive: true });
  await server.start();
  await ledger.fill(10, 'c1', 'c2');
  await server.stop();
  await rm(join(server.folder, 'jetstream'), { recursive: true });
  await rename(join(server.folder, 'older'), join(server.folder, 'jetstream'));
  await server.start();
  const short = /block 11 and later are missing: it ends at index 10, but index 20 was acknowledged/;
  await t.throwsAsync(ledger.open('c1'), { code: 'corrupt', message: short });
  const looked = await ledger.recover(['c2']);
  t.deepEqual(looked.plan.stream, { kind: 'append', from: 11 });
  t.true(looked.plan.endIsGone);
  await ledger.recover(['c2'], { yes: true });
  const event = await isBack(t, ledger, 'c1', 20);
  t.true(event.epoch > 1_000_000, 'above whatever a lost block may have claimed');
  t.true(event.generationsSkipped >= 1_000_000);
});

test('what is lost is named, and given up only when that is accepted; whoever knew more is told', async (t) => {
  const ledger = await RecoveringLedger.start(t);
  await ledger.fill(10, 'c1', 'c2');
  await ledger.fill(5, 'c1');
  await loseStream(ledger);
  // The one that knows more is not there, at first.
  const blind = await ledger.recover(['c2'], { yes: true });
  t.is(blind.done?.head.index, 11);
  await t.throwsAsync(ledger.open('c1'), { code: 'corrupt' });
  const late = await ledger.recover(['c1']);
  t.deepEqual([late.plan.stream.kind, late.plan.lost?.after, late.plan.lost?.to], ['keep', 10, 15]);
  t.is(late.confirmBy, '--accept-loss-after 10');
  await t.throwsAsync(ledger.recover(['c1'], { yes: true }), { code: 'conflict', message: /after 10/ });
  await t.throwsAsync(ledger.recover(['c1'], { acceptLossAfter: 12 }), { code: 'conflict' });
  const { done } = await ledger.recover(['c1'], { acceptLossAfter: 10 });
  await access(done?.aside[ledger.folder('c1')] as string);
  await isBack(t, ledger, 'c1', 10);
});

test('a loss that is known stands in the ledger', async (t) => {
  const ledger = await RecoveringLedger.start(t);
  await ledger.fill(12, 'c1', 'c2');
  await loseStream(ledger);
  // The last blocks of the only copies are damaged; that there were 12 is known.
  for (const name of ['c1', 'c2']) await dropBlocks(join(ledger.folder(name), 'replica'), 10, 12);
  const looked = await ledger.recover(['c1', 'c2']);
  t.is(looked.confirmBy, '--accept-loss-after 9', recoveryReport(looked));
  t.regex(recoveryReport(looked), /LOST: what was acknowledged after 9, up to 12/);
  await ledger.recover(['c1', 'c2'], { acceptLossAfter: 9 });
  const event = await isBack(t, ledger, 'c1', 9);
  t.deepEqual([event.headIndex, event.acknowledgedIndex], [9, 12]);
  await isBack(t, ledger, 'c2', 9);
});

test('copies that each hold a part are put together', async (t) => {
  const ledger = await RecoveringLedger.start(t);
  await ledger.fill(12, 'c1', 'c2');
  await loseStream(ledger);
  await dropBlocks(join(ledger.folder('c1'), 'replica'), 3, 5);
  await dropBlocks(join(ledger.folder('c2'), 'replica'), 7, 12);
  const { plan } = await ledger.recover(['c1', 'c2'], { yes: true });
  t.deepEqual(
    plan.line.pieces.map(({ from, to, strand }) => [from, to, strand.source]),
    [
      [1, 5, ledger.folder('c2')],
      [6, 12, ledger.folder('c1')],
    ],
  );
  await isBack(t, ledger, 'c1', 12);
});

test('another ledger in the stream: refused until a person says which one stays', async (t) => {
  const ledger = await RecoveringLedger.start(t);
  await ledger.fill(10, 'c1');
  await loseStream(ledger);
  const own = ledger.acknowledged.splice(0);
  await ledger.fill(12, 'stranger');
  ledger.acknowledged.splice(0, 12, ...own);
  await t.throwsAsync(ledger.open('c1'), { code: 'corrupt', message: /not the stream that it was/ });
  await t.throwsAsync(ledger.recover(['c1'], { yes: true }), {
    code: 'conflict',
    message: /two ledgers.*--from/,
  });
  const told = { from: ledger.folder('c1') };
  t.is((await ledger.recover(['c1'], told)).confirmBy, '--accept-loss-after 0');
  await ledger.recover(['c1'], { ...told, acceptLossAfter: 0 });
  await isBack(t, ledger, 'c1', 10);
});

test('only a checkpoint is left: the ledger goes on behind it, and so do its hashes', async (t) => {
  const ledger = await RecoveringLedger.start(t);
  const opened = await ledger.open('c1');
  await ledger.append(opened, 8);
  const value = Buffer.from('"state"');
  const write = { index: 8, epoch: 8, puts: [['cluster', value] as const], deletes: [], full: true };
  await opened.ledger.saveCheckpoint(write);
  await ledger.append(opened, 3);
  await opened.close();
  await loseStream(ledger);
  await dropBlocks(join(ledger.folder('c1'), 'replica'), 1, 11);
  const looked = await ledger.recover(['c1']);
  t.is(looked.confirmBy, '--accept-loss-after 8');
  await ledger.recover(['c1'], { acceptLossAfter: 8 });
  const back = await ledger.open('c1');
  t.is(back.ledger.oldest, 9);
  t.is(back.ledger.ledgerId, ledger.acknowledged[0]?.block.ledgerId ?? 'none');
  t.true((await back.ledger.verify()).ok);
  const entity = (await back.ledger.loadCheckpoint())?.entities.get('cluster');
  t.is(Buffer.from(entity ?? []).toString(), '"state"');
  await ledger.append(back, 1);
  t.is(ledger.acknowledged.at(-1)?.block.index, 10);
  await back.close();
});

test('a folder that is damaged while the stream is well is put aside, and made anew from the stream', async (t) => {
  const ledger = await RecoveringLedger.start(t);
  await ledger.fill(10, 'c1', 'c2');
  await writeFile(join(ledger.folder('c1'), 'replica', 'head'), Buffer.alloc(1024, 7));
  await t.throwsAsync(ledger.open('c1'), { code: 'corrupt' });
  const { plan, done } = await ledger.recover(['c1', 'c2'], { yes: true });
  t.deepEqual(
    plan.copies.map(({ kind }) => kind),
    ['replace', 'keep'],
  );
  t.is(done?.head.index, 10);
  t.is((await ledger.read('c1')).length, 10);
});

test('nothing is changed while a coordinator runs', async (t) => {
  const ledger = await RecoveringLedger.start(t);
  await ledger.fill(5, 'c1');
  await loseStream(ledger);
  const alive = ledger.peers.open('c2');
  const said = {
    name: 'c2',
    role: 'follower',
    epoch: 1,
    index: 5,
    control: '10.0.0.2:7420',
    version: '1',
  } as const;
  const speaking = setInterval(() => alive.announce(said), 100);
  t.teardown(() => clearInterval(speaking));
  await t.throwsAsync(ledger.recover(['c1'], { yes: true }), {
    code: 'conflict',
    message: /c2 \(10\.0\.0\.2:7420\)/,
  });
  t.is((await ledger.recover(['c1'])).survey.stream.kind, 'missing');
});

test('killed in the middle, nobody uses what is there, and running it again completes it', async (t) => {
  const ledger = await RecoveringLedger.start(t);
  await ledger.fill(400, 'c1', 'c2');
  await loseStream(ledger);
  const script = fileURLToPath(new URL('../fixtures/recover-ledger.js', import.meta.url));
  const cuts: number[] = [];
  for (let round = 0; round < 6; round++) {
    const child = spawn(process.execPath, [script, ledger.folder('c2'), ledger.server.url, STREAM], {
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    const stream = await ledger.manager();
    // As soon as it got a bit further than the last one.
    for (;;) {
      const looked = await stream.look();
      const last = looked.kind === 'state' ? looked.last : 0;
      if (child.exitCode !== null) break;
      if (looked.kind === 'state' && last > round * 60) {
        child.kill('SIGKILL');
        await ended;
        break;
      }
    }
    const looked = await stream.look();
    await stream.close();
    if (looked.kind !== 'state' || looked.recovery === undefined) continue;
    cuts.push(looked.last);
    await t.throwsAsync(ledger.open('stranger'), { code: 'conflict', message: /being recovered.*again/ });
    await t.throwsAsync(ledger.open('c1'), { code: 'conflict' });
  }
  t.log(`cut off at ${cuts.join(', ')} of 400`);
  t.true(cuts.length > 0, 'it was cut off at least once');
  await ledger.recover(['c1', 'c2'], { yes: true });
  await isBack(t, ledger, 'c1', 400);
  await isBack(t, ledger, 'newcomer', 400);
  t.is((await ledger.recover(['c1', 'c2'])).confirmBy, undefined);
});

test('a ledger without its first blocks begins where it began', async (t) => {
  const ledger = await RecoveringLedger.start(t);
  const opened = await ledger.open('c1');
  await ledger.append(opened, 8);
  const value = Buffer.from('"state"');
  await opened.ledger.saveCheckpoint({
    ...{ index: 8, epoch: 8, full: true },
    ...{ puts: [['cluster', value] as const], deletes: [] },
  });
  await opened.ledger.purgeBelow(6);
  await ledger.append(opened, 4);
  await opened.close();
  await loseStream(ledger);
  const { plan } = await ledger.recover(['c1'], { yes: true });
  t.deepEqual([plan.first, plan.line.head.index], [6, 12]);
  await isBack(t, ledger, 'c1', 12);
  const back = await ledger.open('c1');
  t.is(back.ledger.oldest, 6);
  await ledger.append(back, 1);
  t.is((await back.ledger.loadCheckpoint())?.index, 8);
  await back.close();
});

test('what only the damaged stream still holds is kept before it is made anew', async (t) => {
  const ledger = await RecoveringLedger.start(t);
  await ledger.fill(12, 'c1');
  // Its own copy lacks what the stream has, and the other way round.
  await dropBlocks(join(ledger.folder('c1'), 'replica'), 1, 6);
  await ledger.server.stop();
  await flip(await ledger.blockFile(), ledger.acknowledged[9]?.block.recordId as string);
  await ledger.server.start();
  const looked = await ledger.recover(['c1']);
  t.is(looked.confirmBy, '--yes', recoveryReport(looked));
  await ledger.recover(['c1'], { yes: true });
  await isBack(t, ledger, 'c1', 12);
});

async function loseStream({ server }: RecoveringLedger): Promise<void> {
  await server.stop();
  await rm(join(server.folder, 'jetstream'), { recursive: true });
  await server.start();
}

/** From a coordinator's own copy, as a disk may lose them. */
async function dropBlocks(folder: string, from: number, to: number): Promise<void> {
  const database = new Level<string, Uint8Array>(join(folder, 'checkpoints'), { valueEncoding: 'view' });
  for (let index = from; index <= to; index++) await database.del(`b!${String(index).padStart(16, '0')}`);
  await database.close();
}
