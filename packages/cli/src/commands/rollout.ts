/** `berth rollout`: how updates go, and what people say of them. */
import {
  BerthError,
  formatDuration,
  type PastRollout,
  type RolloutAction,
  type RolloutView,
} from '@berth/core';
import { age } from '../age.js';
import {
  type CommonOptions,
  type Effects,
  printJson,
  type ReadOptions,
  sayWhenStale,
  withClient,
} from '../effects.js';
import { type Cell, type Colour, table, wrap } from '../render.js';
import { clockTime } from './events.js';

export type RolloutStatusOptions = ReadOptions & { readonly watch?: boolean };

export async function rolloutStatus(
  target: string | undefined,
  options: RolloutStatusOptions,
  effects: Effects,
): Promise<void> {
  await withClient(options, effects, async (client) => {
    const request = target === undefined ? {} : { target };
    let told = '';
    const show = async (): Promise<{ readonly index: number; readonly isOver: boolean }> => {
      const { rollouts, ...shown } = await client.listRollouts(request);
      const text = options.json ? `${JSON.stringify(rollouts)}\n` : statusText(rollouts, effects);
      if (text !== told) {
        sayWhenStale(shown, effects);
        effects.out(told === '' || options.json ? text : `\n${text}`);
      }
      told = text;
      return { index: shown.index, isOver: rollouts.every(({ state }) => state !== 'rolling') };
    };
    const first = await show();
    if (!options.watch || first.isOver) return;
    for await (const _ of client.watch({ fromIndex: first.index + 1 }, effects.signal)) {
      if ((await show()).isOver) return;
    }
    if (!effects.signal.aborted)
      throw new BerthError('unreachable', 'the coordinator went away; the rollout goes on');
  });
}

function statusText(rollouts: readonly RolloutView[], effects: Effects): string {
  if (rollouts.length === 0) return 'no rollouts: what runs is what was applied first\n';
  const nowMs = effects.clock.nowMs();
  const rows = rollouts.map((rollout): Cell[] => [
    rollout.workload,
    String(rollout.version),
    { text: rollout.state, colour: COLOURS[rollout.state] },
    `${rollout.healthyNow}/${rollout.replicas}`,
    `${age(rollout.beganAtMs, nowMs)}`,
  ]);
  const lines = rollouts.flatMap((rollout) => {
    const note = noteOf(rollout, nowMs);
    return note === '' ? [] : wrap(`${rollout.workload}: ${note}`, 78);
  });
  const notes = lines.length > 0 ? `\n${lines.join('\n')}\n` : '';
  return `${table(effects, ['WORKLOAD', 'VERSION', 'STATE', 'HEALTHY', 'AGE'], rows, 0)}${notes}`;
}

const COLOURS: Readonly<Record<RolloutView['state'], Colour>> = {
  rolling: 'cyan',
  waiting: 'yellow',
  paused: 'yellow',
  done: 'green',
  failed: 'red',
  reverted: 'red',
  superseded: 'dim',
};

/** What people have to know besides the numbers; empty when there is nothing. */
function noteOf(rollout: RolloutView, nowMs: number): string {
  const { state, ended, revertOf, waitsFor, deadlineAtMs, workload, past } = rollout;
  const last = past.at(-1);
  const back =
    revertOf !== undefined && last?.version === revertOf
      ? `takes back version ${revertOf}: ${last.ended?.reason ?? ''}`
      : '';
  switch (state) {
    case 'waiting':
      return `the canaries are healthy: \`berth rollout promote ${workload}\` goes on`;
    case 'paused':
      return `\`berth rollout resume ${workload}\` goes on`;
    case 'failed':
      return `${ended?.reason}; nothing more is replaced: \`berth rollout revert ${workload}\` goes back`;
    case 'reverted':
      return `${ended?.reason}`;
    case 'done':
      return back;
    case 'superseded':
      return '';
    case 'rolling': {
      const left = deadlineAtMs === undefined ? undefined : Math.max(0, deadlineAtMs - nowMs);
      const until = left === undefined ? '' : `fails in ${formatDuration(Math.ceil(left / 1000) * 1000)}`;
      return [back, waitsFor && `waits: ${waitsFor}`, waitsFor && until].filter(Boolean).join('; ');
    }
  }
}

export async function rolloutHistory(target: string, options: ReadOptions, effects: Effects): Promise<void> {
  await withClient(options, effects, async (client) => {
    const { rollouts, ...shown } = await client.listRollouts({ target });
    sayWhenStale(shown, effects);
    const all = rollouts.flatMap(({ workload, past, ...last }) =>
      [...past, last].map((rollout): PastRollout & { workload: string } => ({ workload, ...rollout })),
    );
    if (printJson(options, effects, all)) return;
    const rows = all.map(({ workload, version, beganAtMs, healthy, ended }) => [
      workload,
      String(version),
      clockTime(beganAtMs),
      ended?.outcome ?? 'under way',
      String(healthy),
      ended?.reason ?? '',
    ]);
    effects.out(
      rows.length > 0
        ? table(effects, ['WORKLOAD', 'VERSION', 'BEGAN', 'OUTCOME', 'HEALTHY', 'WHY'], rows)
        : `no rollouts of ${target}: what runs is what was applied first\n`,
    );
  });
}

export type RolloutChangeOptions = CommonOptions & { readonly reason?: string; readonly to?: number };

export async function changeRollout(
  target: string,
  action: RolloutAction,
  { reason, to, ...options }: RolloutChangeOptions,
  effects: Effects,
): Promise<void> {
  await withClient(options, effects, async (client) => {
    const actor = { name: effects.userName, ...(reason !== undefined && { reason }) };
    const changed = await client.rollout({ target, action, ...(to !== undefined && { to }), actor });
    if (printJson(options, effects, changed)) return;
    for (const workload of changed.workloads) effects.out(`${workload}: ${DONE[action]}\n`);
  });
}

const DONE: Readonly<Record<RolloutAction, string>> = {
  promote: 'promoted',
  pause: 'paused',
  resume: 'resumed',
  revert: 'reverting',
};
