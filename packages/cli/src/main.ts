/** `berth`: the command line on the streams of this process. */
import { onSignals } from '@berth/runtime';
import { commandLine } from './command-line.js';

const { env, stdin, stdout, stderr } = process;
const abort = new AbortController();
onSignals(['SIGINT', 'SIGTERM', 'SIGHUP'], () => abort.abort());
// The reader may go away first, e.g. `berth events | head`, or a terminal that is closed: that is no error.
for (const stream of [stdout, stderr]) {
  stream.on('error', (thrown: { code?: string }) => {
    if (thrown.code !== 'EPIPE' && thrown.code !== 'EIO') throw thrown;
    abort.abort();
  });
}
process.exitCode = await commandLine(process.argv.slice(2), {
  ...{ env, stdin, stdout, stderr },
  signal: abort.signal,
});
