// Tests are compiled first: `tsc -b`, then ava on test/dist. `timeout` ends a run that hangs; no test depends on it.
export default {
  files: ['test/dist/**/*.test.js'],
  concurrency: 2,
  timeout: '5m',
  environmentVariables: { NODE_ENV: 'test' },
};
