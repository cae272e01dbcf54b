/** What was acknowledged stays, whatever happens to the coordinator and its disk. */
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { mountSmallDisk } from '../fixtures/small-disk.js';
import { Cluster, COORDINATOR, NotReady, start } from './cluster.js';
import { killUnderLoad } from './kill-under-load.js';

test('kill -9 of the coordinator under load, again and again: every acknowledged apply is there', async (t) => {
  const cluster = await Cluster.open(t);
  const { acknowledged, lost } = await killUnderLoad(cluster, 10);
  t.deepEqual(lost, []);
  t.true(acknowledged > 50, `${acknowledged} were acknowledged`);
  t.log(`${acknowledged} applies acknowledged over 10 kills`);
  t.true((await cluster.client.verifyLedger()).ok);
});

test('a full disk: one clear line, exit code 1, and everything acknowledged is there when there is room again', async (t) => {
  const disk = await mountSmallDisk(t, 64);
  if (disk === undefined) return t.fail('a small disk cannot be mounted here: run the tests as root');
  const data = join(disk, 'data');
  const cluster = await Cluster.open(t, { coordinatorData: data });
  const program = await cluster.coordinator('--log-level', 'error');
  await cluster.apply(bulky(0));
  const filler = join(disk, 'filler');
  await fill(filler);
  let acknowledged = 1;
  const refusal = await t.throwsAsync(async () => {
    for (; acknowledged < 10_000; acknowledged++) await cluster.apply(bulky(acknowledged));
  });
  t.regex(refusal?.message ?? '', /is full|cannot reach|was cut/);
  t.is(await program.ended, 1);
  t.regex(program.stderr(), /^berth coordinator: the disk of .* is full: free some space and start again$/m);
  const again = await t.throwsAsync(start(COORDINATOR, ['--data', data], cluster.folder), {
    instanceOf: NotReady,
  });
  t.is(again?.code, 1, again?.stderr);
  await rm(filler);
  await cluster.coordinator('--log-level', 'error');
  const { stacks } = await cluster.client.listStacks();
  const names = new Set(stacks.map((status) => status.stack));
  t.deepEqual(
    [...Array(acknowledged).keys()].filter((number) => !names.has(`s-${number}`)),
    [],
  );
  t.log(`${acknowledged} applies acknowledged before the disk was full`);
  return undefined;
});

function bulky(number: number): object {
  const command = ['true', 'x'.repeat(20_000)];
  return { stack: `s-${number}`, workloads: { w: { replicas: 0, process: { command } } } };
}

async function fill(path: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (let size = 1024 * 1024; size >= 512; ) {
      const { bytesWritten } = await file.write(Buffer.alloc(size)).catch(() => ({ bytesWritten: 0 }));
      if (bytesWritten < size) size /= 2;
    }
  } finally {
    await file.close();
  }
}
