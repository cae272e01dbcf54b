/** What people say of rollouts: go on, wait, go back. Each is recorded with who said it; the settle pass does the rest. */

import type { ErrorCode } from '../basics/errors.js';
import { canonicalJson } from '../basics/fingerprint.js';
import { splitWorkloadKey, type WorkloadKey } from '../basics/ids.js';
import { runHashOf } from '../configuration/files.js';
import type { Rejected, RolloutChanged, RolloutCommand } from '../control/commands.js';
import type { Turn } from '../control/turn.js';
import { settleWorkload } from '../placing/settle-workloads.js';
import type { WorkloadRecord } from '../state/state.js';
import type { HealthyVersion } from './rollout-record.js';
import { countHealthy, replicasOf, standingRollout } from './rollouts.js';
import { emitTurn, revert } from './settle-rollouts.js';

export function decideRollout(turn: Turn, command: RolloutCommand): RolloutChanged | Rejected {
  const { target, action } = command;
  const found = targetWorkloads(turn, target);
  if (found.length === 0) {
    return no('not_found', `there is no stack or workload "${target}": \`berth status\` lists them`);
  }
  const wrong = found.map((workload) => whyNot(turn, workload, command));
  const about = found.filter((_, at) => wrong[at] === undefined);
  if (about.length === 0) return no('conflict', wrong[0] ?? `nothing to ${action}`);
  for (const workload of about) carryOut(turn, workload, command);
  for (const { key } of about) settleWorkload(turn, key);
  return { kind: 'rollout-changed', action, workloads: about.map(({ key }) => key) };
}

/** Of "stack/workload", or of a stack; those that are deleted are left out. */
export function targetWorkloads({ state }: Turn, target: string): WorkloadRecord[] {
  const keys = target.includes('/') ? [target as WorkloadKey] : (state.stacks.get(target)?.workloads ?? []);
  const found: WorkloadRecord[] = [];
  for (const key of keys) {
    const workload = state.workloads.get(key);
    if (workload && !workload.deleted) found.push(workload);
  }
  return found;
}

/** Undefined when it may be done; otherwise one line for people. */
function whyNot(turn: Turn, workload: WorkloadRecord, command: RolloutCommand): string | undefined {
  const { key } = workload;
  const look = `\`berth rollout status ${key}\` shows where it is`;
  const standing = standingRollout(workload);
  switch (command.action) {
    case 'revert':
      return whyNotBack(turn, workload, command.to);
    case 'resume':
      if (standing?.paused || standing?.ended) return undefined;
      return `${key} has no rollout that is paused or failed: ${look}`;
    case 'pause':
      if (!standing || standing.ended) return `${key} has no rollout under way: ${look}`;
      return standing.paused ? `the rollout of ${key} is paused already` : undefined;
    case 'promote': {
      if (!standing || standing.ended) return `${key} has no rollout under way: ${look}`;
      if (standing.canaries === 0 || standing.promoted)
        return `the rollout of ${key} does not wait for promotion: ${look}`;
      const healthy = countHealthy(workload, turn.nowMs);
      const wanted = Math.min(standing.canaries, replicasOf(workload));
      return healthy >= wanted
        ? undefined
        : `${healthy} of ${wanted} canaries of ${key} are healthy: ${look}`;
    }
  }
}

function whyNotBack(turn: Turn, workload: WorkloadRecord, to: number | undefined): string | undefined {
  const { key } = workload;
  const target = backTo(turn, workload, to);
  if (!target) {
    return to === undefined
      ? `no earlier version of ${key} was seen healthy: say --to VERSION`
      : `version ${to} of ${key} is not kept: \`berth rollout history ${key}\` lists versions`;
  }
  const same = canonicalJson(target.spec) === canonicalJson(workload.spec);
  return same ? `${key} is as it was in version ${target.version} already` : undefined;
}

/** What a revert goes back to; undefined when that is not known. */
function backTo(turn: Turn, workload: WorkloadRecord, to: number | undefined): HealthyVersion | undefined {
  const { healthy, healthyBefore, runHash, key } = workload;
  if (to === undefined) {
    return [healthy, healthyBefore].find((one) => one && runHashOf(one.spec.run) !== runHash);
  }
  const { stack, workload: name } = splitWorkloadKey(key);
  const kept = turn.state.stacks.get(stack)?.versions.find(({ version }) => version === to);
  const spec = kept?.spec.workloads[name];
  return spec && { version: to, spec };
}

function carryOut(turn: Turn, workload: WorkloadRecord, { action, to, actor }: RolloutCommand): void {
  if (action === 'revert') {
    const target = backTo(turn, workload, to);
    if (target) revert(turn, workload, target, actor);
    return;
  }
  const rollout = standingRollout(workload);
  if (!rollout) return;
  const told = ({ promote: 'promoted', pause: 'paused', resume: 'resumed' } as const)[action];
  emitTurn(turn, workload, rollout, told, countHealthy(workload, turn.nowMs), actor);
}

function no(code: ErrorCode, message: string): Rejected {
  return { kind: 'rejected', code, message };
}
