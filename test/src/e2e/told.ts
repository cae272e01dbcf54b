/** What began and ended, workload by workload, as the ledger has it: "made shop/api", "ready api", "stop api", "stopped api". */
import type { LedgerEvent } from '@berth/core';
import type { Cluster } from './cluster.js';

export async function told({ client }: Cluster, fromIndex = 1): Promise<string[]> {
  const abort = new AbortController();
  const { index } = await client.info();
  const lines: string[] = [];
  for await (const item of client.watch({ fromIndex }, abort.signal)) {
    if (item.kind !== 'block') continue;
    const { block } = item;
    for (const event of block.events) lines.push(...lineOf(event));
    if (block.index >= index) break;
  }
  abort.abort();
  return lines;
}

function lineOf(event: LedgerEvent): string[] {
  if (event.kind === 'placements.made') return [`made ${event.workload}`];
  if (event.kind === 'workload.waiting') return [`waits ${event.workload}`];
  if (event.kind === 'placements.stopped') return event.placements.map((id) => `stop ${id.split('/')[1]}`);
  if (event.kind !== 'placements.observed') return [];
  return event.statuses.flatMap(({ placement, phase, ready }) => {
    const [, name] = placement.split('/');
    if (phase === 'stopped') return [`stopped ${name}`];
    return phase === 'running' && ready ? [`ready ${name}`] : [];
  });
}
