/** Waits until a stack has become what was asked for, and says how it goes. */
import type { BerthClient } from '@berth/client';
import { BerthError, formatDuration, type StackStatus } from '@berth/core';
import type { Effects } from './effects.js';
import { needLines, progressText, rejectLine } from './render.js';

const WAIT_MS = 10 * 60_000;

export type SettleOptions = { readonly json?: boolean; readonly timeout?: number };

/** Follows the ledger until everything wanted runs. Throws when it cannot, or not in time. */
export async function settle(
  client: BerthClient,
  stack: string,
  options: SettleOptions,
  effects: Effects,
): Promise<StackStatus> {
  const abort = new AbortController();
  let why: BerthError | undefined;
  const stop = (error: BerthError) => {
    why ??= error;
    abort.abort();
  };
  const waitMs = options.timeout ?? WAIT_MS;
  const cancel = effects.clock.schedule(waitMs, () =>
    stop(
      new BerthError(
        'timed_out',
        `stack ${stack} did not settle within ${waitMs / 1000}s: see \`berth status ${stack}\``,
      ),
    ),
  );
  const interrupt = () => stop(new BerthError('shutting_down', 'interrupted; what was applied goes on'));
  effects.signal.addEventListener('abort', interrupt);
  try {
    const told = new Map<string, string>();
    let { index, stack: status } = await client.getStack(stack);
    report(status, told, options, effects);
    if (status.settled) return status;
    for await (const _ of client.watch({ fromIndex: index + 1 }, abort.signal)) {
      ({ index, stack: status } = await client.getStack(stack));
      report(status, told, options, effects);
      refuseFailure(status);
      if (status.settled) return status;
    }
    throw why ?? new BerthError('unreachable', 'the coordinator went away; what was applied goes on');
  } finally {
    cancel();
    effects.signal.removeEventListener('abort', interrupt);
    abort.abort();
  }
}

function refuseFailure(status: StackStatus): void {
  const failed = status.workloads.find((workload) => workload.kind === 'batch' && workload.failed > 0);
  if (failed?.gang?.overdue) {
    const within = formatDuration(failed.gang.timeoutMs);
    throw new BerthError(
      'unschedulable',
      `${failed.workload} found no room for its gang within ${within}: see \`berth why ${failed.workload}\``,
    );
  }
  const lost = status.workloads.find(({ failures = [] }) => failures.some(({ gaveUp }) => gaveUp));
  const why = lost?.failures?.find(({ gaveUp }) => gaveUp)?.why;
  if (lost && why !== undefined)
    throw new BerthError('unschedulable', `${why}; \`berth logs ${lost.workload}\` shows what it wrote`);
  // One that is placed again has not failed yet.
  if (failed && !failed.failures)
    throw new BerthError('unschedulable', `${failed.workload} failed: see \`berth logs ${failed.workload}\``);
}

function report(
  status: StackStatus,
  told: Map<string, string>,
  options: SettleOptions,
  effects: Effects,
): void {
  if (options.json) return;
  for (const workload of status.workloads) {
    const reasons = [...needLines(workload), ...workload.rejects.map(rejectLine)].join('; ');
    const text = `  ${workload.workload}: ${progressText(workload)}${reasons ? ` (${reasons})` : ''}`;
    if (told.get(workload.workload) === text) continue;
    told.set(workload.workload, text);
    effects.err(`${text}\n`);
  }
}

/** Waits until a deleted stack is gone. */
export async function settleGone(client: BerthClient, stack: string, effects: Effects): Promise<void> {
  const abort = new AbortController();
  const interrupt = () => abort.abort();
  effects.signal.addEventListener('abort', interrupt);
  const gone = async (): Promise<number | undefined> => {
    const { index, stacks } = await client.listStacks();
    return stacks.some((status) => status.stack === stack) ? index : undefined;
  };
  try {
    const index = await gone();
    if (index === undefined) return;
    for await (const _ of client.watch({ fromIndex: index + 1 }, abort.signal)) {
      if ((await gone()) === undefined) return;
    }
  } finally {
    effects.signal.removeEventListener('abort', interrupt);
    abort.abort();
  }
}
