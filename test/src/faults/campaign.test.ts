/** The faults that take little time, once each, on real processes: the short form of `npm run test:faults`. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { run } from '../e2e/cluster.js';
import { FAULTS } from './fault-table.js';
import type { Summary } from './main.js';

const MAIN = join(dirname(fileURLToPath(import.meta.url)), 'main.js');

test('whatever dies, stands still or is cut off: what was acknowledged stays, nothing runs twice, nothing is over-committed', async (t) => {
  t.timeout(280_000);
  const { code, stdout, stderr } = await run(process.execPath, [MAIN, '--short', '--json'], process.env);
  for (const line of stderr.trimEnd().split('\n')) t.log(line);
  const { faults, violations, operations } = JSON.parse(stdout) as Summary;
  t.deepEqual(violations, []);
  t.is(code, 0);
  t.deepEqual(
    faults.map(({ fault, rounds }) => [fault, rounds]),
    FAULTS.filter(({ isShort }) => isShort).map(({ name }) => [name, 1]),
  );
  t.true(operations.acknowledged > 50, `${operations.acknowledged} acknowledged`);
});
