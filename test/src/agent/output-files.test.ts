/** Output that is bounded while runs write and readers follow: nothing but the bound takes anything away. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OutputFiles, type Punch, puncher } from '@berth/agent/testing';
import { LIMITS, type LogWish } from '@berth/core';
import { systemClock } from '@berth/runtime';
import test, { type ExecutionContext } from 'ava';

const PART_BYTES = 1000;
const cannot: Punch = async () => false;
const punch = puncher(process.env.PATH ?? '');
const ALL = { tailBytes: 1e9 };

async function freshOutput(t: ExecutionContext, how: Punch, partBytes = PART_BYTES) {
  const folder = await mkdtemp(join(tmpdir(), 'berth-output-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const output = new OutputFiles(folder, how, partBytes);
  await (await output.open()).close();
  const say = (text: string) => appendFile(output.current, text);
  const again = () => new OutputFiles(folder, how, partBytes);
  return { folder, output, say, again };
}

type Wish = Omit<LogWish, 'follow'>;

async function textOf(output: OutputFiles, wish: Wish): Promise<string> {
  let text = '';
  for await (const { data } of output.read(wish)) text += Buffer.from(data).toString('latin1');
  return text;
}

const line = (number: number) => `${String(number).padStart(99, '.')}\n`;
const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => line(from + at)).join('');

test('what is too much is given back to the disk, and positions stay, also for the next agent', async (t) => {
  const { folder, output, say, again } = await freshOutput(t, punch, 8192);
  for (let number = 0; number < 1000; number++) {
    await say(line(number));
    if (number % 10 === 0) await output.rotate(0);
  }
  t.deepEqual((await readdir(folder)).sort(), ['output.log', 'output.log.start', 'output.log.times']);
  const kept = await textOf(output, ALL);
  t.true(kept.length >= 2 * 8192 && kept.length < 3 * 8192 + 2000);
  t.is(kept, lines(0, 1000).slice(-kept.length));
  const { size, blocks } = await stat(output.current);
  t.is(size, 100_000);
  t.true(blocks * 512 < 40_000, 'the rest takes no room');
  t.is(await textOf(again(), ALL), kept);
  t.is(await textOf(again(), { ...ALL, from: 99_900 }), line(999));
});

test('without holes a full file is moved away, the newest three parts are kept and read', async (t) => {
  const { folder, output, say, again } = await freshOutput(t, cannot);
  for (let number = 0; number < 55; number++) {
    await say(line(number));
    await output.rotate(0);
  }
  const names = (await readdir(folder)).filter((name) => /log(\.\d)?$/.test(name)).sort();
  t.deepEqual(names, ['output.log', 'output.log.1', 'output.log.2']);
  for (const of of [output, again()]) {
    t.is(await textOf(of, ALL), lines(30, 55));
    t.is(await textOf(of, { tailBytes: 250 }), lines(30, 55).slice(-250));
    t.is(await textOf(of, { tailBytes: 0 }), '');
    t.is(await textOf(of, { ...ALL, from: 5_400 }), line(54));
  }
});

test('without holes one burst beyond the bound keeps its newest part', async (t) => {
  const { output, say } = await freshOutput(t, cannot);
  await say('a'.repeat(5 * PART_BYTES) + 'z'.repeat(PART_BYTES));
  await output.rotate(0);
  t.is((await stat(output.current)).size, 0);
  t.is(await textOf(output, ALL), 'z'.repeat(PART_BYTES));
});

for (const [name, how] of [
  ['punched', punch],
  ['moved', cannot],
] as const) {
  test(`the last lines of ${name} output, also an unfinished one`, async (t) => {
    const { output, say } = await freshOutput(t, how);
    for (let number = 0; number < 25; number++) {
      await say(line(number));
      await output.rotate(0);
    }
    const tail = (tailLines: number) => textOf(output, { tailBytes: 0, tailLines });
    t.is(await tail(3), lines(22, 25));
    t.is(await tail(12), lines(13, 25));
    t.is(await tail(0), '');
    t.is(await tail(1_000_000), await textOf(output, ALL));
    await say('and');
    t.is(await tail(2), `${line(24)}and`);
  });
}

test('what was written since a time, as far as it was looked at, also by the next agent', async (t) => {
  const { output, say, again } = await freshOutput(t, punch);
  for (let number = 0; number < 10; number++) {
    await output.rotate(number * 5_000);
    await say(line(number));
  }
  const since = (sinceMs: number, tailLines = 1_000) => textOf(again(), { tailBytes: 0, tailLines, sinceMs });
  t.is(await since(40_000), lines(8, 10));
  t.is(await since(42_000), lines(8, 10), 'rather too much than too little');
  t.is(await since(40_000, 1), line(9));
  t.is(await since(-1), lines(0, 10));
  t.is(await since(1e12), line(9));
});

test('the notes of times are bounded, and the newest are the finest', async (t) => {
  const { folder, output, say } = await freshOutput(t, punch, 1e6);
  for (let number = 0; number < LIMITS.outputTimes + 10; number++) {
    await say('.\n');
    await output.rotate(number);
  }
  const notes = (await readFile(join(folder, 'output.log.times'), 'utf8')).trim().split('\n');
  t.true(notes.length <= LIMITS.outputTimes / 2 + 20);
  const last = LIMITS.outputTimes + 9;
  t.is(await textOf(output, { tailBytes: 0, tailLines: 100, sinceMs: last - 5 }), '.\n'.repeat(5));
});

test('a slow follower of a fast writer loses and doubles no byte through many rotations', async (t) => {
  const { output } = await freshOutput(t, punch, 256 * 1024);
  const file = await output.open();
  // As a run does: another process, which waits for nobody.
  const writer = spawn('sh', ['-c', 'i=0; while [ $i -lt 300000 ]; do echo $i; i=$((i+1)); done'], {
    stdio: ['ignore', file.fd, 'inherit'],
  });
  const ended = once(writer, 'exit').then(() => file.close());
  const abort = new AbortController();
  const clock = systemClock();
  let next = 0;
  let rest = '';
  let at = 0;
  for await (const part of output.read({ tailBytes: 0, from: 0 }, { clock, signal: abort.signal })) {
    t.is(part.at, at, 'no byte is missing and none comes twice');
    at = part.at + part.data.length;
    const numbers = (rest + Buffer.from(part.data).toString()).split('\n');
    rest = numbers.pop() ?? '';
    for (const number of numbers) if (Number(number) !== next++) t.fail(`${number} instead of ${next - 1}`);
    await output.rotate(0);
    if (next === 300_000) abort.abort();
  }
  await ended;
  t.is(next, 300_000);
  t.true((await stat(output.current)).blocks * 512 < 1_500_000, 'it was given back several times');
});

test('a follower that is too slow is told by its position what it has missed', async (t) => {
  const { output, say } = await freshOutput(t, punch);
  await say(lines(0, 10));
  const abort = new AbortController();
  const following = output.read({ tailBytes: 0, from: 0 }, { clock: systemClock(), signal: abort.signal });
  await following.next();
  await say(lines(10, 100));
  await output.rotate(0);
  const { value } = await following.next();
  t.true((value?.at ?? 0) >= 7_000);
  await following.return(undefined);
});

test('who follows goes on when somebody empties the file, and is told when it is removed', async (t) => {
  const { folder, output, say } = await freshOutput(t, punch);
  await say(lines(0, 40));
  await output.rotate(0);
  const abort = new AbortController();
  const clock = systemClock();
  let heard = '';
  for await (const { data } of output.read({ tailBytes: 100 }, { clock, signal: abort.signal })) {
    heard += Buffer.from(data).toString();
    if (heard === line(39)) {
      await truncate(output.current);
      await output.rotate(0);
      setTimeout(() => void say('last words\n'), 20);
    }
    if (heard.endsWith('words\n')) await rm(folder, { recursive: true });
  }
  t.is(heard, `${line(39)}last words\n`);
});
