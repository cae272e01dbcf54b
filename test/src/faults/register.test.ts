/** The judge of reads has to turn red on histories that no order explains. */
import test from 'ava';
import { registerFaults, type Timed, type WriteBegun } from './register.js';

const at = (version: number, invokedMs: number, endedMs: number): Timed => ({ version, invokedMs, endedMs });
const acked = (...args: Parameters<typeof at>): WriteBegun => ({ ...at(...args), isAcknowledged: true });
const WRITES = [acked(1, 0, 10), acked(2, 20, 30), { ...at(3, 40, 90), isAcknowledged: false }];

test('reads that see what was written, or what is being written, are in order', (t) => {
  t.deepEqual(registerFaults(WRITES, [at(1, 11, 19), at(1, 15, 35), at(2, 25, 28), at(3, 50, 60)]), []);
  t.deepEqual(registerFaults(WRITES, [at(2, 95, 99)]), [], 'the last write did not happen');
});

for (const [what, reads, fault] of [
  ['older than what was acknowledged', [at(1, 31, 35)], /1 was read .* after 2 was acknowledged/],
  ['older than what was read', [at(3, 41, 45), at(2, 46, 47)], /2 was read .* after 3 was read/],
  ['newer than anything that was begun', [at(3, 31, 35)], /3 was read .* before it was written/],
] as const) {
  test(`a read that is ${what} is found`, (t) => {
    const faults = registerFaults(WRITES, reads);
    t.is(faults.length, 1);
    t.regex(faults[0] ?? '', fault);
  });
}
