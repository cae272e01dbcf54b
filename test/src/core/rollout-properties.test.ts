/** Random updates, good and bad, whatever is said of them and whoever fails: what holds after every turn, and the end. */
import {
  apply,
  type ClusterState,
  emptyState,
  entitiesOf,
  type LedgerEvent,
  openRollout,
  type Placement,
  type RolloutAction,
  stateDigest,
  stateFromEntities,
  type Turn,
  type WorkloadKey,
  type WorkloadRecord,
  type WorkloadSpec,
} from '@berth/core';
import test from 'ava';
import fc from 'fast-check';
import { ACTOR, ClusterFixture, stack, workload } from './cluster-fixture.js';

const KEY = 'shop/web' as WorkloadKey;
const REPLICAS = 4;
const SECOND = 1_000;

type Update = WorkloadSpec['update'];
type Step =
  | { readonly apply: string; readonly update: Update }
  | { readonly say: RolloutAction }
  | { readonly tell: number }
  | { readonly fail: number }
  | { readonly passMs: number };

/** Versions that begin with "x" never become ready. */
const isBad = (copy: Placement) => (copy.run.process.command[1] ?? '').startsWith('x');

class Watched extends ClusterFixture {
  readonly shadow: ClusterState = emptyState();
  readonly seen = { reverted: 0, surged: 0, canaries: 0, earlier: 0, held: 0, failed: 0 };
  readonly #provenReady = new Set<string>();
  /** Replicas of which this turn ended a copy that was ready. */
  readonly #taken = new Set<number>();

  override turn<Reply>(decide: (turn: Turn) => Reply): Reply {
    const newBefore = this.#newReplicas();
    const reply = super.turn(decide);
    const events = this.blocks.at(-1) ?? [];
    for (const event of events) {
      this.#watchEnds(event);
      apply(this.shadow, event, { index: this.blocks.length });
      this.#watch(event);
    }
    this.shadow.index = this.blocks.length;
    this.#check(events, newBefore);
    return reply;
  }

  get workload(): WorkloadRecord | undefined {
    return this.state.workloads.get(KEY);
  }

  /** Replicas with a wanted copy that is ready. */
  #served(): Set<number> {
    const served = new Set<number>();
    for (const { ready, replica } of this.wanted()) if (ready) served.add(replica);
    return served;
  }

  #newReplicas(): number {
    const { workload: record } = this;
    const found = this.wanted().filter(({ runHash }) => runHash === record?.runHash);
    return new Set(found.map(({ replica }) => replica)).size;
  }

  #watchEnds(event: LedgerEvent): void {
    if (event.kind !== 'placements.stopped') return;
    for (const id of event.placements) {
      const copy = this.shadow.placements.get(id);
      if (copy?.ready) this.#taken.add(copy.replica);
    }
  }

  #watch(event: LedgerEvent): void {
    if (event.kind === 'placements.observed') {
      for (const { placement, ready, phase } of event.statuses) {
        const name = this.shadow.placements.get(placement)?.run.process.command[1];
        if (name && phase === 'running' && ready !== false) this.#provenReady.add(name);
      }
    }
    if (event.kind === 'rollout.ended') {
      if (event.outcome === 'reverted') this.seen.reverted++;
      if (event.outcome === 'failed') this.seen.failed++;
    }
    if (event.kind === 'stack.applied' && event.actor.name === 'coordinator') {
      const name = event.spec.workloads.web?.run.process.command[1] ?? '';
      if (!this.#provenReady.has(name)) throw new Error(`goes back to ${name}, which was never ready`);
    }
    if (event.kind === 'placements.made' && event.version < (this.workload?.version ?? 0))
      this.seen.earlier++;
  }

  #check(events: readonly LedgerEvent[], newBefore: number): void {
    const { workload: record } = this;
    if (!record) return;
    const { update } = record.spec;
    const served = this.#served();
    const least = REPLICAS - update.maxUnavailable;
    if ([...this.#taken].some((replica) => !served.has(replica)) && served.size < least) {
      throw new Error(`${served.size} replicas serve, at least ${least} are to`);
    }
    this.#taken.clear();
    const extra = this.wanted().length - new Set(this.wanted().map(({ replica }) => replica)).size;
    // The surge of an update that another one overtook, with a smaller surge, is not taken back at once.
    if (extra > 2) throw new Error(`${extra} copies beside the others`);
    if (extra > 0) this.seen.surged++;
    const rollout = openRollout(record);
    if (!rollout?.from || newBefore > 0) {
      if (rollout?.paused && rollout.from && this.#newReplicas() > newBefore && !applied(events)) {
        throw new Error('a pause holds nothing');
      }
      if (rollout?.paused) this.seen.held++;
    }
    if (!rollout?.from || rollout.promoted || rollout.canaries === 0) return;
    this.seen.canaries++;
    // Copies that an earlier try had left run what is wanted again.
    if (this.#newReplicas() > Math.max(rollout.canaries, newBefore) && !applied(events))
      throw new Error(`${this.#newReplicas()} canaries`);
  }
}

function applied(events: readonly LedgerEvent[]): boolean {
  return events.some(({ kind }) => kind === 'stack.applied' || kind === 'rollout.turned');
}

const UPDATE: fc.Arbitrary<Update> = fc
  .record({
    maxUnavailable: fc.integer({ min: 0, max: 2 }),
    maxSurge: fc.integer({ min: 0, max: 2 }),
    canaries: fc.integer({ min: 0, max: 2 }),
    autoPromote: fc.boolean(),
    autoRevert: fc.boolean(),
    healthyForMs: fc.constantFrom(0, 5 * SECOND),
    progressDeadlineMs: fc.constant(30 * SECOND),
  })
  .map((update) => (update.maxUnavailable + update.maxSurge === 0 ? { ...update, maxSurge: 1 } : update));

const STEPS: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: fc.record({ apply: fc.constantFrom('a', 'b', 'c', 'x', 'xx'), update: UPDATE }) },
    {
      weight: 2,
      arbitrary: fc.record({ say: fc.constantFrom<RolloutAction>('promote', 'pause', 'resume', 'revert') }),
    },
    { weight: 6, arbitrary: fc.record({ tell: fc.integer({ min: 1, max: 3 }) }) },
    { weight: 1, arbitrary: fc.record({ fail: fc.nat(7) }) },
    { weight: 4, arbitrary: fc.record({ passMs: fc.constantFrom(SECOND, 5 * SECOND, 31 * SECOND) }) },
  ),
  { minLength: 5, maxLength: 30 },
);

function applyVersion(cluster: Watched, name: string, update: Update): void {
  cluster.apply(stack('shop', { web: workload({ replicas: REPLICAS, command: ['serve', name], update }) }));
}

function tell(cluster: Watched, part: number): void {
  const isPart = (copy: Placement) => copy.generation % part === 0;
  const isNew = (copy: Placement) =>
    copy.desired === 'running' && copy.observed === 'assigned' && isPart(copy);
  cluster.observe((copy) => isNew(copy) && isBad(copy), { ready: false, unready: 'no' });
  cluster.observeAll('running', (copy) => copy.desired === 'stopped' || (isNew(copy) && !isBad(copy)));
}

function pass(cluster: Watched, ms: number): void {
  cluster.nowMs += ms;
  cluster.state.changes.dirty.add(KEY);
  cluster.settle();
}

function take(cluster: Watched, step: Step): void {
  if ('apply' in step) applyVersion(cluster, step.apply, step.update);
  else if ('say' in step) cluster.command({ kind: 'rollout', target: KEY, action: step.say, actor: ACTOR });
  else if ('tell' in step) tell(cluster, step.tell);
  else if ('passMs' in step) pass(cluster, step.passMs);
  else cluster.observeAll('failed', ({ desired, replica }) => desired === 'running' && replica === step.fail);
}

test('whatever is said and whoever fails, an update keeps its rule, and a good version comes to its end', (t) => {
  const seen: Watched['seen'] = { reverted: 0, surged: 0, canaries: 0, earlier: 0, held: 0, failed: 0 };
  fc.assert(
    fc.property(UPDATE, STEPS, (update, steps) => {
      const cluster = new Watched();
      cluster.join('a', 'b', 'c', 'd');
      applyVersion(cluster, 'a', update);
      tell(cluster, 1);
      for (const step of steps) take(cluster, step);
      // In the end everybody is told that a good one is to run, and nobody fails.
      applyVersion(cluster, 'good', { maxUnavailable: 1, maxSurge: 1 });
      for (let i = 0; i < 30; i++) {
        tell(cluster, 1);
        pass(cluster, SECOND);
      }
      const running = cluster.wanted();
      t.is(running.length, REPLICAS);
      t.true(running.every(({ ready, run }) => ready && run.process.command[1] === 'good'));
      t.is(cluster.workload?.rollout?.ended?.outcome ?? 'done', 'done');
      t.is(stateDigest(cluster.shadow), stateDigest(cluster.state), 'a replay gives the same');
      const restored = stateFromEntities(new Map(JSON.parse(JSON.stringify([...entitiesOf(cluster.state)]))));
      restored.index = cluster.state.index;
      t.is(stateDigest(restored), stateDigest(cluster.state), 'and so does a checkpoint');
      t.is(restored.workloads.get(KEY)?.outdated, cluster.workload?.outdated);
      for (const [name, count] of Object.entries(cluster.seen)) seen[name as keyof typeof seen] += count;
    }),
    { numRuns: 300, includeErrorInReport: true },
  );
  for (const [name, count] of Object.entries(seen)) t.true(count > 0, `${name} never came`);
});
