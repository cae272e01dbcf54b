/** Commands about what workloads know and others must not. */
import type { Command } from 'commander';
import { listSecrets, removeSecret, setSecret } from './commands/secret.js';
import type { Effects } from './effects.js';
import { command, common, reading } from './program-parts.js';

export function addSecrets(program: Command, effects: Effects): void {
  const secret = command(program, 'secret', 'what workloads know and others must not', 'berth secret ls');
  common(
    command(
      secret,
      'set',
      'make one, or a new version of it, from a file or standard input, byte by byte',
      'berth secret set db-password --from-file password.txt',
    ),
  )
    .argument('<name>')
    .option('--from-file <file>', 'where its value stands; standard input otherwise')
    .option('--stacks <pattern>', 'who may use it, e.g. shops-*; a new one: all')
    .option('--reason <text>', 'why, for the ledger')
    .action((name, options) => setSecret(name, options, effects));
  reading(command(secret, 'ls', 'all of them, and who uses them', 'berth secret ls')).action((options) =>
    listSecrets(options, effects),
  );
  common(command(secret, 'rm', 'remove one that nothing uses', 'berth secret rm db-password'))
    .argument('<name>')
    .action((name, options) => removeSecret(name, options, effects));
}
