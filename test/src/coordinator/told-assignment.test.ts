/** What a coordinator sends an agent of its assignment, and when it sends everything again. */
import { ToldAssignment } from '@berth/coordinator';
import {
  type Assignment,
  AssignmentDigest,
  AssignmentSizes,
  type CoordinatorMessage,
  LIMITS,
  type NodeRecord,
  nodeId,
  placementId,
  workloadKey,
} from '@berth/core';
import type { FleetLink } from '@berth/transport';
import test from 'ava';
import { workload } from '../core/cluster-fixture.js';
import { VirtualClock } from '../transport/virtual-clock.js';

const KEY = workloadKey('shop', 'task');
const CROSS_MS = 7_500;
const NOTHING = { assignmentVersion: 0, assignmentDigest: new AssignmentDigest().toString() };

/** One copy that has a file of so many bytes. */
function assignment(fileBytes: number, copies = 1): Assignment {
  const file = { content: '.'.repeat(fileBytes), mode: 0o400, onChange: 'restart' as const };
  const run = () => ({ ...workload().run, files: { file } });
  const all = Array.from({ length: copies }, (_, at) => at);
  return {
    ...{
      kind: 'assignment',
      epoch: 1,
      form: 'snapshot',
      baseVersion: 0,
      version: 1,
      digest: 'd',
      removed: [],
    },
    placements: all.map((at) => ({
      ...{ id: placementId(KEY, at, 1), workload: KEY, replica: at, generation: 1, runHash: `h${at}` },
      ...{ claim: { quantities: {}, ports: {}, devices: {} }, desired: 'running' },
    })),
    runs: Object.fromEntries(all.map((at) => [`h${at}`, run()])),
  };
}

function scene(takesPieces?: true) {
  const clock = new VirtualClock();
  const sent: CoordinatorMessage[] = [];
  const errors: string[] = [];
  const quiet = () => {};
  const log = { debug: quiet, info: quiet, warn: quiet, error: (what: string) => void errors.push(what) };
  const sizes = new AssignmentSizes();
  const pieceBytes = LIMITS.assignmentPieceBytes;
  const told = new ToldAssignment({ clock, log, sizes, pieceBytes, crossMs: CROSS_MS }, takesPieces);
  const state = { room: Number.POSITIVE_INFINITY };
  const link: FleetLink = {
    ...{ node: nodeId('a'), carrier: 'words', close: quiet },
    send: (message) => sent.length < state.room && sent.push(message) > 0,
  };
  const node = { assignmentVersion: 1, digest: new AssignmentDigest() } as NodeRecord;
  return { clock, sent, errors, told, link, node, state };
}

test('only an agent that says that it takes pieces gets any', (t) => {
  for (const takesPieces of [undefined, true as const]) {
    const { told, link, sent } = scene(takesPieces);
    told.tell(link, assignment(64 * 1024, 10));
    t.is(sent.length > 1, takesPieces === true);
    t.is(told.version, 1);
  }
});

test('it counts as told only when every part was sent', (t) => {
  const { told, link, state, node } = scene(true);
  state.room = 3;
  told.tell(link, assignment(64 * 1024, 10));
  t.is(told.version, undefined);
  t.false(told.staysBehind(NOTHING, node));
});

test('an agent that stays behind gets everything again, but not while that may be on its way over a slow link', (t) => {
  const { told, link, clock, node } = scene(true);
  told.tell(link, assignment(10));
  clock.advance(CROSS_MS - 1);
  t.false(told.staysBehind(NOTHING, node));
  clock.advance(1);
  t.true(told.staysBehind(NOTHING, node));
  t.false(told.staysBehind({ assignmentVersion: 1, assignmentDigest: node.digest.toString() }, node));
  t.true(told.staysBehind({ assignmentVersion: 1, assignmentDigest: 'other' }, node));

  // 6.4 MB at 16 KB/s, and then 3.2 MB behind them.
  told.tell(link, assignment(64_000, 100));
  clock.advance(60_000);
  told.tell(link, assignment(64_000, 50));
  clock.advance(539_000);
  t.false(told.staysBehind(NOTHING, node));
  clock.advance(61_000);
  t.true(told.staysBehind(NOTHING, node));
});

test('what is over the bound of an assignment is not sent, and said', (t) => {
  const { told, link, sent, errors, clock, node } = scene(true);
  told.tell(link, assignment(1024 * 1024, 65));
  t.is(sent.length, 0);
  t.regex(errors.join(), /^a node has too much to run: .* over the bound of 67108864: move some of it/);
  clock.advance(CROSS_MS);
  t.true(told.staysBehind(NOTHING, node), 'it is tried again: some of it may have ended');
});
