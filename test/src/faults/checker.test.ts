/** The checker of histories: silent on a true one, and told apart from it by every single edit. */
import { type Block, type LedgerEvent, nodeId, type ReservationId } from '@berth/core';
import test from 'ava';
import { keyOf } from '../builders/cluster-view.js';
import { node } from '../builders/node.js';
import { stack, workload } from '../core/cluster-fixture.js';
import { faultsOf, ranTwice } from './checker.js';
import type { Operation } from './history.js';

const ACTOR = { name: 'tester' };
const applied = (name: string): LedgerEvent => ({
  kind: 'stack.applied',
  stack: name,
  version: 1,
  spec: stack(name, { w: workload() }),
  actor: ACTOR,
  atMs: 0,
});
const made = (name: string, firstGeneration = 1): LedgerEvent => ({
  kind: 'placements.made',
  workload: keyOf(`${name}/w`),
  version: 1,
  cause: 'applied',
  firstGeneration,
  replicas: [0],
  nodes: [nodeId('a')],
  portNames: [],
  ports: [],
  devices: [],
  atMs: 0,
});
const held = (id: string, cpu = 100): LedgerEvent => ({
  kind: 'reservations.held',
  reservations: [
    {
      id: id as ReservationId,
      node: nodeId('a'),
      claim: { quantities: { cpu }, ports: {}, devices: {} },
      holder: id,
      expiresAtMs: 1,
    },
  ],
  actor: ACTOR,
  atMs: 0,
});

function blocksOf(...events: readonly (readonly LedgerEvent[])[]): Block[] {
  return events.map((list, at) => ({
    ...{ ledgerId: 'l', index: at + 1, epoch: 1, leader: 'c', recordId: `r${at}`, timeMs: 0 },
    previousHash: '',
    events: list,
  }));
}

const BLOCKS = blocksOf(
  [{ kind: 'node.registered', node: node({ id: 'a', cpu: 1000 }).info, instance: 'i', atMs: 0 }],
  [applied('one'), made('one')],
  [held('r-1')],
  [{ kind: 'stack.deleted', stack: 'one', actor: ACTOR }],
);
const at = (invokedMs: number, outcome: Operation['outcome'] = 'acknowledged') => ({
  invokedMs,
  endedMs: invokedMs + 5,
  outcome,
});
const HISTORY: Operation[] = [
  {
    kind: 'apply',
    stack: 'one',
    reply: {
      kind: 'applied',
      stack: 'one',
      version: 1,
      changed: true,
      workloads: [
        {
          workload: keyOf('one/w'),
          wanted: 1,
          placed: ['one/w/0.1' as never],
          stopped: [],
          preempted: [],
          missing: 0,
          rejects: [],
        },
      ],
    },
    ...at(10),
  },
  { kind: 'place', holder: 'p', reservations: ['r-1'], ...at(20) },
  { kind: 'delete', stack: 'one', ...at(30) },
  { kind: 'apply', stack: 'never', ...at(40, 'unknown') },
];

test('a true history has no faults', (t) => {
  t.deepEqual(faultsOf(HISTORY, BLOCKS), []);
});

const edits: readonly [string, readonly Operation[], readonly Block[], RegExp][] = [
  [
    'an acknowledged operation that is not there',
    [...HISTORY, { kind: 'apply', stack: 'lost', ...at(50) }],
    BLOCKS,
    /apply lost .* 0 times/,
  ],
  [
    'one that is there twice',
    HISTORY,
    [...BLOCKS, ...blocksOf([], [], [], [], [held('r-1')]).slice(4)],
    /place p .* 2 times/,
  ],
  ['a gap', HISTORY, BLOCKS.filter(({ index }) => index !== 3), /block 4 follows block 2/],
  [
    'an epoch that goes back',
    HISTORY,
    [...BLOCKS.slice(0, 3), { ...(BLOCKS[3] as Block), epoch: 0 }],
    /epoch 0, after 1/,
  ],
  [
    'real time turned round',
    HISTORY.map((operation) => (operation.kind === 'place' ? { ...operation, ...at(1) } : operation)),
    BLOCKS,
    /apply one began after place p/,
  ],
  [
    'a reply that names what was not made',
    HISTORY,
    blocksOf(...BLOCKS.map(({ events }) => events.filter(({ kind }) => kind !== 'placements.made'))),
    /told of one\/w\/0\.1/,
  ],
  [
    'a placement that is made twice',
    HISTORY,
    [...BLOCKS, ...blocksOf([], [], [], [], [made('one')]).slice(4)],
    /one\/w\/0\.1 is made by blocks 2 and 5/,
  ],
  [
    'one that was refused and is there',
    HISTORY.map((operation) =>
      operation.kind === 'delete' ? { ...operation, ...at(30, 'refused') } : operation,
    ),
    BLOCKS,
    /delete one was refused, and is in the ledger at 4/,
  ],
  [
    'a reservation that was refused and is there',
    [...HISTORY, { kind: 'place', holder: 'r-1', ...at(20, 'refused') }],
    BLOCKS,
    /place r-1 was refused, and is in the ledger at 3/,
  ],
  [
    'one without an answer that is there twice',
    HISTORY,
    [...BLOCKS, ...blocksOf([], [], [], [], [applied('never')], [applied('never')]).slice(4)],
    /apply never was asked once, and is in the ledger at 5, 6/,
  ],
  [
    'more than there is',
    HISTORY,
    [...BLOCKS, ...blocksOf([], [], [], [], [held('r-2', 2000)]).slice(4)],
    /a holds \d+ of 1000 cpu/,
  ],
];
for (const [what, operations, blocks, fault] of edits) {
  test(`told apart: ${what}`, (t) => {
    t.regex(faultsOf(operations, blocks).join('\n'), fault);
  });
}

test('told apart: a placement that runs twice', (t) => {
  const runs = ['s0-0/w/0.1 100 5000', 's0-1/w/0.1 101 5001', 's0-0/w/0.2 102 5002'];
  t.deepEqual(ranTwice(runs), []);
  t.deepEqual(ranTwice([...runs, 's0-1/w/0.1 103 5003']), [
    's0-1/w/0.1 ran twice: as 101, 5001 and as 103, 5003',
  ]);
});
