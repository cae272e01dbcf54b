/** A node that comes back from a reboot starts what needs others after these, as far as they are there, and not later than a bound. */
import { LocalNeeds, newEntry } from '@berth/agent/testing';
import { LIMITS, type ObservedPhase, type PlacementId, type WorkloadKey } from '@berth/core';
import test from 'ava';
import { workload } from '../core/cluster-fixture.js';
import { VirtualClock } from '../transport/virtual-clock.js';

type Entry = ReturnType<typeof newEntry>;

function entryOf(name: string, needs: readonly string[] = [], kind: 'service' | 'batch' = 'service'): Entry {
  const key = `shop/${name}` as WorkloadKey;
  const { run } = workload({ kind });
  const needed = needs.map((need) => `shop/${need}` as WorkloadKey);
  return newEntry({
    assigned: {
      ...{ id: `${key}/0.1` as PlacementId, workload: key, replica: 0, generation: 1, runHash: 'x' },
      claim: { quantities: {}, ports: {}, devices: {} },
      desired: 'running',
      ...(needed.length > 0 && { needs: needed }),
    },
    run: name === 'db' ? { ...run, health: {} } : run,
    ...{ order: 1, dropped: false, phase: 'restarting', attempt: 0, restarts: 1, failures: 0 },
    ...{ message: '', changedAtMs: 0, sequence: 1 },
  });
}

function node(...entries: readonly Entry[]) {
  const clock = new VirtualClock();
  const looked: string[] = [];
  const all = new Map(entries.map((entry) => [entry.record.assigned.id, entry]));
  const needs = new LocalNeeds(clock, all, ({ record }) => looked.push(record.assigned.workload));
  needs.begin(entries);
  const become = (entry: Entry, change: { phase?: ObservedPhase; ready?: boolean }) => {
    const { phase = 'running', ready } = change;
    const health = ready === undefined ? {} : { health: { started: true, ready, unready: '' } };
    entry.record = { ...entry.record, phase, ...health };
    entry.process = phase === 'running' ? { kind: 'alive', sinceMs: 0 } : { kind: 'none', startAtMs: 0 };
    needs.changed(entry);
  };
  return { clock, needs, looked, become };
}

test('what needs another one waits until that is ready, and is looked at when it may be', (t) => {
  const [db, api, web] = [entryOf('db'), entryOf('api', ['db', 'elsewhere']), entryOf('web', ['api'])];
  const { needs, looked, become } = node(web, api, db);
  t.is(needs.waitsUntilMs(db), undefined);
  t.is(needs.waitsUntilMs(api), LIMITS.localNeedsMs);
  become(db, { ready: false });
  t.is(needs.waitsUntilMs(api), LIMITS.localNeedsMs, 'it runs, and is not ready');
  become(db, { ready: true });
  t.deepEqual(looked, ['shop/api', 'shop/api']);
  t.is(needs.waitsUntilMs(api), undefined, 'what is on other nodes is not waited for');
  become(db, { ready: false });
  t.is(needs.waitsUntilMs(api), undefined, 'and it waits no more');
  t.is(needs.waitsUntilMs(web), LIMITS.localNeedsMs);
});

test('a batch is waited for until it has ended', (t) => {
  const [job, web] = [entryOf('job', [], 'batch'), entryOf('web', ['job'])];
  const { needs, become } = node(job, web);
  become(job, {});
  t.is(needs.waitsUntilMs(web), LIMITS.localNeedsMs);
  become(job, { phase: 'completed' });
  t.is(needs.waitsUntilMs(web), undefined);
});

test('nobody waits for ever, and not what runs already or came later', (t) => {
  const [db, api] = [entryOf('db'), entryOf('api', ['db'])];
  const { clock, needs } = node(db, api);
  t.is(needs.waitsUntilMs(entryOf('late', ['db'])), undefined);
  clock.advance(LIMITS.localNeedsMs);
  t.is(needs.waitsUntilMs(api), undefined);
});
