/**
 * The engine tells the same nodes as looking at each node anew with every question, whatever the policy, whatever happened
 * before: nothing of what it remembers is wrong. Invariants 1 to 3 of packing.ts.
 */
import {
  TraceModel,
  type TraceNode,
  type TracePolicy,
  type TraceTask,
  tracePolicies,
} from '@berth/scheduler';
import {
  bestMove,
  levelOf,
  Moves,
  Packing,
  type Policy,
  States,
  scoreOf,
  type TaskClass,
} from '@berth/scheduler/testing';
import test from 'ava';
import fc from 'fast-check';

type Node = { kind: number; amounts: Float64Array; devices: Uint16Array; state: number };

/** The definition. Has a policy of its own, told the same. */
class Reference {
  readonly #policy: Policy;
  readonly #states: States;
  readonly #shardNodes: number;
  readonly nodes: Node[] = [];

  constructor(dimensions: number, slots: number, policy: Policy, shardNodes: number) {
    this.#shardNodes = shardNodes;
    const grains = Float64Array.from({ length: dimensions }, (_, at) => policy.grains?.[at] ?? 1);
    this.#policy = policy;
    this.#states = new States({ grains, slots, ordered: policy.ordered });
  }

  set(rank: number, kind: number, amounts: Float64Array, devices: Uint16Array): void {
    const state = this.#states.intern(kind, amounts, devices);
    this.#policy.moved?.(this.#states, this.nodes[rank]?.state ?? -1, state);
    this.nodes[rank] = { kind, amounts: amounts.slice(), devices: devices.slice(), state };
  }

  place(task: TaskClass): { readonly node: number; readonly level: number } | undefined {
    const node = this.#best(task);
    if (node < 0) return undefined;
    const level = levelOf(this.#rate(node, task));
    this.#put(node, task, level);
    return { node, level };
  }

  /** By the definition of a shard: the first one that takes it, or the next if that is better. */
  #best(task: TaskClass): number {
    const shardNodes = this.#shardNodes;
    for (let first = 0; first < this.nodes.length; first += shardNodes) {
      const here = this.#bestFrom(first, first + shardNodes, task);
      if (here < 0) continue;
      const next = this.#bestFrom(first + shardNodes, first + 2 * shardNodes, task);
      return next >= 0 && this.#score(next, task) > this.#score(here, task) ? next : here;
    }
    return -1;
  }

  #bestFrom(first: number, end: number, task: TaskClass): number {
    let best = -1;
    for (let rank = first; rank < Math.min(end, this.nodes.length); rank++) {
      const score = this.#score(rank, task);
      if (score >= 0 && (best < 0 || score > this.#score(best, task))) best = rank;
    }
    return best;
  }

  #score(rank: number, task: TaskClass): number {
    const { kind, amounts, devices } = this.nodes[rank] as Node;
    const fits =
      task.allows(kind) &&
      amounts.every((amount, at) => amount >= (task.amounts[at] as number)) &&
      devices.filter((level) => level >= task.milli).length >= task.devices;
    return fits ? scoreOf(this.#rate(rank, task)) : -1;
  }

  #rate(rank: number, task: TaskClass): number {
    const { state } = this.nodes[rank] as Node;
    return this.#policy.rate(this.#states, state, task, new Moves(task));
  }

  /** Takes a task from a node's first devices that have `level` free. */
  #put(rank: number, task: TaskClass, level: number): void {
    const { kind, amounts, devices } = this.nodes[rank] as Node;
    let missing = task.devices;
    const left = devices.map((free) =>
      missing > 0 && free === level && missing-- > 0 ? free - task.milli : free,
    );
    this.set(
      rank,
      kind,
      amounts.map((amount, at) => amount - (task.amounts[at] as number)),
      left,
    );
  }
}

/** Few scores, so that many are equal, and others after every few changes; rough amounts, and small shards. */
function whim(seed: number): () => Policy {
  return () => {
    let changes = 0;
    let version = 1;
    return {
      name: 'whim',
      ordered: seed % 2 === 0,
      grains: [1 + (seed % 7), 1 + (seed % 3)],
      shardNodes: 1 + (seed % 11),
      get version() {
        return version;
      },
      rate: (states, state, _task, moves) =>
        bestMove(moves, states, state, (next, level) => {
          const [cpu, memory] = [states.free(next, 0), states.free(next, 1)];
          return (7 * cpu + 3 * memory + 5 * states.freeMilli(next) + 11 * level + seed * version) % 5;
        }),
      moved() {
        if (++changes % (5 + (seed % 40)) === 0) version++;
      },
    };
  };
}

const MODELS = ['A', 'B'];

const node: fc.Arbitrary<TraceNode> = fc.record({
  cpuMillis: fc.integer({ min: 0, max: 40 }),
  memoryMiB: fc.integer({ min: 0, max: 40 }),
  devices: fc.integer({ min: 0, max: 4 }),
  model: fc.constantFrom(...MODELS),
});

const task: fc.Arbitrary<TraceTask> = fc
  .record({
    cpuMillis: fc.integer({ min: 0, max: 12 }),
    memoryMiB: fc.integer({ min: 0, max: 12 }),
    devices: fc.constantFrom(0, 1, 1, 1, 2, 3),
    share: fc.constantFrom(200, 250, 400, 500, 1000),
    models: fc.constantFrom<string[]>([], [], ['A']),
  })
  .map(({ share, ...rest }) => ({
    ...rest,
    milli: rest.devices === 0 ? 0 : rest.devices === 1 ? share : 1000,
  }));

/** A task arrives; or a node is emptied, but for some amounts; or another one comes. */
const step = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('arrive' as const), at: fc.nat(10_000) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('set' as const),
      at: fc.nat(10_000),
      amounts: fc.tuple(fc.nat(40), fc.nat(40)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('join' as const), at: fc.nat(10_000) }) },
);

const scene = fc.record({
  kinds: fc.array(node, { minLength: 1, maxLength: 4 }),
  rows: fc.array(fc.nat(1_000), { minLength: 1, maxLength: 40 }),
  tasks: fc.array(task, { minLength: 1, maxLength: 8 }),
  steps: fc.array(step, { maxLength: 80, size: 'max' }),
  statesKept: fc.constantFrom(4, 40, 400),
  blockNodes: fc.constantFrom(1, 3, 32),
  spareGroups: fc.constantFrom(1, 3, 256),
});

type Scene = typeof scene extends fc.Arbitrary<infer Value> ? Value : never;

/** Throws where the engine tells another node than the reference. */
function play(
  { kinds, rows, tasks, steps, ...limits }: Scene,
  model: TraceModel,
  make: () => Policy,
): number {
  const { slots } = model;
  const policy = make();
  const packing = new Packing({ dimensions: 2, slots, policy, ...limits });
  const reference = new Reference(2, slots, make(), packing.shardNodes);
  const join = (row: number) => {
    const { cpuMillis, memoryMiB, devices } = kinds[row % kinds.length] as TraceNode;
    const kind = model.kindOf[row % kinds.length] as number;
    const levels = new Uint16Array(slots).fill(1000, 0, devices);
    reference.set(reference.nodes.length, kind, Float64Array.of(cpuMillis, memoryMiB), levels);
    packing.addNode(kind, Float64Array.of(cpuMillis, memoryMiB), levels);
  };
  for (const row of rows) join(row);
  for (const each of model.classes) packing.addClass(each);
  let placed = 0;
  for (const each of steps) {
    if (each.kind === 'join') join(each.at);
    if (each.kind === 'set') {
      const rank = each.at % reference.nodes.length;
      const { kind } = reference.nodes[rank] as Node;
      const { devices, cpuMillis, memoryMiB } = model.kinds[kind] as TraceNode;
      const levels = new Uint16Array(slots).fill(1000, 0, devices);
      const [cpu, memory] = each.amounts;
      const amounts = Float64Array.of(Math.min(cpu, cpuMillis), Math.min(memory, memoryMiB));
      reference.set(rank, kind, amounts, levels);
      packing.setNode(rank, kind, amounts, levels);
    }
    if (each.kind !== 'arrive') continue;
    const of = model.classOf[each.at % tasks.length] as number;
    const expected = reference.place(model.classes[of] as TaskClass);
    const landed = packing.place(of);
    if (JSON.stringify(landed) !== JSON.stringify(expected))
      throw new Error(`${JSON.stringify(landed)}, instead of ${JSON.stringify(expected)}`);
    if (landed) placed++;
  }
  return placed;
}

function compare(
  title: string,
  policies: (model: TraceModel, seed: number) => Promise<() => Policy>,
  runs: number,
) {
  test(`property: ${title}`, async (t) => {
    let placed = 0;
    await t.notThrowsAsync(
      fc.assert(
        fc.asyncProperty(scene, fc.nat(1_000), async (each, seed) => {
          const model = new TraceModel(each.kinds, each.tasks);
          placed += play(each, model, await policies(model, seed));
        }),
        { numRuns: runs },
      ),
    );
    t.true(placed > 2 * runs, `only ${placed} tasks were placed`);
  });
}

compare('a policy of whims', async (_model, seed) => whim(seed), 1_000);
for (const name of ['pack', 'fgd', 'best-fit'] as const satisfies TracePolicy[])
  compare(name, (model) => tracePolicies(model, name), 60);
