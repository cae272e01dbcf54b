/** Commands that people run beside copies: the ledger knows who, what and where before anything runs. */

import { LIMITS } from '../basics/limits.js';
import type { ExecAllowed, ExecCommand, Rejected } from './commands.js';
import type { Turn } from './turn.js';

export function decideExec(turn: Turn, wish: ExecCommand): ExecAllowed | Rejected {
  const { placement: id, command, terminal, actor } = wish;
  const placement = turn.state.placements.get(id);
  if (!placement) return no('not_found', `there is no placement "${id}": \`berth placement ls\` lists them`);
  if (placement.observed !== 'running') {
    const advice = `see \`berth placement show ${id}\``;
    return no('conflict', `placement "${id}" does not run, it is ${placement.observed}: ${advice}`);
  }
  const bytes = command.reduce((sum, part) => sum + part.length, 0);
  if (command.length === 0 || command[0] === '')
    return no('invalid_request', 'an exec needs a command, e.g. `berth exec shop/web -- ls`');
  if (command.length > LIMITS.execArguments || bytes > LIMITS.execCommandBytes) {
    const bound = `${LIMITS.execArguments} arguments and ${LIMITS.execCommandBytes} characters`;
    return no('invalid_request', `the command is over the bound of ${bound}: send it as input (-i)`);
  }
  const { node } = placement;
  turn.emit({ kind: 'exec.began', placement: id, node, command, terminal, actor, atMs: turn.nowMs });
  return { kind: 'exec-allowed', placement: id, node };
}

function no(code: Rejected['code'], message: string): Rejected {
  return { kind: 'rejected', code, message };
}
