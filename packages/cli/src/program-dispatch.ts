/** Commands about runs that are asked for. */
import type { Command } from 'commander';
import { dispatch, listDispatches, stopDispatch } from './commands/dispatch.js';
import type { Effects } from './effects.js';
import { command, common, many, reading } from './program-parts.js';

export function addDispatch(program: Command, effects: Effects, exit: (code: number) => void): void {
  const what = 'run a batch that is asked for; with --follow its exit code is the one of the run';
  const runs = common(
    command(program, 'dispatch', what, 'berth dispatch shop/resize --param file=a.jpg --follow'),
  )
    .argument('<workload>', '"stack/workload"')
    .option('--param <name=value>', 'a parameter, again for more', many, [])
    .option('--input-file <file>', 'its input; - reads standard input')
    .option('--id <id>', 'asked for twice it is one run; made up unless said')
    .option('-f, --follow', 'show what it prints, and wait for its end')
    .option('--reason <text>', 'why, for the ledger')
    .enablePositionalOptions()
    .action(async (workload, options) => exit(await dispatch(workload, options, effects)));
  reading(command(runs, 'ls', 'runs that go on, and those that ended last', 'berth dispatch ls shop/resize'))
    .argument('<workload>', '"stack/workload", or one run of it')
    .action((workload, options) => listDispatches(workload, options, effects));
  common(command(runs, 'stop', 'end a run', 'berth dispatch stop shop/resize@d-12-1'))
    .argument('<run>', '"stack/workload@id"')
    .option('--reason <text>', 'why, for the ledger')
    .action((run, options) => stopDispatch(run, options, effects));
}
