/** `berth drain NODE`: empties a node, and tells how that goes. */
import type { BerthClient } from '@berth/client';
import { BerthError, formatDuration, type NodeSummary } from '@berth/core';
import { type CommonOptions, type Effects, printJson, withClient } from '../effects.js';
import { wrap } from '../render.js';

export type DrainOptions = CommonOptions & {
  /** Milliseconds. */
  readonly deadline?: number;
  readonly forceAfter?: boolean;
  readonly watch?: boolean;
};

export async function drain(node: string, options: DrainOptions, effects: Effects): Promise<void> {
  const { deadline, forceAfter, watch } = options;
  await withClient(options, effects, async (client) => {
    const set = await client.setEligibility({
      node,
      eligibility: 'draining',
      ...(deadline !== undefined && { deadlineMs: deadline }),
      ...(forceAfter && { force: true }),
      actor: { name: effects.userName },
    });
    if (!watch) {
      if (!printJson(options, effects, set)) effects.out(`node ${node}: draining\n`);
      return;
    }
    await follow(client, node, options, effects);
  });
}

/** Says what is left with every change, until nothing is. Throws when somebody opened the node again. */
async function follow(
  client: BerthClient,
  id: string,
  options: DrainOptions,
  effects: Effects,
): Promise<void> {
  let told = '';
  let most = 0;
  const look = async (): Promise<{ readonly index: number; readonly left: number }> => {
    const { index, node } = await client.getNode(id);
    if (!node.drain)
      throw new BerthError('conflict', `node ${id} is ${node.eligibility} again: nobody drains it now`);
    const { left } = node.drain;
    most = Math.max(most, left.length);
    const text = options.json
      ? `${JSON.stringify(node.drain)}\n`
      : progressLine(node, most, effects.clock.nowMs());
    if (text !== told) effects.out(text);
    told = text;
    return { index, left: left.length };
  };
  const first = await look();
  if (first.left === 0) return;
  for await (const _ of client.watch({ fromIndex: first.index + 1 }, effects.signal)) {
    if ((await look()).left === 0) return;
  }
  if (!effects.signal.aborted)
    throw new BerthError('unreachable', 'the coordinator went away; the drain goes on');
}

/** "node a: 2 of 5 left; shop/web/0.1: its replacement ...". */
function progressLine({ id, drain }: NodeSummary, most: number, nowMs: number): string {
  const left = drain?.left ?? [];
  if (left.length === 0) return `node ${id}: empty\n`;
  const [first] = left;
  const wait = first ? `; ${first.placement}: ${first.waitsFor}` : '';
  const late = lateText(drain?.deadlineAtMs, nowMs);
  return `${wrap(`node ${id}: ${left.length} of ${most} left${late}${wait}`, 78).join('\n  ')}\n`;
}

export function lateText(deadlineAtMs: number | undefined, nowMs: number): string {
  if (deadlineAtMs === undefined) return '';
  return deadlineAtMs > nowMs
    ? ''
    : `, ${formatDuration(Math.floor((nowMs - deadlineAtMs) / 1000) * 1000)} late`;
}
