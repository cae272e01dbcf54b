/**
 * Random clusters that are short of room, with gangs and preemption, whatever happens to them: rules that hold after every
 * turn, and an end to all moving.
 */
import {
  apply,
  type ClusterState,
  type DisconnectRule,
  emptyState,
  entitiesOf,
  isTerminal,
  type LedgerEvent,
  type NodeId,
  nodeId,
  type PlacementId,
  priorityOf,
  type StackSpec,
  stateDigest,
  stateFromEntities,
  type Turn,
  type WorkloadKey,
  type WorkloadRecord,
} from '@berth/core';
import test from 'ava';
import fc from 'fast-check';
import { ACTOR, ClusterFixture, nodeInfo, stack, workload } from './cluster-fixture.js';

const MINUTE = 60_000;
const NODES = ['a', 'b', 'c'];
const STACKS = ['red', 'green', 'blue', 'grey'];

/** Data, so that a failure can be read. */
type Step =
  | { readonly apply: StackSpec }
  | { readonly remove: string }
  | { readonly observe: 'running' | 'completed' | 'failed'; readonly part: number; readonly salt: number }
  | { readonly passMs: number }
  | { readonly cut: string }
  | { readonly set: 'eligible' | 'cordoned' | 'draining'; readonly node: string };

/** Looks at every event as it is recorded, on a state of its own that replays them. */
class Watched extends ClusterFixture {
  readonly shadow: ClusterState = emptyState();
  readonly seen = { gangs: 0, preemptions: 0, victims: 0 };
  #run: { victims: PlacementId[]; nominations: number } = { victims: [], nominations: 0 };

  override turn<Reply>(decide: (turn: Turn) => Reply): Reply {
    const before = standing(this.state);
    const reply = super.turn(decide);
    const events = this.blocks.at(-1) ?? [];
    events.forEach((event, at) => {
      apply(this.shadow, event, { index: this.blocks.length });
      this.#watch(event, events[at + 1]);
    });
    this.shadow.index = this.blocks.length;
    this.#checkGangs(before);
    for (const node of this.state.nodes.values()) checkNode(this.state, node.info.id);
    return reply;
  }

  #watch(event: LedgerEvent, next: LedgerEvent | undefined): void {
    if (event.kind === 'placements.stopped' && event.by) {
      for (const id of event.placements) this.#checkVictim(id, event.by.priority);
      this.#run.victims.push(...event.placements);
    }
    if (event.kind !== 'nomination.made') return;
    this.#run.nominations++;
    if (next?.kind === 'nomination.made' && next.workload === event.workload) return;
    this.#checkNeed(event.workload);
    this.#run = { victims: [], nominations: 0 };
  }

  #checkVictim(id: PlacementId, priority: number): void {
    const placement = this.shadow.placements.get(id);
    const owner = placement && this.shadow.workloads.get(placement.workload);
    if (!owner) throw new Error(`${id} is nobody's`);
    if (priorityOf(owner.spec) >= priority) throw new Error(`${id} has no lower priority than ${priority}`);
    if (owner.spec.run.kind === 'daemon') throw new Error(`${id} is a daemon`);
    if (owner.spec.gang && runningOf(owner).length > 0) throw new Error(`a part of gang ${owner.key} ends`);
  }

  /** No victim could have stayed, and a single copy has no other room. */
  #checkNeed(key: WorkloadKey): void {
    const { victims, nominations } = this.#run;
    if (victims.length === 0) return;
    this.seen.preemptions++;
    this.seen.victims += victims.length;
    for (const unit of this.#units(victims)) {
      const nodes = new Set(unit.map((id) => this.shadow.placements.get(id)?.node as NodeId));
      if (![...nodes].some((id) => overfull(this.shadow, id, unit, 0)))
        throw new Error(`${unit} could have stayed`);
    }
    const own = [...this.shadow.nominations.values()].filter((nomination) => nomination.workload === key);
    const spec = this.shadow.workloads.get(key)?.spec;
    // With "apart" or "spread", and for a daemon, room elsewhere is not enough.
    const { apart, spread } = spec?.placement ?? {};
    if (nominations !== 1 || apart || spread || spec?.run.kind === 'daemon') return;
    const newest = own.at(-1);
    for (const { info, connection, eligibility } of this.shadow.nodes.values()) {
      if (connection !== 'up' || eligibility !== 'eligible' || info.id === newest?.node) continue;
      const need = newest?.claim.quantities.memory ?? 0;
      if (!overfull(this.shadow, info.id, victims, need)) throw new Error(`${key} has room on ${info.id}`);
    }
  }

  #units(victims: readonly PlacementId[]): PlacementId[][] {
    const units = new Map<string, PlacementId[]>();
    for (const id of victims) {
      const owner = this.shadow.workloads.get(this.shadow.placements.get(id)?.workload as WorkloadKey);
      const unit = owner?.spec.gang ? owner.key : id;
      units.set(unit, [...(units.get(unit) ?? []), id]);
    }
    return [...units.values()];
  }

  #checkGangs(before: ReadonlyMap<WorkloadKey, number>): void {
    for (const [key, now] of standing(this.state)) {
      const { gang, replicas } = (this.state.workloads.get(key) as WorkloadRecord).spec;
      if (!gang || now === 0 || (before.get(key) ?? 0) > 0) continue;
      const least = Math.min(gang.min ?? replicas, replicas);
      if (now < least) throw new Error(`${now} of gang ${key} began, and ${least} have to`);
      this.seen.gangs++;
    }
  }
}

function standing(state: ClusterState): Map<WorkloadKey, number> {
  const counts = new Map<WorkloadKey, number>();
  for (const { key, placements } of state.workloads.values()) {
    counts.set(key, [...placements.values()].filter(({ desired }) => desired === 'running').length);
  }
  return counts;
}

function runningOf({ placements }: WorkloadRecord): PlacementId[] {
  return [...placements.values()]
    .filter(({ desired, observed }) => desired === 'running' && !isTerminal(observed))
    .map(({ id }) => id);
}

/** Whether the node has too little memory for all that stays, these that would stay, all nominations, and so much more. */
function overfull(state: ClusterState, id: NodeId, staying: readonly PlacementId[], more: number): boolean {
  const node = state.nodes.get(id);
  let wanted = more;
  for (const placement of node?.placements.values() ?? []) {
    if (placement.desired === 'running' || staying.includes(placement.id)) wanted += memoryOf(placement);
  }
  for (const nomination of state.nominations.values())
    if (nomination.node === id) wanted += memoryOf(nomination);
  return wanted > (node?.load.capacity.memory ?? 0);
}

const memoryOf = ({ claim }: { readonly claim: { readonly quantities: Readonly<Record<string, number>> } }) =>
  claim.quantities.memory ?? 0;

function checkNode(state: ClusterState, id: NodeId): void {
  const node = state.nodes.get(id);
  const nominations = [...state.nominations.values()].filter((nomination) => nomination.node === id);
  let sum = 0;
  for (const placement of node?.placements.values() ?? []) sum += memoryOf(placement);
  for (const { held } of nominations) sum += held.quantities.memory ?? 0;
  const { held = {}, capacity = {} } = node?.load ?? {};
  if (sum !== (held.memory ?? 0)) throw new Error(`${id} keeps ${held.memory}, and ${sum} are held`);
  if (sum > (capacity.memory ?? 0)) throw new Error(`${id} holds ${sum} of ${capacity.memory}`);
}

// ---- what happens ----------------------------------------------------------------------------------------------------

const someWorkload = fc
  .record({
    kind: fc.constantFrom('service' as const, 'service' as const, 'batch' as const, 'daemon' as const),
    replicas: fc.integer({ min: 0, max: 5 }),
    memory: fc.constantFrom(300, 1000, 1500, 2000, 4000),
    priority: fc.constantFrom(10, 30, 50, 90),
    preempt: fc.constantFrom(true, true, false),
    gang: fc.constantFrom(undefined, undefined, { timeoutMs: MINUTE }, { min: 2, timeoutMs: MINUTE }),
    command: fc.constantFrom(['v1'], ['v2']),
    maxUnavailable: fc.integer({ min: 1, max: 2 }),
    disconnect: fc.constantFrom<DisconnectRule>(
      { policy: 'keep', afterMs: 0 },
      { policy: 'replace', afterMs: 0 },
      { policy: 'exclusive', afterMs: 5_000 },
    ),
    apart: fc.constantFrom(undefined, undefined, { by: 'node', from: [] }),
    spread: fc.constantFrom(undefined, undefined, { by: 'site', maxSkew: 1 }),
  })
  .map(({ gang, apart, spread, kind, memory, ...wish }) =>
    workload({
      ...wish,
      kind,
      memory: kind === 'daemon' ? 50 : memory,
      ...(gang && kind !== 'daemon' && { gang }),
      placement: { ...(apart && { apart }), ...(spread && { spread }) },
    }),
  );

const someStack: fc.Arbitrary<StackSpec> = fc
  .tuple(fc.constantFrom(...STACKS), fc.array(someWorkload, { minLength: 1, maxLength: 2 }))
  .map(([name, specs]) => stack(name, Object.fromEntries(specs.map((spec, at) => [`w${at}`, spec]))));

/** Of a part of all placements, the same for the same numbers. */
function observe(cluster: Watched, { observe: phase, part, salt }: Extract<Step, { observe: string }>): void {
  cluster.observeAll(phase, ({ generation, run, node }) => {
    if (cluster.state.nodes.get(node)?.connection !== 'up') return false;
    return (generation * 7 + salt) % 4 < part && (phase !== 'completed' || run.kind === 'batch');
  });
}

/** Later, everything is looked at again. */
function pass(cluster: Watched, ms: number): void {
  cluster.nowMs += ms;
  cluster.turn((turn) => {
    for (const key of turn.state.workloads.keys()) turn.state.changes.dirty.add(key);
  });
  cluster.settle();
}

function reconnect(cluster: Watched, id: string): void {
  cluster.silentMs.delete(nodeId(id));
  if (cluster.state.nodes.has(nodeId(id))) cluster.join(id);
}

function take(cluster: Watched, step: Step): void {
  if ('apply' in step) cluster.apply(step.apply);
  else if ('remove' in step) cluster.command({ kind: 'delete', stack: step.remove, actor: ACTOR });
  else if ('observe' in step) observe(cluster, step);
  else if ('passMs' in step) pass(cluster, step.passMs);
  else if ('set' in step) open(cluster, step.node, step.set);
  else if (cluster.state.nodes.get(nodeId(step.cut))?.connection === 'up')
    cluster.disconnect(step.cut, 40_000);
  else reconnect(cluster, step.cut);
}

function open(cluster: Watched, node: string, eligibility: 'eligible' | 'cordoned' | 'draining'): void {
  cluster.command({ kind: 'set-eligibility', node: nodeId(node), eligibility, actor: ACTOR });
}

const someStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ apply: someStack }) },
  { weight: 1, arbitrary: fc.record({ remove: fc.constantFrom(...STACKS) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      observe: fc.constantFrom(
        'running' as const,
        'running' as const,
        'completed' as const,
        'failed' as const,
      ),
      part: fc.integer({ min: 1, max: 4 }),
      salt: fc.nat({ max: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ passMs: fc.constantFrom(1_000, 11_000, MINUTE, 2 * MINUTE) }) },
  { weight: 1, arbitrary: fc.record({ cut: fc.constantFrom(...NODES) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      node: fc.constantFrom(...NODES),
      set: fc.constantFrom('eligible' as const, 'cordoned' as const, 'draining' as const),
    }),
  },
);

/** Everything works again: within so many rounds nothing moves any more. */
function comesToRest(cluster: Watched): void {
  for (const id of NODES) {
    reconnect(cluster, id);
    open(cluster, id, 'eligible');
  }
  for (let round = 0; round < 60; round++) {
    const before = cluster.blocks.length;
    cluster.observeAll();
    cluster.observeAll('completed', ({ run }) => run.kind === 'batch');
    pass(cluster, 15_000);
    const moved = cluster.blocks
      .slice(before)
      .flat()
      .some(
        ({ kind }) =>
          kind === 'placements.made' || kind === 'placements.stopped' || kind.startsWith('nomination'),
      );
    const { dirty, roomMade } = cluster.state.changes;
    if (!moved && dirty.size === 0 && !roomMade && cluster.state.nominations.size === 0) return;
  }
  throw new Error('it never comes to rest');
}

test('gangs and preemption on clusters that are short of room', (t) => {
  const seen = { gangs: 0, preemptions: 0, victims: 0 };
  fc.assert(
    fc.property(fc.array(someStep, { minLength: 4, maxLength: 25 }), (steps) => {
      const cluster = new Watched();
      cluster.join(...NODES.map((id) => nodeInfo(id)));
      for (const step of steps) {
        take(cluster, step);
        t.is(stateDigest(cluster.shadow), stateDigest(cluster.state));
      }
      comesToRest(cluster);
      const plain = [...entitiesOf(cluster.state)].map(
        ([key, value]) => [key, JSON.parse(JSON.stringify(value))] as const,
      );
      t.is(stateDigest(stateFromEntities(new Map(plain.reverse()))), stateDigest(cluster.state));
      for (const kind of ['gangs', 'preemptions', 'victims'] as const) seen[kind] += cluster.seen[kind];
    }),
    { numRuns: 120, includeErrorInReport: true },
  );
  t.true(seen.gangs > 20 && seen.preemptions > 10 && seen.victims > seen.preemptions, JSON.stringify(seen));
});
