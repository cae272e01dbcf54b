/** `berth doctor` on real clusters, well and ill. */
import { setTimeout as delay } from 'node:timers/promises';
import { startCoordinator } from '@berth/coordinator';
import { MemoryDisk, openLedger } from '@berth/ledger';
import { systemClock, systemIds } from '@berth/runtime';
import { createScheduler, rebalance } from '@berth/scheduler';
import { blockCodec, controlService, openServer } from '@berth/transport';
import test from 'ava';
import { ReplicatedCluster } from '../faults/replicated-cluster.js';
import { berth } from './cluster.js';

type Finding = {
  readonly check: string;
  readonly result: string;
  readonly detail: string;
  readonly todo?: string;
};

async function doctor(address: string, ...flags: string[]): Promise<{ code: number; findings: Finding[] }> {
  const environment = { ...process.env, BERTH_ADDRESS: address };
  const { code, stdout } = await berth(['doctor', '--json', ...flags], environment);
  return { code, findings: JSON.parse(stdout) as Finding[] };
}

test('three coordinators: versions, copies, disks, clocks; and what is wrong when most of NATS is gone', async (t) => {
  const cluster = await ReplicatedCluster.open(t);
  await cluster.agreedLeader();
  const [server] = cluster.servers;
  const address = cluster.addresses.c2 ?? '';
  // They hear of each other within a second or so.
  const asked = cluster.client('c2');
  while ((await asked.listCoordinators()).length < cluster.names.length) await delay(50);
  const well = await doctor(address, '--nats-monitor', server?.monitorUrl ?? '');
  const found = (check: string) => well.findings.find((finding) => finding.check === check);
  t.deepEqual(
    well.findings.filter(({ result }) => result === 'fail'),
    [],
  );
  t.is(well.code, 0);
  for (const name of cluster.names) {
    t.regex(found(name)?.detail ?? '', /^(leader|follower) at index \d+/);
    t.regex(found(`disk of ${name}`)?.detail ?? '', /of .* free in .*berth-replicated/);
    t.regex(found(`clock of ${name}`)?.detail ?? '', /^0\.\d s from this machine's$/);
    t.regex(found(`NATS of ${name}`)?.detail ?? '', /^nats-server \d+\.\d+\.\d+/);
    t.is(found(`ledger of ${name}`)?.detail, 'jetstream, on 3 servers');
  }
  t.regex(found(`NATS at ${server?.monitorUrl}`)?.detail ?? '', /syncs every block/);

  const listed = await berth(['coordinator', 'ls'], { ...process.env, BERTH_ADDRESS: address });
  const lines = listed.stdout.trimEnd().split('\n');
  t.is(lines.length, 4);
  t.regex(lines[0] ?? '', /NAME.*ROLE.*EPOCH.*INDEX.*LAG.*HEARD.*CONTROL.*VERSION.*NATS/);
  t.true(lines.every((line) => line.length <= 80));
  t.is(lines.filter((line) => /^c\d +leader /.test(line)).length, 1);

  await Promise.all(cluster.servers.slice(1).map((each) => each.kill()));
  const ledgersOf = ({ findings }: { readonly findings: readonly Finding[] }) =>
    findings.filter(({ check, result }) => check.startsWith('ledger of') && result === 'fail');
  // A coordinator finds out by its next request to the servers.
  let ill = await doctor(address);
  while (ledgersOf(ill).length === 0) {
    await delay(200);
    ill = await doctor(address);
  }
  t.is(ill.code, 1);
  const ledger = ledgersOf(ill);
  t.true(ledger.every(({ todo }) => todo?.includes('nats-servers')));

  cluster.signal('c3', 'SIGKILL');
  await cluster.ended('c3');
  const without = await doctor(address);
  t.is(without.findings.find(({ check, result }) => check === 'c3' && result === 'fail')?.result, 'fail');
});

test('a coordinator whose clock is wrong is found', async (t) => {
  const clock = systemClock();
  const skewed = {
    nowMs: () => clock.nowMs() + 60_000,
    monotonicMs: () => clock.monotonicMs(),
    schedule: (afterMs: number, run: () => void) => clock.schedule(afterMs, run),
  };
  const ids = systemIds();
  const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const coordinator = await startCoordinator({
    ledger: await openLedger({
      ...{ store: new MemoryDisk().open(), codec: blockCodec, ids, clock: skewed, leader: 'c1' },
    }),
    ...{
      clock: skewed,
      ids,
      name: 'c1',
      version: 'test',
      log: quiet,
      createScheduler,
      rebalance,
      carriers: [],
    },
    onFatal: (thrown) => t.fail(String(thrown)),
  });
  t.teardown(() => coordinator.stop());
  const services = [controlService(coordinator.api)];
  const server = await openServer({ address: '127.0.0.1:0', clock, services });
  t.teardown(() => server.close());
  const { findings } = await doctor(server.address);
  const found = findings.find(({ check }) => check === 'clock of coordinator');
  t.is(found?.result, 'warn', JSON.stringify(findings));
  t.regex(found?.detail ?? '', /^(59|60)\.\d s ahead of this machine's$/);
  t.regex(found?.todo ?? '', /NTP/);
});
