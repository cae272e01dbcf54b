/** Standard input and output, as the terminal that they may be. */
import { spawnSync } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import type { Terminal } from './effects.js';

/** Those of the process know whether they are a terminal; others are none. */
export type Streams = {
  readonly stdin: Readable & Partial<Pick<ReadStream, 'isTTY' | 'setRawMode'>>;
  readonly stdout: Writable & Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'rows'>>;
};

export function realTerminal({ stdin, stdout }: Streams, term = ''): Terminal {
  return {
    isTerminal: stdin.isTTY === true,
    term,
    size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
    onResize: (run) => {
      stdout.on('resize', run);
      return () => void stdout.off('resize', run);
    },
    raw: () => {
      if (stdin.isTTY !== true) return () => {};
      stdin.setRawMode?.(true);
      // Node leaves the treatment of line ends on, which the terminal at the other end does already.
      spawnSync('stty', ['-opost'], { stdio: ['inherit', 'ignore', 'ignore'] });
      return () => void stdin.setRawMode?.(false);
    },
    input: () => stdin,
    close: () => void stdin.destroy(),
  };
}
