/** Copies that fail, on real processes: they go from node to node, are given up, and begin again on somebody's word. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { Cluster } from './cluster.js';

const NODES = ['node-1', 'node-2', 'node-3'];

test('a copy that fails goes to other nodes, is given up with its reason, and is tried again', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator('--heartbeat', '500ms', '--lease', '10s');
  for (const node of NODES) await cluster.agent(node);
  const camera = join(cluster.folder, 'camera-is-on');
  const pause = { delay: '100ms', maxDelay: '200ms' };
  const small = { cpu: '10m', memory: '16Mi' };
  await cluster.apply({
    stack: 'shop',
    workloads: {
      web: {
        process: { command: ['sh', '-c', `[ -e ${camera} ] || exit 2; exec sleep 100000`] },
        failure: { restarts: 1, moves: 2, ...pause },
        resources: small,
      },
      // It cannot even start: that is a failure with its reason, too.
      lost: {
        kind: 'batch',
        process: { command: ['/no/such/program'] },
        failure: { restarts: 0 },
        resources: small,
      },
    },
  });
  const { index } = await cluster.client.info();
  const isLast = ({ id }: { id: string }) => id === 'shop/web/0.3';
  await cluster.until('shop', async () => {
    const { stack } = await cluster.client.getStack('shop');
    return stack.workloads.every(({ failures = [] }) => failures.some(({ gaveUp }) => gaveUp));
  });
  const { placements } = await cluster.client.listPlacements({ stack: 'shop' });
  const last = placements.find(isLast);
  t.like(last, { observed: 'failed', exitCode: 2, restarts: 1 });
  const tried: string[] = [];
  const to = (await cluster.client.info()).index;
  for await (const { block } of cluster.client.readLedger({ from: 1, to }, new AbortController().signal)) {
    for (const event of block.events)
      if (event.kind === 'placements.made' && event.workload === 'shop/web') tried.push(...event.nodes);
  }
  t.deepEqual(tried.sort(), NODES, 'each node once');

  const status = await cluster.berth('status', 'shop');
  const advice = 'start again with `berth retry shop/web`';
  t.true(
    status.stdout.includes(`given up after 2 moves: exited with code 2 (last on ${last?.node}); ${advice}`),
    status.stdout,
  );
  t.regex(status.stdout, /shop\/lost\/0\.1 given up: .*\/no\/such\/program/);
  t.regex(
    (await cluster.berth('events', '--since', String(index))).stdout,
    /shop\/web\/0: given up after 2 moves/,
  );

  // A new coordinator knows it, too, and does not begin anew.
  await cluster.killCoordinator();
  await cluster.coordinator('--heartbeat', '500ms', '--lease', '10s');
  await writeFile(camera, '');
  t.true((await cluster.placements('shop')).some(isLast));
  const retried = await cluster.berth('retry', 'shop/web', '--reason', 'camera on');
  t.is(retried.code, 0, retried.stderr);
  await cluster.until('shop', (all) =>
    all.some(({ workload, observed }) => workload === 'shop/web' && observed === 'running'),
  );
  t.is((await cluster.berth('retry', 'shop/web')).code, 4);
});
