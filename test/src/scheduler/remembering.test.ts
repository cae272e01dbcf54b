/**
 * A scheduler that has been there all the time answers like one that looks at every node with every call, whatever
 * happened to the cluster in between. The other one is reference/.
 */
import {
  apply,
  type Choice,
  type ClusterState,
  emptyState,
  type LedgerEvent,
  type NodeInfo,
  nodeId,
  type ObservedPhase,
  type OneOrMore,
  type Placement,
  type PlacementRules,
  type PlaceOutcome,
  type PlaceRequest,
  type Quantities,
  type ReservationId,
  type ResourceRequest,
  splitWorkloadKey,
  type Taint,
  type WorkloadKey,
} from '@berth/core';
import { createScheduler } from '@berth/scheduler';
import test from 'ava';
import fc from 'fast-check';
import { keyOf } from '../builders/cluster-view.js';
import { node } from '../builders/node.js';
import { resources, rules } from '../builders/resources.js';
import { stack, workload } from '../core/cluster-fixture.js';
import { placeByReference } from './reference/scheduler.js';

const NAMES = [...'abcdefgh', 'a1', 'a2', 'a15', 'a151', 'b0', 'b00'];
const WORKLOADS = ['shop/web', 'shop/db', 'other/web'].map(keyOf);
const BY = ['node', 'site', 'region', 'rack', 'zone'];
const ACTOR = { name: 'tester' };

const PREDICATES: Readonly<Record<string, (info: NodeInfo) => boolean>> = {
  "node.arch == 'x64'": ({ arch }) => arch === 'x64',
  "node.labels.rack == 'one'": ({ labels }) => labels.rack === 'one',
  "node.site == 's2'": ({ site }) => site === 's2',
  "'rack' in node.labels": ({ labels }) => labels.rack !== undefined,
};
const expressions = {
  matches: (source: string, info: NodeInfo) => PREDICATES[source]?.(info) ?? false,
};

const someInfo = fc
  .record({
    id: fc.constantFrom(...NAMES),
    cpu: fc.constantFrom(0, 200, 400, 400, 1_000, 4_000),
    memory: fc.constantFrom(64, 128, 256, 256, 2_048),
    piece: fc.constantFrom({}, {}, {}, { min: 2 }, { max: 32 }, { step: 64 }),
    licence: fc.nat({ max: 2 }),
    site: fc.constantFrom('s1', 's2', 's3', ''),
    region: fc.constantFrom('r1', 'r2', ''),
    labels: fc.record(
      { rack: fc.constantFrom('one', 'two', 'three'), zone: fc.constantFrom('z1', 'z2') },
      { requiredKeys: [] },
    ),
    arch: fc.constantFrom('x64', 'x64', 'arm64'),
    taint: fc.constantFrom<Taint | undefined>(
      undefined,
      undefined,
      undefined,
      { key: 'dev', value: 'yes' },
      { key: 'dev', value: 'yes', effect: 'evict' },
    ),
    ports: fc.nat({ max: 6 }),
    devices: fc.subarray([
      ...['gpu-0 gpu t4', 'gpu-1 gpu t4', 'gpu-2 gpu a2', 'cam-0 camera usb'],
      ...['core-0 core numa-0', 'core-1 core numa-1', 'core-2 core numa-1'],
    ]),
  })
  .map(
    ({ licence, memory, piece, taint, ports, ...rest }) =>
      node({
        ...rest,
        more: { licence, memory: { total: memory, reserved: 0, allocationRatio: 1, ...piece } },
        taints: taint === undefined ? [] : [taint],
        ports: { first: 20_000, last: 19_999 + ports },
      }).info,
  );

const someResources: fc.Arbitrary<ResourceRequest> = fc
  .record({
    cpu: fc.constantFrom(0, 1, 50, 100, 200, 1_000),
    memory: fc.constantFrom(0, 1, 32, 64),
    more: fc.constantFrom<Quantities>({}, {}, {}, { licence: 1 }, { fpga: 1 }),
    ports: fc.constantFrom<ResourceRequest['ports']>(
      {},
      {},
      {},
      { web: 'auto' },
      { web: 20_001 },
      { web: 20_001, admin: 'auto' },
    ),
    devices: fc.constantFrom<Record<string, number>>(
      {},
      {},
      {},
      { gpu: 1000 },
      { gpu: 400 },
      { gpu: 70 },
      { gpu: 300, 'gpu/t4': 1000 },
      { gpu: 2000 },
      { 'cam-0': 250 },
      { core: 1000 },
      { core: 2000 },
      { 'core/numa-1': 1000, gpu: 400 },
    ),
  })
  .map(resources);

const someBy = fc.constantFrom(...BY);
const someWeight = fc.constantFrom(1, 30, 100);
const someSpread = fc.oneof(
  fc.record({ by: someBy, maxSkew: fc.constantFrom(1, 1, 2, 3, 50) }),
  fc.record(
    {
      by: someBy,
      weight: someWeight,
      targets: fc.constantFrom<Record<string, number>>({ s1: 70, s2: 30 }, { one: 50, a: 20 }, { z1: 0 }),
    },
    { requiredKeys: ['by', 'weight'] },
  ),
);
const someApart = fc.record(
  { by: someBy, from: fc.subarray(['db', 'web']), own: fc.boolean(), weight: someWeight },
  { requiredKeys: ['by', 'from'] },
);
const someNear = fc.record(
  { workload: fc.constantFrom('db', 'web'), by: someBy, weight: someWeight },
  { requiredKeys: ['workload', 'by'] },
);

function oneOrMore<Rule>(rule: fc.Arbitrary<Rule>): fc.Arbitrary<OneOrMore<Rule>> {
  return fc.oneof({ weight: 3, arbitrary: rule }, { weight: 1, arbitrary: fc.array(rule, { maxLength: 3 }) });
}

const someRules: fc.Arbitrary<PlacementRules> = fc
  .record<Partial<PlacementRules>>(
    {
      require: fc.constantFrom([], [], ["node.arch == 'x64'"], ["node.labels.rack == 'one'"]),
      prefer: fc.subarray([
        { when: "node.site == 's2'", weight: 3 },
        { when: "'rack' in node.labels", weight: 100 },
      ]),
      tolerate: fc.constantFrom([], [{ key: 'dev' }], [{ key: 'dev', forMs: 1_000 }]),
      spread: oneOrMore(someSpread),
      distinct: oneOrMore(fc.record({ by: someBy, limit: fc.constantFrom(1, 2, 5) })),
      apart: oneOrMore(someApart),
      near: oneOrMore(someNear),
    },
    { requiredKeys: [] },
  )
  .map(rules);

const someNodes = fc.subarray(NAMES, { maxLength: 3 }).map((names) => new Set(names.map(nodeId)));

type Wish = Omit<PlaceRequest, 'count'>;
const someWish: fc.Arbitrary<Wish> = fc.record(
  {
    workload: fc.constantFrom(...WORKLOADS),
    resources: someResources,
    rules: someRules,
    wanted: fc.constantFrom(0, 3, 40),
  },
  { requiredKeys: ['resources', 'rules'] },
);

/** One thing that happens. Numbers choose among what is there. */
type Step =
  | { readonly kind: 'join'; readonly info: NodeInfo }
  | { readonly kind: 'leave'; readonly at: number }
  | { readonly kind: 'connection'; readonly at: number; readonly up: boolean }
  | { readonly kind: 'eligibility'; readonly at: number; readonly to: 'eligible' | 'cordoned' | 'draining' }
  | { readonly kind: 'spec'; readonly at: number; readonly resources: ResourceRequest }
  | { readonly kind: 'forget'; readonly stack: 'shop' | 'other' }
  | { readonly kind: 'stop'; readonly at: number }
  | { readonly kind: 'observe'; readonly at: number; readonly phase: ObservedPhase }
  | { readonly kind: 'release'; readonly at: number }
  | { readonly kind: 'flood' }
  | {
      readonly kind: 'place';
      readonly at: number;
      readonly count: number;
      readonly nodes: Nodes;
      readonly after: After;
    };
type After = 'hold' | 'run' | 'nothing';
type Nodes = Partial<Pick<PlaceRequest, 'onlyNodes' | 'avoidNodes'>>;

const at = fc.nat({ max: 1_000 });
const some = (kind: Step['kind'], parts: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record({ kind: fc.constant(kind), ...parts }) as unknown as fc.Arbitrary<Step>;

const someStep = fc.oneof(
  { weight: 8, arbitrary: some('join', { info: someInfo }) },
  { weight: 1, arbitrary: some('leave', { at }) },
  { weight: 2, arbitrary: some('connection', { at, up: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: some('eligibility', {
      at,
      to: fc.constantFrom('eligible', 'eligible', 'cordoned', 'draining'),
    }),
  },
  { weight: 1, arbitrary: some('spec', { at, resources: someResources }) },
  { weight: 1, arbitrary: some('forget', { stack: fc.constantFrom('shop', 'other') }) },
  { weight: 4, arbitrary: some('stop', { at }) },
  {
    weight: 4,
    arbitrary: some('observe', { at, phase: fc.constantFrom('running', 'stopped', 'completed', 'failed') }),
  },
  { weight: 4, arbitrary: some('release', { at }) },
  {
    weight: 24,
    arbitrary: some('place', {
      at,
      count: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 50 })),
      nodes: fc.oneof(
        { weight: 6, arbitrary: fc.constant<Nodes>({}) },
        { weight: 1, arbitrary: fc.record({ onlyNodes: someNodes }) },
        { weight: 1, arbitrary: fc.record({ avoidNodes: someNodes }) },
      ),
      after: fc.constantFrom('hold', 'hold', 'run', 'run', 'run', 'nothing'),
    }),
  },
);

/** A cluster that events happen to, and the two schedulers. */
class Cluster {
  readonly state: ClusterState = emptyState();
  readonly capacityCheck: boolean;
  readonly #wishes: readonly Wish[];
  readonly #scheduler;
  #reservations = 0;

  constructor(wishes: readonly Wish[], capacityCheck: boolean) {
    this.#wishes = wishes;
    this.capacityCheck = capacityCheck;
    this.#scheduler = createScheduler(this.state, { capacityCheck });
    this.#emit(stackApplied('shop', resources()));
    this.#emit(stackApplied('other', resources()));
  }

  step(step: Step): void {
    const event = this.#eventOf(step);
    if (event) this.#emit(event);
    else if (step.kind === 'place') this.#place(step);
    else if (step.kind === 'flood') {
      for (let entry = 0; entry < 70_000; entry++) this.state.nodeLog.changed(nodeId(NAMES[0] as string));
    }
  }

  /** Undefined where there is nothing that it could happen to. */
  #eventOf(step: Step): LedgerEvent | undefined {
    const { nodes, placements, reservations } = this.state;
    const which = 'at' in step ? step.at : 0;
    const on = pick([...nodes.keys()], which);
    switch (step.kind) {
      case 'join':
        return { kind: 'node.registered', node: step.info, instance: 'i', atMs: 0 };
      case 'leave':
        return on && { kind: 'node.removed', node: on, actor: ACTOR };
      case 'connection': {
        const connection = step.up ? 'up' : 'disconnected';
        return on && { kind: 'node.connection-changed', node: on, connection, atMs: 0 };
      }
      case 'eligibility':
        return on && { kind: 'node.eligibility-changed', node: on, eligibility: step.to, actor: ACTOR };
      case 'spec':
        return stackApplied(which % 2 === 0 ? 'shop' : 'other', step.resources);
      case 'forget':
        return { kind: 'stack.deleted', stack: step.stack, actor: ACTOR };
      case 'stop': {
        const id = pick([...placements.keys()], which);
        return id && { kind: 'placements.stopped', placements: [id], cause: 'scaled' };
      }
      case 'observe': {
        const placement = pick([...placements.values()], which);
        return placement && observed(placement, step.phase);
      }
      case 'release': {
        const id = pick([...reservations.keys()], which);
        return id && { kind: 'reservation.released', reservation: id, expired: false, actor: ACTOR };
      }
      default:
        return undefined;
    }
  }

  #place({ at: which, count, nodes, after }: Extract<Step, { kind: 'place' }>): void {
    const wish = pick(this.#wishes, which);
    if (!wish) return;
    const spec = wish.workload && this.state.workloads.get(wish.workload)?.spec;
    const runs = after === 'run' && spec !== undefined;
    const request: PlaceRequest = {
      ...wish,
      ...nodes,
      ...(runs && { resources: spec.run.resources }),
      count,
    };
    const { capacityCheck } = this;
    const expected = placeByReference(this.state, request, { expressions, capacityCheck });
    const outcome = this.#scheduler.place(request);
    if (text(outcome) !== text(expected)) throw new Error(`${text(outcome)}\ninstead of\n${text(expected)}`);
    // Beyond what nodes have, facts are not refused, but releases could not be told apart.
    if (!capacityCheck || after === 'nothing') return;
    if (runs && wish.workload) this.#run(wish.workload, outcome);
    else this.#hold(outcome.choices);
  }

  #run(key: WorkloadKey, { choices }: PlaceOutcome): void {
    const known = this.state.workloads.get(key);
    if (!known || choices.length === 0) return;
    const portNames = Object.keys(known.spec.run.resources.ports);
    this.#emit({
      kind: 'placements.made',
      workload: key,
      version: 1,
      cause: 'applied',
      firstGeneration: known.generation + 1,
      replicas: choices.map((_, row) => row),
      nodes: choices.map((choice) => choice.node),
      portNames,
      ports: choices.flatMap(({ claim }) => portNames.map((name) => claim.ports[name] as number)),
      devices: choices.map(({ claim }) => claim.devices),
      atMs: 0,
    });
  }

  #hold(choices: readonly Choice[]): void {
    const reservations = choices.map(({ node: on, claim }) => {
      const id = `r-${++this.#reservations}` as ReservationId;
      return { id, node: on, claim, holder: 'tester', expiresAtMs: 1 };
    });
    this.#emit({ kind: 'reservations.held', reservations, actor: ACTOR, atMs: 0 });
  }

  #emit(event: LedgerEvent): void {
    apply(this.state, event, { index: 1 });
  }
}

function stackApplied(name: string, wanted: ResourceRequest): LedgerEvent {
  const named = WORKLOADS.map(splitWorkloadKey).filter((key) => key.stack === name);
  const spec = workload();
  const changed = { ...spec, run: { ...spec.run, resources: wanted } };
  const workloads = Object.fromEntries(named.map((key) => [key.workload, changed]));
  return {
    kind: 'stack.applied',
    stack: name,
    version: 1,
    spec: stack(name, workloads),
    actor: ACTOR,
    atMs: 0,
  };
}

function observed({ id, node: on }: Placement, phase: ObservedPhase): LedgerEvent {
  const status = { placement: id, phase, restarts: 0, message: '', atMs: 0 };
  return { kind: 'placements.observed', node: on, sequence: 1, statuses: [status], atMs: 0 };
}

function pick<Item>(items: readonly Item[], which: number): Item | undefined {
  return items[which % Math.max(1, items.length)];
}

function text({ choices, missing, rejects }: PlaceOutcome): string {
  return [
    ...choices.map(({ node: on, score, claim }) => `${on} ${score} ${JSON.stringify(claim)}`),
    `missing ${missing}`,
    ...rejects.map(({ reason, subject, nodes }) => `${nodes} ${reason} ${subject}`),
  ].join('\n');
}

function property(
  title: string,
  steps: fc.Arbitrary<readonly Step[]>,
  runs: number,
  capacityCheck = true,
): void {
  test(`property: ${title}`, (t) => {
    const wishes = fc.array(someWish, { minLength: 1, maxLength: 4 });
    t.notThrows(() =>
      fc.assert(
        fc.property(wishes, steps, (some, happening) => {
          const cluster = new Cluster(some, capacityCheck);
          for (const step of happening) cluster.step(step);
        }),
        { numRuns: runs },
      ),
    );
  });
}

property('whatever happened, the answers are the same', fc.array(someStep, { maxLength: 60 }), 400);
property('a long time', fc.array(someStep, { minLength: 200, maxLength: 400, size: 'max' }), 40);
property('without the check of capacity', fc.array(someStep, { maxLength: 40 }), 100, false);
property(
  'a scheduler that fell behind the log',
  fc.array(fc.oneof({ weight: 40, arbitrary: someStep }, { weight: 1, arbitrary: some('flood', {}) }), {
    maxLength: 80,
  }),
  40,
);

const join = (id: string, labels: Readonly<Record<string, string>> = {}): Step => ({
  kind: 'join',
  info: node({ id, labels }).info,
});
const place = (which: number, count = 2): Step => ({
  kind: 'place',
  at: which,
  count,
  nodes: {},
  after: 'run',
});

test('nodes that join between others in any order: ties still go to the smaller id', (t) => {
  const cluster = new Cluster([{ resources: resources(), rules: rules() }], true);
  const ids = ['b', 'a', ...Array.from({ length: 40 }, (_, at) => `${'a'.repeat(at + 1)}b`)];
  t.notThrows(() => {
    for (const id of ids) for (const step of [join(id), place(0, 3)]) cluster.step(step);
  });
});

test('more kinds of requests than are kept, twice, with a change in between', (t) => {
  const wishes = Array.from({ length: 2_200 }, (_, at): Wish => {
    const spread = { by: at % 2 === 0 ? 'node' : 'site', maxSkew: 1 };
    return {
      workload: keyOf(`shop/w${at}`),
      resources: resources({ cpu: at % 3 }),
      rules: rules({ spread }),
    };
  });
  const cluster = new Cluster([...wishes, { resources: resources(), rules: rules() }], true);
  t.notThrows(() => {
    for (const id of ['a', 'b', 'c']) cluster.step(join(id));
    for (const round of [1, 2]) {
      for (const at of wishes.keys()) cluster.step({ ...place(at, round), after: 'nothing' } as Step);
      cluster.step({ kind: 'eligibility', at: round, to: 'cordoned' });
    }
  });
});

test('more kinds of domains than are kept', (t) => {
  const wishes = Array.from({ length: 100 }, (_, at): Wish => {
    return {
      workload: keyOf('shop/web'),
      resources: resources({ cpu: 1 }),
      rules: rules({ apart: { by: `l${at}`, from: [] } }),
    };
  });
  const cluster = new Cluster(wishes, true);
  const labels = (value: string) => Object.fromEntries(wishes.map((_, at) => [`l${at}`, value]));
  t.notThrows(() => {
    for (const id of ['a', 'b', 'c']) cluster.step(join(id, labels(id)));
    for (const at of [...wishes.keys(), ...wishes.keys()]) {
      cluster.step(place(at));
      cluster.step({ kind: 'stop', at });
    }
  });
});
