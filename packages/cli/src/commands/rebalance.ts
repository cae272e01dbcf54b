/** `berth rebalance`: a plan of moves that pack the cluster better; with --apply they are made, one after the other. */
import type { BerthClient } from '@berth/client';
import {
  BerthError,
  isTerminal,
  type PackingFigures,
  type PlacementView,
  type PlannedMove,
  type RebalanceBudget,
  type RebalanceView,
  timeText,
} from '@berth/core';
import { sleep } from '@berth/runtime';
import type { Window } from '@berth/stackfile';
import { type CommonOptions, type Effects, printJson, withClient } from '../effects.js';
import { table } from '../render.js';

export type RebalanceOptions = CommonOptions & {
  readonly budget: Pick<RebalanceBudget, 'moves' | 'percent'>;
  readonly workload: readonly string[];
  readonly apply?: boolean;
  readonly dryRun?: boolean;
  /** For one move. */
  readonly timeout: number;
  /** When moves may begin. */
  readonly window?: Window;
  readonly reason?: string;
};

export async function rebalance(options: RebalanceOptions, effects: Effects): Promise<void> {
  if (options.apply && options.dryRun) {
    throw new BerthError('invalid_request', '--apply and --dry-run: say one of them');
  }
  if (options.window && !options.apply) {
    throw new BerthError('invalid_request', '--window says when moves are made: add --apply');
  }
  await withClient(options, effects, async (client) => {
    const { budget, workload: workloads, window } = options;
    // A plan is for the moment that it was made in: it is made when the window opens.
    if (window) await opened(window, options, effects);
    const plan = await client.rebalance({ ...budget, ...(workloads.length > 0 && { workloads }) });
    if (!options.json) effects.out(planText(plan, effects));
    if (!options.apply || plan.moves.length === 0) {
      printJson(options, effects, { ...plan, applied: 0 });
      return;
    }
    for (const [at, move] of plan.moves.entries()) {
      if (window && !window.at(effects.clock.nowMs()).isOpen)
        throw stoppedAt(at, plan, new BerthError('conflict', 'its window is over'));
      await carryOut(client, move, options, effects).catch((error: unknown) => {
        throw stoppedAt(at, plan, error);
      });
      if (!options.json)
        effects.out(`${at + 1} of ${plan.moves.length}: ${move.placement} now on ${move.to}\n`);
    }
    printJson(options, effects, { ...plan, applied: plan.moves.length });
  });
}

/** The wall clock may jump: it is looked at again and again. */
const LOOK_MS = 60_000;

async function opened(window: Window, { json }: RebalanceOptions, effects: Effects): Promise<void> {
  const { clock, signal } = effects;
  for (let looks = 0; ; looks++) {
    const nowMs = clock.nowMs();
    const { isOpen, untilMs } = window.at(nowMs);
    if (isOpen) return;
    const opens = `${timeText(untilMs, window.timeZone)} ${window.timeZone}`;
    if (looks === 0 && !json) effects.err(`waits until ${opens}, when its window opens; Ctrl-C ends it\n`);
    await sleep(clock, Math.min(untilMs - nowMs, LOOK_MS), signal);
    if (signal.aborted) throw new BerthError('shutting_down', 'interrupted; nothing was moved');
  }
}

/** Moves that were made stay made: what comes next is a new plan. */
function stoppedAt(done: number, plan: RebalanceView, error: unknown): unknown {
  if (!(error instanceof BerthError)) return error;
  const text = error.message.replace(/^\[\w+\] /, '');
  return new BerthError(
    error.code,
    `stopped after ${done} of ${plan.moves.length} moves: ${text}; \`berth rebalance\` makes a new plan`,
    { cause: error },
  );
}

/** Begins a move and waits until the second copy runs and the first has ended. */
async function carryOut(
  client: BerthClient,
  { placement, to }: PlannedMove,
  { timeout, reason }: RebalanceOptions,
  effects: Effects,
): Promise<void> {
  const actor = { name: effects.userName, ...(reason !== undefined && { reason }) };
  const { index } = await client.info();
  const { replacement } = await client.move({ placement, to, actor });
  const abort = new AbortController();
  let why: BerthError | undefined;
  const stop = (error: BerthError) => {
    why ??= error;
    abort.abort();
  };
  const cancel = effects.clock.schedule(timeout, () => {
    const advice = `see \`berth placement show ${replacement}\``;
    stop(new BerthError('timed_out', `${replacement} did not run within ${timeout / 1000}s: ${advice}`));
  });
  const interrupt = () => stop(new BerthError('shutting_down', 'interrupted; the move goes on'));
  effects.signal.addEventListener('abort', interrupt);
  try {
    if (await isDone(client, placement, replacement)) return;
    for await (const _ of client.watch({ fromIndex: index + 1 }, abort.signal)) {
      if (await isDone(client, placement, replacement)) return;
    }
    throw why ?? new BerthError('unreachable', 'the coordinator went away; the move goes on');
  } finally {
    cancel();
    effects.signal.removeEventListener('abort', interrupt);
    abort.abort();
  }
}

async function isDone(client: BerthClient, first: string, second: string): Promise<boolean> {
  const [before, after] = await Promise.all([found(client, first), found(client, second)]);
  if (!after || after.desired === 'stopped' || after.observed === 'failed') {
    throw new BerthError('conflict', `${second} did not come to run: see \`berth events\``);
  }
  return after.observed === 'running' && (!before || isTerminal(before.observed));
}

async function found(client: BerthClient, id: string): Promise<PlacementView | undefined> {
  try {
    return (await client.getPlacement(id)).placement;
  } catch (error) {
    if (error instanceof BerthError && error.code === 'not_found') return undefined;
    throw error;
  }
}

// ---- text ------------------------------------------------------------------------------------------------------------

const FIGURES: readonly (readonly [keyof PackingFigures, string])[] = [
  ['emptyNodes', 'empty nodes'],
  ['wholeDevices', 'whole devices'],
  ['largestDevices', 'most whole devices on a node'],
  ['largestCpuMillis', 'most free cpu on a node (m)'],
  ['largestMemoryMiB', 'most free memory on a node (Mi)'],
  ['typicalFit', 'typical copies that fit (mean)'],
];

function planText(plan: RebalanceView, effects: Effects): string {
  const { moves, movesMax, placeable, before, after, disruption, index } = plan;
  if (moves.length === 0) {
    return `nothing to move: no plan of at most ${movesMax} moves packs the cluster better\n`;
  }
  const rows = moves.map(({ placement, from, to }) => [placement, from, to]);
  const shown = FIGURES.filter(([name]) => before[name] > 0 || after[name] > 0);
  const figures = shown.map(([name, text]) => [text, String(before[name]), String(after[name])]);
  const touched = disruption.map(({ workload, moved, copies, atOnce }) => {
    return [workload, `${moved} of ${copies}`, String(atOnce)];
  });
  const room = placeable.map(({ workload, copies }) => `room for ${copies} more of ${workload}\n`);
  return [
    `${moves.length} of ${movesMax} moves, planned on ledger index ${index}\n\n`,
    table(effects, ['PLACEMENT', 'FROM', 'TO'], rows, 0),
    '\n',
    ...room,
    table(effects, ['PACKING', 'NOW', 'AFTER'], figures, 0),
    '\n',
    table(effects, ['WORKLOAD', 'RESTARTS', 'AT ONCE'], touched, 0),
  ].join('');
}
