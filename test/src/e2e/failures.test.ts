/** Copies that fail, on real processes: they go from node to node, are given up, and begin again on somebody's word. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '@berth/runtime';
import test from 'ava';
import { Cluster } from './cluster.js';

const NODES = ['node-1', 'node-2', 'node-3'];

test('a copy that fails goes to other nodes, is given up with its reason, and is tried again', async (t) => {
  const cluster = await Cluster.open(t);
  await cluster.coordinator('--heartbeat', '500ms', '--lease', '10s');
  const groups = new Map<string, string>();
  for (const node of NODES) groups.set(node, (await cluster.agent(node)).ready.group as string);
  const camera = join(cluster.folder, 'camera-is-on');
  const pause = { delay: '100ms', maxDelay: '200ms' };
  const shop = (memory: string, restarts: number) => ({
    stack: 'shop',
    workloads: {
      web: {
        process: {
          command: ['sh', '-c', `[ -e ${camera} ] || exit 2; echo $$ >> ${camera}; exec sleep 100000`],
        },
        failure: { restarts, moves: 2, ...pause },
        resources: { cpu: '10m', memory },
      },
      // It cannot even start: that is a failure with its reason, too.
      lost: {
        kind: 'batch',
        process: { command: ['/no/such/program'] },
        failure: { restarts: 0 },
        resources: { cpu: '10m', memory: '16Mi' },
      },
    },
  });
  await cluster.apply(shop('16Mi', 1));
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
  const isWeb = ({ workload }: { workload: string }) => workload === 'shop/web';
  const found = await cluster.until('shop', (all) =>
    all.some((it) => isWeb(it) && it.observed === 'running'),
  );
  const web = found.find(isWeb);
  t.is((await cluster.berth('retry', 'shop/web')).code, 4);

  // Other limits, and another rule: the same copy, the same process.
  await cluster.apply(shop('48Mi', 3));
  const changed = (await cluster.placements('shop')).find(isWeb);
  t.like(changed, { id: web?.id, claim: { quantities: { memory: 48 } } });
  const { node } = await cluster.client.getNode(web?.node ?? '');
  const kind = node.attributes.cgroups;
  if (kind !== 'none') {
    const group = join(groups.get(web?.node ?? '') ?? '', (web?.id ?? '').replaceAll('/', '~'));
    const file =
      kind === 'cgroup-v2' ? join(group, 'memory.max') : join('memory', group, 'memory.limit_in_bytes');
    while (Number(await readFile(join('/sys/fs/cgroup', file), 'utf8')) !== 48 * 2 ** 20)
      await new Promise<void>((resolve) => systemClock().schedule(20, resolve));
  }
  t.is((await readFile(camera, 'utf8')).trim().split('\n').length, 1, 'it began once');
  t.true((await cluster.placements('shop')).some((it) => it.id === web?.id && it.restarts === 0));
});
