/** Output that is rotated while runs write and readers follow: nothing but the bound takes anything away. */
import { appendFile, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OutputFiles } from '@berth/agent/testing';
import { systemClock } from '@berth/runtime';
import test, { type ExecutionContext } from 'ava';

const PART_BYTES = 1000;

async function freshOutput(t: ExecutionContext) {
  const folder = await mkdtemp(join(tmpdir(), 'berth-output-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const output = new OutputFiles(folder, PART_BYTES);
  await (await output.open()).close();
  const say = (text: string) => appendFile(output.current, text);
  return { folder, output, say };
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text += Buffer.from(chunk).toString('latin1');
  return text;
}

const line = (number: number) => `${String(number).padStart(99, '.')}\n`;

test('a full file is moved away, the newest three parts are kept, and reading goes over all of them', async (t) => {
  const { folder, output, say } = await freshOutput(t);
  for (let number = 0; number < 55; number++) {
    await say(line(number));
    await output.rotate();
  }
  t.deepEqual((await readdir(folder)).sort(), ['output.log', 'output.log.1', 'output.log.2']);
  const kept = Array.from({ length: 25 }, (_, at) => line(30 + at)).join('');
  t.is(await textOf(output.read(1e9)), kept);
  t.is(await textOf(output.read(250)), kept.slice(-250));
  t.is(await textOf(output.read(0)), '');
});

test('a file that is not full stays where it is', async (t) => {
  const { folder, output, say } = await freshOutput(t);
  await say('x'.repeat(PART_BYTES - 1));
  await output.rotate();
  t.deepEqual(await readdir(folder), ['output.log']);
});

test('one burst beyond the bound keeps its newest part', async (t) => {
  const { output, say } = await freshOutput(t);
  await say('a'.repeat(5 * PART_BYTES) + 'z'.repeat(PART_BYTES));
  await output.rotate();
  t.is((await stat(output.current)).size, 0);
  t.is(await textOf(output.read(1e9)), 'z'.repeat(PART_BYTES));
});

test('who follows hears every line once and in order, through rotations', async (t) => {
  const { output, say } = await freshOutput(t);
  const abort = new AbortController();
  const following = output.read(0, { clock: systemClock(), signal: abort.signal });
  let heard = '';
  const listening = (async () => {
    for await (const chunk of following) {
      heard += Buffer.from(chunk).toString('latin1');
      if (heard.endsWith(line(199))) abort.abort();
    }
  })();
  for (let number = 0; number < 200; number++) {
    await say(line(number));
    if (number % 10 !== 9) continue;
    // Not further behind than what is kept.
    while (heard.length < 100 * number - PART_BYTES) await new Promise((resolve) => setTimeout(resolve, 5));
    await output.rotate();
  }
  await listening;
  t.is(heard, Array.from({ length: 200 }, (_, number) => line(number)).join(''));
});

test('who follows is told when the output is removed', async (t) => {
  const { folder, output, say } = await freshOutput(t);
  await say('last words\n');
  const abort = new AbortController();
  let heard = '';
  for await (const chunk of output.read(1e9, { clock: systemClock(), signal: abort.signal })) {
    heard += Buffer.from(chunk).toString();
    await rm(folder, { recursive: true });
  }
  t.is(heard, 'last words\n');
});
