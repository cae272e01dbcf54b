/** The border between proto and domain: nothing is lost, and what is wrong is refused by name. */
import {
  type AgentMessage,
  BerthError,
  type Block,
  type CoordinatorMessage,
  type LedgerEvent,
  LIMITS,
} from '@berth/core';
import { messageCodec, type Sent } from '@berth/proto';
import { blockCodec, fleetCodec } from '@berth/transport';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { AGENT_MESSAGES, blockOf, COORDINATOR_MESSAGES, EVENTS } from './generators.js';

const RUNS = { numRuns: 60 };

for (const [kind, arbitrary] of Object.entries(AGENT_MESSAGES)) {
  test(`agent message ${kind} arrives as it was sent`, (t) => {
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<AgentMessage>, (message) => {
        t.deepEqual(fleetCodec.decodeAgent(fleetCodec.encodeAgent(message)), message);
      }),
      RUNS,
    );
  });
}

for (const [kind, arbitrary] of Object.entries(COORDINATOR_MESSAGES)) {
  test(`coordinator message ${kind} arrives as it was sent`, (t) => {
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<CoordinatorMessage>, (message) => {
        t.deepEqual(fleetCodec.decodeCoordinator(fleetCodec.encodeCoordinator(message)), message);
      }),
      RUNS,
    );
  });
}

for (const [kind, arbitrary] of Object.entries(EVENTS)) {
  test(`event ${kind} is read as it was written`, (t) => {
    fc.assert(
      fc.property(
        blockOf(fc.array(arbitrary as fc.Arbitrary<LedgerEvent>, { minLength: 1, maxLength: 2 })),
        (block) => {
          t.deepEqual(blockCodec.decode(blockCodec.encode(block)), block);
        },
      ),
      RUNS,
    );
  });
}

test('a block of events of every kind keeps their order', (t) => {
  const everything = fc.array(fc.oneof(...Object.values(EVENTS)), { maxLength: 12 });
  fc.assert(
    fc.property(blockOf(everything), (block) => {
      t.deepEqual(blockCodec.decode(blockCodec.encode(block)), block);
    }),
    { numRuns: 25 },
  );
});

test('encoding one block twice gives the same bytes', (t) => {
  fc.assert(
    fc.property(blockOf(fc.array(fc.oneof(...Object.values(EVENTS)), { maxLength: 4 })), (block) => {
      t.deepEqual(blockCodec.encode(block), blockCodec.encode(structuredClone(block)));
    }),
    { numRuns: 25 },
  );
});

test('arbitrary bytes are refused or read, never anything else', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      for (const decode of [fleetCodec.decodeAgent, fleetCodec.decodeCoordinator, blockCodec.decode]) {
        try {
          decode(bytes);
        } catch (thrown) {
          t.true(thrown instanceof BerthError, String(thrown));
        }
      }
    }),
    { numRuns: 300 },
  );
});

// ---- What is refused, by class of fault --------------------------------------------------------------------------

const agentWire = messageCodec('berth.fleet.v1.AgentMessage');
const coordinatorWire = messageCodec('berth.fleet.v1.CoordinatorMessage');
const blockWire = messageCodec('berth.ledger.v1.Block');

function refusesAgent(t: ExecutionContext, message: Sent<'berth.fleet.v1.AgentMessage'>, path: string) {
  refuses(t, () => fleetCodec.decodeAgent(agentWire.encode(message)), 'invalid_request', path);
}

function refusesCoordinator(
  t: ExecutionContext,
  message: Sent<'berth.fleet.v1.CoordinatorMessage'>,
  path: string,
) {
  refuses(t, () => fleetCodec.decodeCoordinator(coordinatorWire.encode(message)), 'invalid_request', path);
}

function refuses(t: ExecutionContext, decode: () => unknown, code: BerthError['code'], path: string): void {
  const error = t.throws(decode, { instanceOf: BerthError });
  t.is(error?.code, code);
  t.true(error?.message.startsWith(`${path} `), `"${error?.message}" does not name ${path}`);
  t.false(error?.message.includes('\n'));
}

const NODE = {
  id: 'a',
  address: '127.0.0.1',
  inventory: { ports: { first: 1, last: 2 } },
} satisfies Sent<'berth.model.v1.NodeInfo'>;
const STATUS = { placement: 'a/b/0.1', phase: 'OBSERVED_PHASE_RUNNING' } as const;
const RUN = {
  kind: 'WORKLOAD_KIND_SERVICE',
  process: { command: ['x'], stopSignal: 'SIGTERM' },
  resources: {},
  failure: {},
  batch: {},
} satisfies Sent<'berth.model.v1.RunSpec'>;
const ASSIGNED = { id: 'a/b/0.1', runHash: 'h', claim: {}, desired: 'DESIRED_PHASE_RUNNING' } as const;

function hello(node: Sent<'berth.model.v1.NodeInfo'>): Sent<'berth.fleet.v1.AgentMessage'> {
  return { hello: { node, instance: 'i' } };
}

function assignment(of: Sent<'berth.fleet.v1.Assignment'>): Sent<'berth.fleet.v1.CoordinatorMessage'> {
  return { assignment: { form: 'ASSIGNMENT_FORM_DELTA', runs: { h: RUN }, ...of } };
}

test('the samples that the faults below are put into are fine themselves', (t) => {
  t.notThrows(() => fleetCodec.decodeAgent(agentWire.encode(hello(NODE))));
  t.notThrows(() => fleetCodec.decodeAgent(agentWire.encode({ status: { statuses: [STATUS] } })));
  t.notThrows(() =>
    fleetCodec.decodeCoordinator(coordinatorWire.encode(assignment({ placements: [ASSIGNED] }))),
  );
});

const tooMany = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 'v']));

test('nothing inside', refusesAgent, {}, 'agent message.body');
test('nothing inside, from the coordinator', refusesCoordinator, {}, 'coordinator message.body');
test('a message is missing', refusesAgent, { hello: { instance: 'i' } }, 'hello.node');
test('a nested message is missing', refusesAgent, hello({ id: 'a', address: 'x' }), 'hello.node.inventory');
test('an empty text', refusesAgent, { hello: { node: NODE } }, 'hello.instance');
test('a bad node name', refusesAgent, hello({ ...NODE, id: 'A b' }), 'hello.node.id');
test(
  'a text too long',
  refusesAgent,
  hello({ ...NODE, site: 'x'.repeat(LIMITS.textChars + 1) }),
  'hello.node.site',
);
test(
  'too many labels',
  refusesAgent,
  hello({ ...NODE, labels: tooMany(LIMITS.labelsPerNode + 1) }),
  'hello.node.labels',
);
test(
  'more versions given up than a host remembers',
  refusesAgent,
  hello({
    ...NODE,
    agent: {
      version: '1',
      failed: Array.from({ length: LIMITS.failedAgents + 1 }, () => ({ digest: 'a'.repeat(64) })),
    },
  }),
  'hello.node.agent.failed',
);
test(
  'a digest that could be a path',
  refusesCoordinator,
  { agentVersion: { wanted: { version: '2', digest: '../../etc', bytes: 1 } } },
  'agent-version.wanted.digest',
);
test(
  'an agent larger than one may be',
  refusesCoordinator,
  {
    agentVersion: {
      wanted: { version: '2', digest: 'a'.repeat(64), bytes: LIMITS.agentArchiveBytes + 1 },
    },
  },
  'agent-version.wanted.bytes',
);
test(
  'a negative amount',
  refusesAgent,
  hello({ ...NODE, inventory: { ...NODE.inventory, resources: { cpu: { total: -1 } } } }),
  'hello.node.inventory.resources.cpu.total',
);
test(
  'an unsafe integer',
  refusesAgent,
  hello({ ...NODE, inventory: { ...NODE.inventory, resources: { cpu: { total: '9007199254740993' } } } }),
  'hello.node.inventory.resources.cpu.total',
);
test(
  'not a number',
  refusesAgent,
  hello({ ...NODE, inventory: { ...NODE.inventory, resources: { cpu: { allocationRatio: Number.NaN } } } }),
  'hello.node.inventory.resources.cpu.allocationRatio',
);
test(
  'a port out of range',
  refusesAgent,
  hello({ ...NODE, inventory: { ports: { first: 70_000, last: 1 } } }),
  'hello.node.inventory.ports.first',
);
test(
  'an unspecified enum',
  refusesAgent,
  { status: { statuses: [STATUS, { placement: 'a/b/0.2' }] } },
  'status.statuses[1].phase',
);
test(
  'an enum value of a later version',
  refusesAgent,
  { status: { statuses: [{ placement: 'a/b/0.2', phase: 99 as 1 }] } },
  'status.statuses[0].phase',
);
test(
  'a bad placement id',
  refusesAgent,
  { status: { statuses: [{ ...STATUS, placement: 'a/b' }] } },
  'status.statuses[0].placement',
);
test(
  'too many statuses',
  refusesAgent,
  { status: { statuses: Array.from({ length: LIMITS.statusesPerReport + 1 }, () => STATUS) } },
  'status.statuses',
);
test(
  'a log chunk too large',
  refusesAgent,
  { logChunk: { stream: 's', data: new Uint8Array(LIMITS.logChunkBytes + 1) } },
  'log-chunk.data',
);
test(
  'a digest of another length',
  refusesAgent,
  { heartbeat: { assignmentDigest: Buffer.alloc(7) } },
  'heartbeat.assignmentDigest',
);
test(
  'a run hash that names nothing',
  refusesCoordinator,
  assignment({ placements: [ASSIGNED, { ...ASSIGNED, runHash: 'other' }] }),
  'assignment.placements[1].runHash',
);
test(
  'quantities of a run that an earlier part has',
  refusesCoordinator,
  assignment({ placements: [{ ...ASSIGNED, runHash: 'other', quantitiesOfRun: true }], piecesBefore: 1 }),
  'assignment.placements[0].runHash',
);
test(
  'a run hash that names what every object has',
  refusesCoordinator,
  assignment({ placements: [{ ...ASSIGNED, runHash: 'constructor' }] }),
  'assignment.placements[0].runHash',
);
test(
  'a claim is missing',
  refusesCoordinator,
  assignment({ placements: [{ ...ASSIGNED, claim: null }] }),
  'assignment.placements[0].claim',
);
test(
  'no program',
  refusesCoordinator,
  assignment({ runs: { h: { ...RUN, process: { stopSignal: 'SIGTERM' } } } }),
  'assignment.runs.h.process.command',
);
test(
  'a port name that is none',
  refusesCoordinator,
  assignment({ runs: { h: { ...RUN, resources: { ports: { 'A B': { fixed: 0 } } } } } }),
  'assignment.runs.h.resources.ports.A B',
);
test(
  'too many placements',
  refusesCoordinator,
  assignment({
    placements: Array.from({ length: LIMITS.claimsPerNode + 1 }, () => ASSIGNED),
  }),
  'assignment.placements',
);
test(
  'more log than may be asked for',
  refusesCoordinator,
  { logRequest: { stream: 's', placement: 'a/b/0.1', tailBytes: LIMITS.logTailBytes + 1 } },
  'log-request.tailBytes',
);
test(
  'one device and a half',
  refusesCoordinator,
  assignment({ runs: { h: { ...RUN, resources: { devices: { gpu: 1500 } } } } }),
  'assignment.runs.h.resources.devices.gpu',
);
test(
  'shares of more devices than there are',
  refusesCoordinator,
  assignment({ placements: [{ ...ASSIGNED, claim: { devices: ['g'], deviceMillis: [1, 1] } }] }),
  'assignment.placements[0].claim.deviceMillis',
);
test(
  'more than a whole device is held',
  refusesCoordinator,
  assignment({ placements: [{ ...ASSIGNED, claim: { devices: ['g'], deviceMillis: [1001] } }] }),
  'assignment.placements[0].claim.deviceMillis[0]',
);
test(
  'a device that would change the prototype',
  refusesCoordinator,
  assignment({ placements: [{ ...ASSIGNED, claim: { devices: ['__proto__'] } }] }),
  'assignment.placements[0].claim.devices[0]',
);
test('a lease of nothing', refusesCoordinator, { welcome: { heartbeatMs: 1 } }, 'welcome.leaseMs');

test('a key that would change the prototype is refused', (t) => {
  const labels = JSON.parse('{"__proto__": "x"}');
  refusesAgent(t, hello({ ...NODE, labels }), 'hello.node.labels.__proto__');
});

test('bytes over the bound of a message are refused before they are read', (t) => {
  const error = t.throws(() => fleetCodec.decodeAgent(new Uint8Array(LIMITS.messageBytes + 1)), {
    instanceOf: BerthError,
  });
  t.is(error?.code, 'invalid_request');
  t.regex(error?.message ?? '', /4194305 bytes/);
});

const BLOCK = {
  format: 2,
  ledgerId: 'l',
  index: 7,
  recordId: 'r',
  previousHash: new Uint8Array(32),
} satisfies Sent<'berth.ledger.v1.Block'>;
const MADE = {
  workload: 'a/b',
  cause: 'PLACEMENT_CAUSE_APPLIED',
  replicas: [0, 1],
  nodeNames: ['n'],
  nodeIndexes: [0, 0],
} satisfies Sent<'berth.ledger.v1.PlacementsMade'>;

function damaged(t: ExecutionContext, block: Sent<'berth.ledger.v1.Block'>, path: string) {
  refuses(t, () => blockCodec.decode(blockWire.encode(block)), 'corrupt', path);
}

function made(change: Sent<'berth.ledger.v1.PlacementsMade'>): Sent<'berth.ledger.v1.Block'> {
  return { ...BLOCK, events: [{ placementsMade: { ...MADE, ...change } }] };
}

test('the block that the damage below is done to is fine itself', (t) => {
  t.notThrows(() => blockCodec.decode(blockWire.encode(made({}))));
});
test('no block', damaged, {}, 'block.format');
test('an earlier format', damaged, { ...BLOCK, format: 1 }, 'block 7.format');
test('a later format', damaged, { ...BLOCK, format: 3 }, 'block 7.format');
test('no index', damaged, { ...BLOCK, index: 0 }, 'block.index');
test('no ledger', damaged, { ...BLOCK, ledgerId: '' }, 'block 7.ledgerId');
test(
  'a hash of another length',
  damaged,
  { ...BLOCK, previousHash: new Uint8Array(31) },
  'block 7.previousHash',
);
test(
  'an event of no known kind',
  damaged,
  { ...BLOCK, events: [{ stackDeleted: { stack: 's', actor: { name: 'x' } } }, {}] },
  'block 7.events[1].kind',
);
test(
  'no actor',
  damaged,
  { ...BLOCK, events: [{ stackDeleted: { stack: 's' } }] },
  'block 7.events[0].stackDeleted.actor',
);
test(
  'a spec that is no JSON',
  damaged,
  { ...BLOCK, events: [{ stackApplied: { stack: 's', specJson: '{' } }] },
  'block 7.events[0].stackApplied.specJson',
);
test(
  'the spec of another stack',
  damaged,
  { ...BLOCK, events: [{ stackApplied: { stack: 's', specJson: '{"stack":"x","workloads":{}}' } }] },
  'block 7.events[0].stackApplied.specJson',
);
test(
  'a column too short',
  damaged,
  made({ nodeIndexes: [0] }),
  'block 7.events[0].placementsMade.nodeIndexes',
);
test(
  'a node index that names nothing',
  damaged,
  made({ nodeIndexes: [0, 1] }),
  'block 7.events[0].placementsMade.nodeIndexes[1]',
);
test(
  'ports for other rows',
  damaged,
  made({ portNames: ['http'], ports: [1] }),
  'block 7.events[0].placementsMade.ports',
);
test(
  'devices for other rows',
  damaged,
  made({ deviceCounts: [1], deviceNames: ['g'] }),
  'block 7.events[0].placementsMade.deviceCounts',
);
test(
  'devices of nobody',
  damaged,
  made({ deviceCounts: [1, 1], deviceNames: ['g'] }),
  'block 7.events[0].placementsMade.deviceNames',
);

test(
  'shares of other devices',
  damaged,
  made({ deviceCounts: [1, 1], deviceNames: ['g', 'h'], deviceMillis: [500] }),
  'block 7.events[0].placementsMade.deviceMillis',
);
test(
  'more than a whole device',
  damaged,
  made({ deviceCounts: [1, 1], deviceNames: ['g', 'h'], deviceMillis: [500, 1001] }),
  'block 7.events[0].placementsMade.deviceMillis[1]',
);
test(
  'a share of nothing',
  damaged,
  made({ deviceCounts: [1, 1], deviceNames: ['g', 'h'], deviceMillis: [0, 500] }),
  'block 7.events[0].placementsMade.deviceMillis[0]',
);
test(
  'one device twice in a row',
  damaged,
  made({ deviceCounts: [0, 2], deviceNames: ['g', 'g'] }),
  'block 7.events[0].placementsMade.deviceNames[1]',
);

test('devices without shares are whole, and whole ones are written without shares', (t) => {
  const block = blockCodec.decode(
    blockWire.encode(made({ deviceCounts: [1, 2], deviceNames: ['g', 'g', 'h'] })),
  );
  t.like(block.events[0], { devices: [{ g: 1000 }, { g: 1000, h: 1000 }] });
  const [event] = blockWire.decode(blockCodec.encode(block)).events;
  t.deepEqual(event?.placementsMade?.deviceMillis, []);
});

test('a block is not limited in its counts: limits may change, facts do not', (t) => {
  const statuses = Array.from({ length: LIMITS.statusesPerReport + 1 }, () => STATUS);
  const block = blockCodec.decode(
    blockWire.encode({ ...BLOCK, events: [{ placementsObserved: { node: 'n', statuses } }] }),
  );
  t.is(block.events.length, 1);
});

test('an amount that is not whole is a bug of the sender, and not sent', (t) => {
  const block: Block = {
    ledgerId: 'l',
    index: 1,
    epoch: 1,
    leader: 'c',
    recordId: 'r',
    timeMs: 1.5,
    previousHash: '0'.repeat(64),
    events: [],
  };
  t.throws(() => blockCodec.encode(block), { name: 'AssertionError' });
});
