/** Commands about folders that outlive copies. */
import type { Command } from 'commander';
import { listVolumes, removeVolume } from './commands/volume.js';
import type { Effects } from './effects.js';
import { command, common, reading } from './program-parts.js';

export function addVolumes(program: Command, effects: Effects): void {
  const volume = command(program, 'volume', 'folders that outlive copies', 'berth volume ls');
  reading(command(volume, 'ls', 'all of them, where they are, and who uses them', 'berth volume ls'))
    .argument('[stack]', 'only those of this stack')
    .action((stack, options) => listVolumes(stack, options, effects));
  common(command(volume, 'rm', 'delete one that no copy uses, with its data', 'berth volume rm shop/data/0'))
    .argument('<volume>', 'STACK/VOLUME/REPLICA')
    .option('--force', 'also when its node is away: its data, and a copy there, are given up')
    .option('--reason <text>', 'why, for the ledger')
    .action((name, options) => removeVolume(name, options, effects));
}
