/** Commands about who may use the cluster, and as whom one does. */
import { BerthError } from '@berth/core';
import type { Command } from 'commander';
import { listContexts, login, removeContext, showContext, useContext } from './commands/context.js';
import { addUser } from './commands/user.js';
import {
  createUserToken,
  listUsers,
  removeUser,
  revokeUserToken,
  setUser,
  showUser,
} from './commands/users.js';
import type { Effects } from './effects.js';
import { command, common, duration, many } from './program-parts.js';

const CERTIFICATE_TTL_MS = 30 * 24 * 60 * 60_000;

export function addUsers(program: Command, effects: Effects): void {
  const user = command(program, 'user', 'who may use this cluster', 'berth user add eve --role viewer');
  const add = common(
    command(
      user,
      'add',
      "let somebody use it; with --authority: on a coordinator's host, by a certificate",
      "berth user add eve --role operator --stacks 'shops-*'",
    ),
  )
    .argument('<name>')
    .option('--authority <folder>', "the coordinator's: makes a certificate, and asks no coordinator")
    .option('--out <file>', 'with --authority: where to write it; NAME.json by default');
  grantOptions(add).action((name, { authority, out, role, ...options }) => {
    if (authority === undefined) return setUser(name, true, { ...options, role }, effects);
    if (role === undefined || options.stacks !== undefined || options.grant.length > 0) {
      const advice = 'give --role, then `berth user add NAME --role ... --stacks ...` without --authority';
      throw new BerthError(
        'invalid_request',
        `a certificate holds one role, for the whole cluster: ${advice}`,
      );
    }
    const { ttl = CERTIFICATE_TTL_MS, json } = options;
    return addUser(name, { role, ttl, authority, ...(out && { out }), ...(json && { json }) }, effects);
  });
  const change = common(
    command(
      user,
      'set',
      'change what somebody may',
      'berth user set eve --role viewer --grant operator:shops-*',
    ),
  ).argument('<name>');
  grantOptions(change).action((name, options) => setUser(name, false, options, effects));
  common(command(user, 'ls', 'all users of the ledger', 'berth user ls')).action((options) =>
    listUsers(options, effects),
  );
  common(command(user, 'show', 'one user with its tokens', 'berth user show eve'))
    .argument('<name>')
    .action((name, options) => showUser(name, options, effects));
  common(command(user, 'rm', 'shut somebody out at once', 'berth user rm eve --reason "left the team"'))
    .argument('<name>')
    .option('--reason <text>', 'why, for the ledger')
    .action((name, options) => removeUser(name, options, effects));
  addUserTokens(user, effects);
}

function grantOptions(target: Command): Command {
  return target
    .option('--role <role>', 'viewer, operator or admin')
    .option('--stacks <patterns>', "with --role: for these stacks only, e.g. 'shops-*,bank'")
    .option('--grant <role:pattern>', 'one more role for some stacks, again for more', many, [])
    .option('--ttl <duration>', 'how long it counts, at most 365d', duration)
    .option('--reason <text>', 'why, for the ledger');
}

function addUserTokens(user: Command, effects: Effects): void {
  const token = command(user, 'token', 'tokens of users, for CI and programs', 'berth user token create ci');
  common(command(token, 'create', 'make one, and print it once', 'berth user token create ci --ttl 30d'))
    .argument('<name>', 'whose')
    .option('--ttl <duration>', 'how long it counts, at most 365d', duration, CERTIFICATE_TTL_MS)
    .option('--reason <text>', 'why, for the ledger')
    .action((name, options) => createUserToken(name, options, effects));
  common(command(token, 'revoke', 'make one useless at once', 'berth user token revoke u-12-1'))
    .argument('<token>', 'its id')
    .option('--reason <text>', 'why, for the ledger')
    .action((id, options) => revokeUserToken(id, options, effects));
}

export function addContexts(program: Command, effects: Effects): void {
  common(
    command(
      program,
      'login',
      'remember a coordinator, and as whom to ask it',
      'berth login --address 10.0.0.1:7420 --token - < token.txt',
    ),
  )
    .option('--token <token>', 'of a user (BERTH_TOKEN); - reads standard input: others see arguments')
    .option('--name <name>', 'of the context; the host by default')
    .action((options) => login(options, effects));
  const context = command(program, 'context', 'which coordinator commands talk to', 'berth context use prod');
  const plain = (name: string, what: string, example: string) =>
    command(context, name, what, example).option('--json', 'print JSON');
  plain('ls', 'all that are saved', 'berth context ls').action((options) => listContexts(options, effects));
  plain('use', 'talk to this one from now on', 'berth context use prod')
    .argument('<name>')
    .action((name, options) => useContext(name, options, effects));
  plain('rm', 'forget one', 'berth context rm prod')
    .argument('<name>')
    .action((name, options) => removeContext(name, options, effects));
  common(
    command(
      context,
      'show',
      'what counts now, and which flag, variable or context says so',
      'berth context show',
    ),
  ).action((options) => showContext(options, effects));
}
