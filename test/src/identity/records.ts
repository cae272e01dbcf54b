/** What the ledger says happened, and waiting for it. */
import type { LedgerEvent } from '@berth/core';
import type { Cluster } from '../e2e/cluster.js';

type Asked = Pick<Cluster, 'client'>;

export type EventOf<Kind extends LedgerEvent['kind']> = Extract<LedgerEvent, { readonly kind: Kind }>;

export async function recorded<Kind extends LedgerEvent['kind']>(
  cluster: Asked,
  kind: Kind,
): Promise<EventOf<Kind>[]> {
  const found: EventOf<Kind>[] = [];
  const { index } = await cluster.client.info();
  for await (const { block } of cluster.client.readLedger(
    { from: 1, to: index },
    new AbortController().signal,
  )) {
    for (const event of block.events) if (event.kind === kind) found.push(event as EventOf<Kind>);
  }
  return found;
}

/** The first one that is wanted, also when it is there already. */
export async function happens<Kind extends LedgerEvent['kind']>(
  cluster: Asked,
  kind: Kind,
  wanted: (event: EventOf<Kind>) => boolean = () => true,
): Promise<EventOf<Kind>> {
  const abort = new AbortController();
  try {
    for await (const item of cluster.client.watch({ fromIndex: 1 }, abort.signal)) {
      if (item.kind !== 'block') continue;
      for (const event of item.block.events) {
        if (event.kind === kind && wanted(event as EventOf<Kind>)) return event as EventOf<Kind>;
      }
    }
    throw new Error('the watch ended');
  } finally {
    abort.abort();
  }
}
