/** Commands about who may join, and who is out. */
import type { Command } from 'commander';
import { readmitNode, revokeNode, setNode } from './commands/node-identity.js';
import { createToken, listTokens, revokeToken } from './commands/token.js';
import type { Effects } from './effects.js';
import { command, common, duration, many } from './program-parts.js';

const TTL_MS = 10 * 60_000;

export function addTokens(program: Command, effects: Effects): void {
  const token = command(
    program,
    'token',
    'join tokens: how hosts become nodes',
    'berth token create --site market',
  );
  const create = common(
    command(
      token,
      'create',
      'make one, and print what to run on the new host',
      'berth token create --site market --ttl 10m',
    ),
  )
    .option('--node <name>', 'only for this node; needed to enrol one again')
    .option('--ttl <duration>', 'how long it may be used', duration, TTL_MS)
    .option('--coordinator <host:port>', 'where the new host reaches the enrolment listener')
    .option('--reason <text>', 'why, for the ledger');
  profileOptions(create).action((options) => createToken(options, effects));
  common(command(token, 'ls', 'all that are open, or were used today', 'berth token ls')).action((options) =>
    listTokens(options, effects),
  );
  common(command(token, 'revoke', 'make one useless before it is used', 'berth token revoke t-12-1'))
    .argument('<token>', 'its id')
    .action((id, options) => revokeToken(id, options, effects));
}

export function addNodeIdentity(node: Command, effects: Effects): void {
  common(command(node, 'revoke', 'shut a node out at once', 'berth node revoke node-1 --reason stolen'))
    .argument('<node>')
    .option('--serial <hex>', 'only this certificate')
    .option('--reason <text>', 'why, for the ledger')
    .action((id, options) => revokeNode(id, options, effects));
  common(
    command(node, 'readmit', 'end a quarantine, once it was enrolled again', 'berth node readmit node-1'),
  )
    .argument('<node>')
    .action((id, options) => readmitNode(id, options, effects));
  const set = common(
    command(node, 'set', 'say anew what an enrolled node is', 'berth node set node-1 --label tier=gold'),
  ).argument('<node>');
  profileOptions(set).action((id, options) => setNode(id, options, effects));
}

function profileOptions(target: Command): Command {
  return target
    .option('--site <name>', 'place that it shares with others')
    .option('--region <name>', 'region of the site')
    .option('--location <lat,lon>', 'of the site, in degrees')
    .option('--label <key=value>', 'a label, again for more (set: KEY- takes it away)', many, [])
    .option('--taint <key=value[:evict]>', 'a taint, again for more (set: KEY- takes it away)', many, [])
    .option('--cost-per-hour <amount>', 'e.g. 0.12; any currency, one for all')
    .option('--ceiling <name=amount,...>', 'the most that is believed: cpu=4000m,memory=8Gi');
}
