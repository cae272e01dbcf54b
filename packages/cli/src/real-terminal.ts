/** Standard input and output of this program, as the terminal that they may be. */
import { spawnSync } from 'node:child_process';
import type { Terminal } from './effects.js';

export function realTerminal(term = ''): Terminal {
  const { stdin, stdout } = process;
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
      stdin.setRawMode(true);
      // Node leaves the treatment of line ends on, which the terminal at the other end does already.
      spawnSync('stty', ['-opost'], { stdio: ['inherit', 'ignore', 'ignore'] });
      return () => void stdin.setRawMode(false);
    },
    input: () => stdin,
    close: () => void stdin.destroy(),
  };
}
