// Tests are compiled first: `tsc -b`, then ava on test/dist. `timeout` ends a run that hangs; no test depends on it.
import { byDuration, TOGETHER } from './scripts/whole-run.mjs';

const grouped = Object.values(TOGETHER).flat();

/** Of all tests together (scripts/test.mjs): more files than cores, because many of them wait. */
const WHOLE_RUN = {
  files: ['test/dist/**/*.test.js', ...grouped.map((beginning) => `!test/dist/${beginning}*.test.js`)],
  concurrency: 3,
  require: ['./scripts/without-source-maps.mjs'],
};

export default {
  files: ['test/dist/**/*.test.js', '!test/dist/together/**'],
  concurrency: 2,
  sortTestFiles: byDuration,
  timeout: '5m',
  environmentVariables: { NODE_ENV: 'test' },
  ...(process.env.BERTH_WHOLE_RUN && WHOLE_RUN),
};
