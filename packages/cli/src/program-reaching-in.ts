/** Commands that reach into running copies. */
import type { Command } from 'commander';
import { exec } from './commands/exec.js';
import { logs } from './commands/logs.js';
import type { Effects } from './effects.js';
import { command, common, count, duration } from './program-parts.js';

export function addReachingIn(program: Command, effects: Effects, exit: (code: number) => void): void {
  common(command(program, 'logs', 'what a copy, or all of a workload, print', 'berth logs shop/web -f'))
    .argument('<target>', 'a placement, or "stack/workload" for all its copies')
    .option('-f, --follow', 'go on with what comes, also after a loss of the connection')
    .option('--tail <lines>', 'the last lines of each (200; all with --since)', count)
    .option('--since <duration>', 'what was printed so long ago or later, to some 5 seconds', duration)
    .option('--timestamps', 'says why there are none')
    .action((target, options) => logs(target, options, effects));
  common(
    command(
      program,
      'exec',
      'run a command in a running copy; its exit code is that of the command',
      'berth exec shop/web -it -- sh',
    ),
  )
    .argument('<target>', 'a placement, or "stack/workload" for its first copy')
    .argument('<command...>', 'a program and its arguments; no shell reads them')
    .option('-i, --interactive', 'send standard input')
    .option('-t, --tty', 'on a terminal; "~." at the beginning of a line ends it')
    .option('--reason <text>', 'why, for the ledger')
    .action(async (target, words: string[], options) => exit(await exec(target, words, options, effects)));
}
