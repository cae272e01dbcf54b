/** A demand for isolation, from the stack file to the process, through a crash of the agent. */
import { readFile } from 'node:fs/promises';
import test from 'ava';
import { Cluster } from './cluster.js';
import { isAlive, processesOf } from './processes.js';

const stack = (name: string, node: string, process: object) => ({
  stack: name,
  workloads: {
    web: {
      process: { command: ['sleep', '1000000'], grace: '1s', ...process },
      resources: { cpu: '1m', memory: '32Mi' },
      placement: { require: [`node.id == '${node}'`] },
    },
  },
});

/** The program of a running copy: not its supervisor, and not what its sandbox is made of. */
async function programOf(cluster: Cluster, placement: string): Promise<number> {
  for (;;) {
    for (const pid of await processesOf(cluster.folder)) {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
      if (environment.includes(`BERTH_PLACEMENT=${placement}`) && name === 'sleep\n') return pid;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('a copy gets the level that it demands, is adopted there, and a node may give it to all', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  await cluster.agent('a');
  const { stdout } = await cluster.berth('node', 'show', 'a', '--json');
  const offered = /"isolation": ?"(\w+)"/.exec(stdout)?.[1] ?? '';
  await cluster.apply(stack('shop', 'a', { isolation: 'strict' }));
  if (offered !== 'strict') {
    const { stdout: why } = await cluster.berth('why', 'shop/web');
    t.regex(why, /node\.isolation in \["strict"\]/, `this machine offers ${offered}`);
    return;
  }
  const [placement] = await cluster.running('shop', 1);
  const pid = await programOf(cluster, placement?.id ?? '');
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  t.regex(status, /^Uid:\t19000\d{5}/m);
  t.regex(status, /^NoNewPrivs:\t1$/m);
  t.regex(status, /^Seccomp:\t2$/m);

  await cluster.killAgent('a');
  t.true(await isAlive(pid));
  await cluster.agent('a');
  const [again] = await cluster.running('shop', 1);
  t.is(again?.id, placement?.id);
  t.is(again?.restarts, 0);
  t.true(await isAlive(pid), 'the same process goes on');

  await cluster.agent('b', '--isolation', 'strict');
  await cluster.apply(stack('all', 'b', {}));
  const [plain] = await cluster.running('all', 1);
  const other = await programOf(cluster, plain?.id ?? '');
  t.regex(await readFile(`/proc/${other}/status`, 'utf8'), /^Seccomp:\t2$/m, 'whatever its stack says');

  for (const name of ['shop', 'all']) t.is((await cluster.berth('delete', name, '--wait')).code, 0);
  t.false(await isAlive(pid));
});
