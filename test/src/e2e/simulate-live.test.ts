/** `berth simulate --live`: what is on a real cluster, device by device, and what stays with its node. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { Cluster } from './cluster.js';

test('copies keep their devices; daemons make their nodes smaller', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator();
  const amounts = ['--resource', 'cpu=1000m', '--resource', 'memory=1Gi'];
  for (const node of ['a', 'b']) {
    await cluster.agent(node, ...amounts, '--device', 'gpu0=gpu/t4', '--device', 'gpu1=gpu/t4');
  }
  const process = { command: ['sleep', '1000'] };
  const file = join(cluster.folder, 'lab.json');
  const workloads = {
    // On gpu0 of `a`, both of them; the daemon takes 200m of both nodes.
    half: {
      replicas: 2,
      process,
      resources: { cpu: '100m', memory: '8Mi', devices: { gpu: '500m' } },
      placement: { require: ["node.id == 'a'"] },
    },
    watch: { kind: 'daemon', process, resources: { cpu: '200m', memory: '8Mi' } },
  };
  await writeFile(file, JSON.stringify({ stack: 'lab', workloads }));
  t.is((await cluster.berth('apply', file, '--wait')).code, 0);
  const out = join(cluster.folder, 'out.csv');
  const tasks = join(cluster.folder, 'tasks.csv');
  // 801m of cpu fit on no node beside the daemon, and nothing has an a100; the rest fits beside the halves.
  await writeFile(
    tasks,
    'cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec\n801,8,0,0,\n100,8,2,1000,\n100,8,1,1000,t4\n100,8,1,1000,a100\n',
  );
  const simulated = async (...args: string[]) => {
    const { code, stdout, stderr } = await cluster.berth(
      'simulate',
      '--live',
      '--json',
      '--out',
      out,
      ...args,
    );
    t.is(code, 0, stderr);
    const rows = (await readFile(out, 'utf8')).trim().split('\n').slice(1);
    return { report: JSON.parse(stdout) as object, rows };
  };
  const { report, rows } = await simulated('--tasks', tasks);
  t.like(report, { held: 2, placed: 2, rejected: 2 });
  t.deepEqual(rows, ['0,0,0,0', '1,1,0,0', '2,2,,', '3,3,1,0|1', '4,4,0,1', '5,5,,']);
  const without = await simulated('--remove-nodes', 'a');
  t.like(without.report, { nodes: 1, held: 0, placed: 2, rejected: 0 });
  t.deepEqual(without.rows, ['0,0,0,0', '1,1,0,0']);
  const unknown = await cluster.berth('simulate', '--live', '--remove-nodes', 'z');
  t.is(unknown.code, 3);
  t.regex(unknown.stderr, /--remove-nodes "z": there is no such open node: `berth node ls`\n$/);
});
