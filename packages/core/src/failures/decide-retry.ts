/** Somebody says that what failed is to be tried again: a camera is on again, a file is there. */
import type { Rejected, Retried, RetryCommand } from '../control/commands.js';
import type { Turn } from '../control/turn.js';
import { settleWorkload } from '../placing/settle-workloads.js';
import { targetWorkloads } from '../rollouts/decide-rollout.js';
import { hasFailed } from './failures.js';

export function decideRetry(turn: Turn, { target, actor }: RetryCommand): Retried | Rejected {
  const found = targetWorkloads(turn, target);
  if (found.length === 0) {
    const message = `there is no stack or workload "${target}": \`berth status\` lists them`;
    return { kind: 'rejected', code: 'not_found', message };
  }
  const about = found.filter(hasFailed);
  if (about.length === 0) {
    const look = target.includes('/') ? `berth why ${target}` : `berth status ${target}`;
    const message = `no copy of ${target} has failed: \`${look}\` shows how they are`;
    return { kind: 'rejected', code: 'conflict', message };
  }
  for (const { key } of about)
    turn.emit({ kind: 'workload.retried', workload: key, actor, atMs: turn.nowMs });
  for (const { key } of about) settleWorkload(turn, key);
  return { kind: 'retried', workloads: about.map(({ key }) => key) };
}
