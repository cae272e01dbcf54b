// ava's command, with one fault of ava 7.0.0 mended: when no test ends for as long as `timeout` says, its TAP reporter throws
// while it is about to name the tests that hang, for it takes their error for one that came from a worker.
import TapReporter from '../node_modules/ava/lib/reporters/tap.js';

for (const method of ['writeTimeout', 'writeProcessExit']) {
  const original = TapReporter.prototype[method];
  TapReporter.prototype[method] = function (event) {
    const { writeTest } = this;
    this.writeTest = ({ err, ...test }, flags) =>
      writeTest.call(this, { ...test, err: { type: 'native', name: err.name, originalError: err } }, flags);
    original.call(this, event);
    delete this.writeTest;
  };
}

await import('../node_modules/ava/entrypoints/cli.mjs');
