/**
 * Whatever the cluster and whatever the wish: what `place` chooses could be held, one after the other, by the ledger's
 * own check; what is missing fits nowhere; and `explain` agrees at each step.
 */
import {
  capacityOf,
  claimRejects,
  listOf,
  type NodeInfo,
  nodeId,
  type OneOrMore,
  type PlacementRules,
  type PlaceRequest,
  type Quantities,
  type WorkloadKey,
} from '@berth/core';
import { createScheduler } from '@berth/scheduler';
import test from 'ava';
import fc from 'fast-check';
import { carryOut, clusterView, keyOf, type TestCluster } from '../builders/cluster-view.js';
import { amounts, node, type TestNode } from '../builders/node.js';
import { placeRequest } from '../builders/resources.js';

const RUNS = { numRuns: 150 };
const WEB = keyOf('shop/web');
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const BY = ['node', 'site', 'region', 'rack'];

const someNode = (id: string) =>
  fc
    .record({
      cpu: fc.integer({ min: 0, max: 6 }).map((cores) => cores * 100),
      memory: fc.integer({ min: 0, max: 6 }).map((parts) => parts * 64),
      licence: fc.nat({ max: 3 }),
      reserved: fc.constantFrom(0, 0, 100),
      ratio: fc.constantFrom(1, 1, 1.5),
      piece: fc.constantFrom({}, {}, {}, { min: 100 }, { max: 100 }, { step: 100 }),
      site: fc.constantFrom('s1', 's2', 's3'),
      region: fc.constantFrom('r1', 'r2', ''),
      rack: fc.constantFrom(undefined, 'one', 'two'),
      arch: fc.constantFrom('x64', 'arm64'),
      taint: fc.constantFrom(undefined, undefined, 'dev', 'gpu'),
      connection: fc.constantFrom('up' as const, 'up' as const, 'up' as const, 'disconnected' as const),
      eligibility: fc.constantFrom(
        'eligible' as const,
        'eligible' as const,
        'cordoned' as const,
        'draining' as const,
      ),
      ports: fc.nat({ max: 4 }),
      devices: fc.subarray(['gpu-0 gpu t4', 'gpu-1 gpu t4', 'gpu-2 gpu a2', 'cam-0 camera usb']),
      held: fc.constantFrom(0, 0, 50, 100),
    })
    .map(({ licence, reserved, ratio, piece, rack, taint, ports, held, cpu, ...rest }) =>
      node({
        id,
        ...rest,
        more: {
          cpu: { total: cpu, reserved: Math.min(reserved, cpu), allocationRatio: ratio, ...piece },
          licence,
        },
        labels: rack === undefined ? {} : { rack },
        taints: taint === undefined ? [] : [{ key: taint, value: 'yes' }],
        ports: { first: 20_000, last: 19_999 + ports },
        held: amounts(held === 0 ? {} : { memory: held }),
      }),
    );

const someNodes = fc
  .integer({ min: 0, max: NAMES.length })
  .chain((count) => fc.tuple(...NAMES.slice(0, count).map(someNode)))
  .chain((nodes) => fc.shuffledSubarray(nodes, { minLength: nodes.length }));

const someBy = fc.constantFrom(...BY);
const someWeight = fc.constantFrom(1, 40, 100);

function oneOrMore<Rule>(rule: fc.Arbitrary<Rule>): fc.Arbitrary<OneOrMore<Rule>> {
  return fc.oneof({ weight: 2, arbitrary: rule }, { weight: 1, arbitrary: fc.array(rule, { maxLength: 2 }) });
}

const someRules: fc.Arbitrary<Partial<PlacementRules>> = fc.record(
  {
    require: fc.subarray(["node.arch == 'x64'", "node.labels.rack == 'one'", 'node.capacity.cpu >= 200']),
    prefer: fc.subarray([
      { when: "node.site == 's2'", weight: 50 },
      { when: "'rack' in node.labels", weight: 100 },
    ]),
    tolerate: fc.constantFrom(
      [],
      [{ key: 'dev' }],
      [
        { key: 'gpu', value: 'yes' },
        { key: 'dev', value: 'no' },
      ],
    ),
    spread: oneOrMore(
      fc.oneof(
        fc.record({ by: someBy, maxSkew: fc.integer({ min: 1, max: 3 }) }),
        fc.record({ by: someBy, weight: someWeight }),
        fc.record({ by: fc.constant('site'), weight: someWeight, targets: fc.constant({ s1: 60, s2: 40 }) }),
      ),
    ),
    distinct: oneOrMore(fc.record({ by: someBy, limit: fc.integer({ min: 1, max: 3 }) })),
    apart: oneOrMore(
      fc.record(
        { by: someBy, from: fc.subarray(['db']), own: fc.boolean(), weight: someWeight },
        { requiredKeys: ['by', 'from'] },
      ),
    ),
    near: oneOrMore(
      fc.record(
        { workload: fc.constantFrom('db', 'web'), by: someBy, weight: someWeight },
        { requiredKeys: ['workload', 'by'] },
      ),
    ),
  },
  { requiredKeys: [] },
);

const someRequest: fc.Arbitrary<PlaceRequest> = fc
  .record(
    {
      workload: fc.constant<WorkloadKey>(WEB),
      cpu: fc.constantFrom(0, 50, 100, 200),
      memory: fc.constantFrom(0, 32, 64),
      more: fc.constantFrom<Quantities>({}, {}, { licence: 1 }, { fpga: 1 }),
      ports: fc.constantFrom<PlaceRequest['resources']['ports']>(
        {},
        {},
        { web: 'auto' },
        { web: 20_001, admin: 'auto' },
      ),
      devices: fc.constantFrom<Record<string, number>>(
        {},
        {},
        {},
        { gpu: 1000 },
        { gpu: 400 },
        { gpu: 300, 'gpu/t4': 1000 },
        { gpu: 1000, 'gpu/t4': 600 },
        { gpu: 2000 },
        { 'cam-0': 250 },
      ),
      rules: someRules,
      count: fc.integer({ min: 1, max: 12 }),
      wanted: fc.constantFrom(0, 5, 20),
      onlyNodes: fc.subarray(NAMES).map((names) => new Set(names.map(nodeId))),
      avoidNodes: fc.subarray(NAMES, { maxLength: 2 }).map((names) => new Set(names.map(nodeId))),
    },
    { requiredKeys: ['count', 'rules'] },
  )
  .map(placeRequest);

const someCopies = fc.record({
  'shop/web': fc.array(fc.constantFrom('a', 'b', '-b', 'c', 'gone'), { maxLength: 4 }),
  'shop/db': fc.array(fc.constantFrom('a', 'd', '-e'), { maxLength: 2 }),
  'other/web': fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }),
});

type Scene = { readonly view: TestCluster; readonly request: PlaceRequest };

/** A fresh cluster each time it is asked for: tests change it. */
const scenes: fc.Arbitrary<() => Scene> = fc
  .tuple(someNodes, someCopies, someRequest)
  .map(([nodes, copies, request]) => () => ({ view: clusterView(structuredClone(nodes), copies), request }));

function property(title: string, check: (scene: Scene, again: () => Scene) => void): void {
  test(`property: ${title}`, (t) => {
    t.notThrows(() =>
      fc.assert(
        fc.property(scenes, (make) => check(make(), make)),
        RUNS,
      ),
    );
  });
}

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

const text = (value: unknown) =>
  JSON.stringify(value, (_key, part) => (part instanceof Set || part instanceof Map ? [...part] : part));

property('placed and missing make up the count, and rejects stand where something is missing', (scene) => {
  const { view, request } = scene;
  const { choices, missing, rejects } = createScheduler(view).place(request);
  must(choices.length + missing === request.count, 'placed + missing = count');
  must(missing > 0 || rejects.length === 0, 'no rejects when all is placed');
  const nodes = rejects.reduce((sum, reject) => sum + reject.nodes, 0);
  must(missing === 0 || nodes === view.nodes.size, `${nodes} rejects for ${view.nodes.size} nodes`);
  const sorted = rejects.every((reject, at) => reject.nodes <= (rejects[at - 1]?.nodes ?? reject.nodes));
  must(sorted, 'the most frequent reason first');
});

property(
  'the same cluster and request give the same outcome, whatever the order of the nodes',
  (scene, again) => {
    const first = text(createScheduler(scene.view).place(scene.request));
    const other = again();
    const reversed = { ...other.view, nodes: new Map([...other.view.nodes].reverse()) };
    const scheduler = createScheduler(reversed);
    must(text(scheduler.place(other.request)) === first, 'another order, another outcome');
    must(text(scheduler.place(other.request)) === first, 'the second call, another outcome');
  },
);

property('nothing is written to the cluster', (scene, again) => {
  const scheduler = createScheduler(scene.view);
  scheduler.place(scene.request);
  scheduler.explain(scene.request);
  must(text([...scene.view.nodes]) === text([...again().view.nodes]), 'the cluster was changed');
});

property(
  'every choice can be held after those before it; nothing is over capacity; nothing has two holders',
  (scene) => {
    const { view, request } = scene;
    for (const choice of createScheduler(view).place(request).choices) {
      const chosen = view.nodes.get(choice.node);
      if (!chosen) throw new Error('a node that is not there');
      must(claimRejects(chosen.load, choice.claim).length === 0, 'the ledger would refuse it');
      must(
        Object.values(choice.claim.ports).every((port) => !chosen.load.ports.has(port)),
        'a port twice',
      );
      must(
        Object.entries(choice.claim.devices).every(
          ([device, share]) => share + (chosen.load.devices.get(device) ?? 0) <= 1000,
        ),
        'more of a device than there is',
      );
      carryOut(view, choice);
    }
    for (const { info, load } of view.nodes.values()) {
      const capacity = capacityOf(info.inventory);
      for (const [name, amount] of Object.entries(load.held)) {
        const before = name === 'memory' ? 100 : 0;
        must(amount <= Math.max(capacity[name] ?? 0, before), `${info.id} has ${amount} of ${name}`);
      }
    }
  },
);

property(
  'never on a node that is down, closed, tainted, excluded or not what is required',
  ({ view, request }) => {
    for (const choice of createScheduler(view).place(request).choices) {
      const chosen = view.nodes.get(choice.node) as TestNode;
      const { info, connection, eligibility } = chosen;
      must(connection === 'up' && eligibility === 'eligible', 'down or closed');
      must(!request.onlyNodes || request.onlyNodes.has(info.id), 'not among the named');
      must(!request.avoidNodes?.has(info.id), 'avoided');
      const { tolerate, require } = request.rules;
      for (const { key, value } of info.taints) {
        const tolerated = tolerate.some((one) => one.key === key && (one.value ?? value) === value);
        must(tolerated, `taint ${key}`);
      }
      must(!require.includes("node.arch == 'x64'") || info.arch === 'x64', 'arch');
      must(!require.includes("node.labels.rack == 'one'") || info.labels.rack === 'one', 'rack');
    }
  },
);

property('one by one, each choice is the best verdict of explain; what is missing fits nowhere', (scene) => {
  const { view, request } = scene;
  // A reservation's copies belong to nobody, so rules about copies cannot be replayed from the cluster.
  if (request.workload === undefined && rulesAboutCopies(request).length > 0) return;
  const { choices, missing, rejects } = createScheduler(view).place({ ...request });
  for (const choice of choices) {
    const [best] = createScheduler(view).explain(request);
    must(best?.fits === true && best.node === choice.node && best.score === choice.score, 'not the best');
    carryOut(view, choice, request.workload ?? keyOf('shop/none'));
  }
  if (missing === 0) return;
  const verdicts = createScheduler(view).explain(request);
  must(
    verdicts.every((verdict) => !verdict.fits),
    'a node fits, yet a copy is missing',
  );
  for (const { reason, subject, nodes } of rejects) {
    const found = verdicts.filter(
      (verdict) =>
        !verdict.fits && verdict.rejects[0]?.reason === reason && verdict.rejects[0].subject === subject,
    );
    must(found.length === nodes, `${reason} ${subject}: ${found.length} verdicts, ${nodes} counted`);
  }
});

property(
  'verdicts: one per node, best first, then by id; the score is the sum of its terms',
  ({ view, request }) => {
    const verdicts = createScheduler(view).explain(request);
    must(new Set(verdicts.map((verdict) => verdict.node)).size === view.nodes.size, 'one per node');
    verdicts.forEach((verdict, at) => {
      const before = verdicts[at - 1];
      if (verdict.fits) {
        must(verdict.terms.reduce((sum, { score }) => sum + score, 0) === verdict.score, 'sum of terms');
        must(
          verdict.terms.every(({ score }) => Number.isInteger(score) && score >= 0 && score <= 1000),
          '0..1000',
        );
      } else must(verdict.rejects.length > 0, 'a no has a reason');
      if (!before) return;
      const [first, second] = [before.fits ? before.score : -1, verdict.fits ? verdict.score : -1];
      must(first > second || (first === second && before.node < verdict.node), 'order');
    });
  },
);

property('spread holds after each pick, and only a spread, a full or a closed node stops it', (scene) => {
  const { view } = scene;
  const hard = listOf(scene.request.rules.spread).find((rule) => 'maxSkew' in rule);
  const spread = hard && 'maxSkew' in hard ? hard : { by: 'site', maxSkew: 1 };
  // Near itself, what is open depends on where its copies are.
  const near = listOf(scene.request.rules.near).filter(({ workload }) => workload !== 'web');
  const request = { ...scene.request, workload: WEB, rules: { ...scene.request.rules, spread, near } };
  const ranges = (info: NodeInfo) => domain(info, spread.by);
  const open = [...view.nodes.values()].filter(({ info }) => isOpen(view, request, info));
  const eligible = new Set(open.flatMap(({ info }) => ranges(info) ?? []));
  const counts = new Map<string, number>();
  for (const { node: at, desired } of view.workloads.get(WEB)?.placements.values() ?? []) {
    const found = view.nodes.get(at);
    const where = found && ranges(found.info);
    if (desired === 'running' && where !== undefined) counts.set(where, (counts.get(where) ?? 0) + 1);
  }
  const least = () => Math.min(...[...eligible].map((where) => counts.get(where) ?? 0));
  for (const choice of createScheduler(view).place(request).choices) {
    const where = ranges((view.nodes.get(choice.node) as TestNode).info);
    if (where === undefined) throw new Error('a node without the domain');
    must((counts.get(where) ?? 0) + 1 - least() <= spread.maxSkew, `skew in ${where}`);
    counts.set(where, (counts.get(where) ?? 0) + 1);
    carryOut(view, choice, WEB);
  }
});

function rulesAboutCopies({ rules: { spread, distinct, apart, near } }: PlaceRequest): unknown[] {
  return [...listOf(spread), ...listOf(distinct), ...listOf(apart), ...listOf(near)];
}

/** Said again, differently: open is what explain has no objection to but room, spread and the workload's own copies. */
function isOpen(view: TestCluster, request: PlaceRequest, info: NodeInfo): boolean {
  const { apart, spread: _spread, ...others } = request.rules;
  const alone: TestCluster = { nodes: view.nodes, workloads: new Map(view.workloads) };
  alone.workloads.delete(WEB);
  const rules = { ...others, ...(apart && { apart }) };
  const verdict = createScheduler(alone)
    .explain({ ...request, rules })
    .find((one) => one.node === info.id);
  const isRoom = (reason: string) => ['resource', 'piece', 'port', 'device'].includes(reason);
  return verdict?.fits === true || verdict?.rejects.every(({ reason }) => isRoom(reason)) === true;
}

function domain(info: NodeInfo, by: string): string | undefined {
  const value =
    by === 'node' ? info.id : by === 'site' ? info.site : by === 'region' ? info.region : info.labels[by];
  return value === '' ? undefined : value;
}

test('the check of capacity is what keeps nodes from being filled beyond what they have', (t) => {
  const request = placeRequest({ cpu: 400, memory: 64, count: 3 });
  const careful = createScheduler(clusterView([node({ cpu: 1000 })]));
  const careless = createScheduler(clusterView([node({ cpu: 1000 })]), { capacityCheck: false });
  t.is(careful.place(request).choices.length, 2);
  t.is(careless.place(request).choices.length, 3);
});
