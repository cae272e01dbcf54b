/** db, api and web on three nodes: begun in order and ended in reverse, with a coordinator that is killed in the middle of each. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { Cluster } from './cluster.js';
import { told } from './told.js';

/** Ready when its file is there; it takes its time to end. */
function workload(folder: string, name: string, node: string, needs: readonly string[] = []): object {
  const process = { command: ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 0.1; done'] };
  return {
    process,
    resources: { cpu: '10m', memory: '16Mi' },
    placement: { require: [`node.id == '${node}'`] },
    health: { exec: { command: ['test', '-f', join(folder, `${name}.ready`)] }, interval: '500ms' },
    ...(needs.length > 0 && { needs }),
  };
}

test('a stack begins in the order of its needs and ends in reverse, whoever leads', async (t) => {
  const cluster = await Cluster.open(t);
  const { folder } = cluster;
  await cluster.coordinator('--heartbeat', '500ms', '--lease', '30s');
  for (const node of ['node-1', 'node-2', 'node-3']) await cluster.agent(node);
  await cluster.apply({
    stack: 'shop',
    workloads: {
      web: workload(folder, 'web', 'node-1', ['api']),
      api: workload(folder, 'api', 'node-2', ['db']),
      db: workload(folder, 'db', 'node-3'),
    },
  });
  await cluster.running('shop', 1);
  const waits = await cluster.berth('why', 'shop/api');
  t.regex(waits.stdout, /^waits for shop\/db: 0 of 1 ready$/m);
  t.regex((await cluster.berth('status', 'shop')).stdout, /waits for shop\/api: 0 of 1 ready/);

  // Nobody leads when the database becomes ready.
  await cluster.killCoordinator();
  await writeFile(join(folder, 'db.ready'), '');
  await cluster.coordinator('--heartbeat', '500ms', '--lease', '30s');
  await cluster.running('shop', 2);
  await writeFile(join(folder, 'api.ready'), '');
  await writeFile(join(folder, 'web.ready'), '');
  await cluster.until('shop', (all) => all.length === 3 && all.every(({ ready }) => ready));
  const begun = (await told(cluster)).filter((line) => /^(made|ready)/.test(line));
  t.deepEqual(
    begun.filter((line, at) => begun.indexOf(line) === at),
    ['made shop/db', 'ready db', 'made shop/api', 'ready api', 'made shop/web', 'ready web'],
  );

  // What another stack needs is not deleted by mistake.
  await cluster.apply({ stack: 'edge', workloads: { probe: workload(folder, 'db', 'node-1', ['shop/db']) } });
  const refused = await cluster.berth('delete', 'shop');
  t.is(refused.code, 4);
  t.regex(refused.stderr, /edge\/probe needs shop\/db: delete that first, or `berth delete shop --force`/);
  const deleted = await cluster.berth('delete', 'shop', '--force');
  t.regex(deleted.stdout, /^stack shop: deleted, 3 copies stopping$/m);
  await cluster.killCoordinator();
  await cluster.coordinator('--heartbeat', '500ms', '--lease', '30s');
  await cluster.until('shop', (all) => all.length === 0);
  const ended = (await told(cluster)).filter((line) => /^stop/.test(line));
  t.deepEqual(ended, ['stop web', 'stopped web', 'stop api', 'stopped api', 'stop db', 'stopped db']);
});
