/** Large assignments: what they are broken into, over the wire, and what an agent makes of the parts. */
import { AssignmentPieces } from '@berth/agent/testing';
import { type Assignment, AssignmentSizes, LIMITS, splitAssignment } from '@berth/core';
import { fleetCodec } from '@berth/transport';
import test from 'ava';
import fc from 'fast-check';
import { COORDINATOR_MESSAGES } from '../transport/generators.js';
import { assignmentOf } from './assignment-fixture.js';

const wholes = COORDINATOR_MESSAGES.assignment.map(({ piecesBefore: _pieces, ...whole }): Assignment => {
  const ids = new Set<string>();
  const single = whole.placements.filter(({ id }) => !ids.has(id) && ids.add(id));
  // As nearly always: the quantities of the run itself.
  const placements = single.map((it) => {
    const { quantities } = whole.runs[it.runHash]?.resources ?? it.claim;
    return it.replica % 2 === 0 ? { ...it, claim: { ...it.claim, quantities } } : it;
  });
  // What nobody names does not travel.
  const named = new Set(placements.map(({ runHash }) => runHash));
  const runs = Object.fromEntries(Object.entries(whole.runs).filter(([hash]) => named.has(hash)));
  return { ...whole, placements, runs, form: whole.form === 'piece' ? 'delta' : whole.form };
});

function overTheWire(part: Assignment): Assignment {
  return fleetCodec.decodeCoordinator(fleetCodec.encodeCoordinator(part)) as Assignment;
}

/** Each piece in its place, and the last part. */
function taken(parts: readonly Assignment[], pieces = new AssignmentPieces()): Assignment | undefined {
  for (const part of parts.slice(0, -1)) pieces.keep(part);
  return pieces.complete(parts.at(-1) as Assignment);
}

test('parts are small, and make up the whole again, in any order and with any of them twice', (t) => {
  const sizes = new AssignmentSizes();
  fc.assert(
    fc.property(
      wholes,
      fc.integer({ min: 1, max: 4_000 }),
      fc.infiniteStream(fc.nat()),
      (whole, most, chance) => {
        const { parts } = splitAssignment(whole, most, sizes);
        const isSmall = (part: Assignment) =>
          sizes.of(part) <= most || part.placements.length + part.removed.length === 1;
        t.true(parts.every(isSmall));
        t.true(parts.every(({ form }, at) => form === (at < parts.length - 1 ? 'piece' : whole.form)));
        const sent = parts.flatMap(({ runs }) => Object.keys(runs));
        t.is(new Set(sent).size, sent.length, 'no run travels twice');
        const received = parts.map(overTheWire);
        const last = received.pop() as Assignment;
        const jumbled = [...received, ...received].sort(() => (chance.next().value % 3) - 1);
        t.deepEqual(taken([...jumbled, last]), whole);
        if (received.length === 0) return;
        const lost = chance.next().value % received.length;
        t.is(taken([...received.filter((_, at) => at !== lost), last]), undefined);
      },
    ),
    { numRuns: 50 },
  );
});

test('what is over the bound of a message goes in messages that are far below it', (t) => {
  const whole = assignmentOf(80, LIMITS.fileBytes);
  t.true(fleetCodec.encodeCoordinator(whole).length > LIMITS.messageBytes);
  const { parts } = splitAssignment(whole, LIMITS.assignmentPieceBytes, new AssignmentSizes());
  const lengths = parts.map((part) => fleetCodec.encodeCoordinator(part).length);
  t.true(Math.max(...lengths) < LIMITS.assignmentPieceBytes + 4_096);
  t.deepEqual(taken(parts.map(overTheWire)), whole);
});

test('a small one is sent as it is', (t) => {
  const whole = assignmentOf(3, 10);
  const { parts } = splitAssignment(whole, LIMITS.assignmentPieceBytes, new AssignmentSizes());
  t.is(parts[0], whole);
  t.is(parts.length, 1);
});

test('pieces of another epoch, version or base, or from before the end of a link, make up nothing', (t) => {
  const split = (whole: Assignment) => splitAssignment(whole, 500, new AssignmentSizes()).parts;
  const parts = split(assignmentOf(5, 300));
  const others = [{ epoch: 3 }, { version: 8 }, { baseVersion: 6 }];
  for (const other of others) {
    const pieces = new AssignmentPieces();
    const theirs = parts.map((part) => ({ ...part, ...other }));
    t.is(taken([...theirs.slice(0, -1), parts.at(-1) as Assignment], pieces), undefined);
    for (const piece of theirs.slice(0, 2)) pieces.keep(piece);
    t.is(
      taken(parts, pieces)?.placements.length,
      5,
      'what comes of another one takes the place of what was kept',
    );
  }
  const pieces = new AssignmentPieces();
  for (const piece of parts.slice(0, -1)) pieces.keep(piece);
  pieces.clear();
  t.is(pieces.complete(parts.at(-1) as Assignment), undefined);
});

test('an agent keeps no more than an assignment may have', (t) => {
  const pieces = new AssignmentPieces();
  const { placements, ...rest } = assignmentOf(1, 1);
  const many = Array.from(
    { length: LIMITS.claimsPerNode },
    () => placements[0] as Assignment['placements'][number],
  );
  const piece = (piecesBefore: number, of: Assignment['placements']): Assignment => ({
    ...{ ...rest, placements: of, form: 'piece', piecesBefore },
  });
  t.true(pieces.keep(piece(0, many)));
  t.false(pieces.keep(piece(1, placements)));
  const bytes = piece(0, []);
  const heavy = { ...bytes, runs: assignmentOf(1, LIMITS.agentQueueBytes / 2).runs };
  t.true(pieces.keep({ ...heavy, piecesBefore: 0 }));
  t.false(pieces.keep({ ...heavy, piecesBefore: 1 }));
  t.true(pieces.keep({ ...heavy, piecesBefore: 1 }), 'nothing was kept');
});
