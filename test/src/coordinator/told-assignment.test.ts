/** What a coordinator sends an agent of its assignment, and when it sends everything again. */
import { ToldAssignment } from '@berth/coordinator';
import {
  AssignmentDigest,
  AssignmentSizes,
  type CoordinatorMessage,
  LIMITS,
  type NodeRecord,
  nodeId,
} from '@berth/core';
import type { FleetLink } from '@berth/transport';
import test from 'ava';
import { assignmentOf } from '../core/assignment-fixture.js';
import { VirtualClock } from '../transport/virtual-clock.js';

const CROSS_MS = 7_500;
const NOTHING = { assignmentVersion: 0, assignmentDigest: new AssignmentDigest().toString() };

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
  const node = { assignmentVersion: 7, digest: new AssignmentDigest() } as NodeRecord;
  return { clock, sent, errors, told, link, node, state };
}

test('only an agent that says that it takes pieces gets any', (t) => {
  for (const takesPieces of [undefined, true as const]) {
    const { told, link, sent } = scene(takesPieces);
    told.tell(link, assignmentOf(10, 64 * 1024));
    t.is(sent.length > 1, takesPieces === true);
    t.is(told.version, 7);
  }
});

test('it counts as told only when every part was sent', (t) => {
  const { told, link, state, node } = scene(true);
  state.room = 3;
  told.tell(link, assignmentOf(10, 64 * 1024));
  t.is(told.version, undefined);
  t.false(told.staysBehind(NOTHING, node));
});

test('an agent that stays behind gets everything again, but not while that may be on its way over a slow link', (t) => {
  const { told, link, clock, node } = scene(true);
  told.tell(link, assignmentOf(1, 10));
  clock.advance(CROSS_MS - 1);
  t.false(told.staysBehind(NOTHING, node));
  clock.advance(1);
  t.true(told.staysBehind(NOTHING, node));
  t.false(told.staysBehind({ assignmentVersion: 7, assignmentDigest: node.digest.toString() }, node));
  t.true(told.staysBehind({ assignmentVersion: 7, assignmentDigest: 'other' }, node));

  // 6.4 MB at 16 KB/s, and then 3.2 MB behind them.
  told.tell(link, assignmentOf(100, 64_000));
  clock.advance(60_000);
  told.tell(link, assignmentOf(50, 64_000));
  clock.advance(539_000);
  t.false(told.staysBehind(NOTHING, node));
  clock.advance(61_000);
  t.true(told.staysBehind(NOTHING, node));
});

test('what is over the bound of an assignment is not sent, and said', (t) => {
  const { told, link, sent, errors, clock, node } = scene(true);
  told.tell(link, assignmentOf(65, 1024 * 1024));
  t.is(sent.length, 0);
  t.regex(errors.join(), /^a node has too much to run: .* over the bound of 67108864: move some of it/);
  clock.advance(CROSS_MS);
  t.true(told.staysBehind(NOTHING, node), 'it is tried again: some of it may have ended');
});
