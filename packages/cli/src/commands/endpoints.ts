import { followEndpoints } from '@berth/client';
import { type Endpoint, type EndpointsItem, splitWorkloadKey, type WorkloadKey } from '@berth/core';
import { age } from '../age.js';
import { type CommonOptions, type Effects, printJson, withClient } from '../effects.js';
import { paint, table } from '../render.js';

export type EndpointsOptions = CommonOptions & { readonly watch?: boolean };

/** With --watch one line for what comes ("+") and what goes ("-"); with --json as well, one object a line. */
export async function endpoints(
  workload: string,
  options: EndpointsOptions,
  effects: Effects,
): Promise<void> {
  await withClient(options, effects, async (client) => {
    if (!options.watch) {
      const found = await client.listEndpoints(workload);
      if (!printJson(options, effects, found))
        effects.out(endpointTable(found.workload, found.endpoints, effects));
      return;
    }
    const known = new Map<string, string>();
    const { clock, signal } = effects;
    const onLost = (why: string) => effects.err(`${why}; what is known stays, and is asked for again\n`);
    for await (const item of followEndpoints(client, { workload, clock, onLost }, signal)) {
      effects.out(options.json ? `${JSON.stringify(item)}\n` : changeLines(item, known, effects));
    }
  });
}

function endpointTable(workload: WorkloadKey, found: readonly Endpoint[], effects: Effects): string {
  if (found.length === 0) {
    const { stack } = splitWorkloadKey(workload);
    return `${workload} has no ready endpoints: \`berth status ${stack}\` says why\n`;
  }
  const nowMs = effects.clock.nowMs();
  const rows = found.map((endpoint) => [
    addresses(endpoint),
    endpoint.placement,
    endpoint.node,
    endpoint.site,
    age(endpoint.readySinceMs, nowMs),
  ]);
  return table(effects, ['ENDPOINT', 'PLACEMENT', 'NODE', 'SITE', 'READY'], rows, 0);
}

/** "http=10.0.0.7:20001 admin=10.0.0.7:20002". */
function addresses({ address, ports }: Endpoint): string {
  const host = address.includes(':') ? `[${address}]` : address;
  return Object.entries(ports)
    .map(([name, port]) => `${name}=${host}:${port}`)
    .join(' ');
}

/** After a snapshot, only what is another than before. */
function changeLines(item: EndpointsItem, known: Map<string, string>, effects: Effects): string {
  const set = item.kind === 'snapshot' ? item.endpoints : item.set;
  const there = new Set<string>(set.map(({ placement }) => placement));
  const gone = item.kind === 'delta' ? item.removed : [...known.keys()].filter((id) => !there.has(id));
  let lines = '';
  for (const id of gone) {
    if (known.delete(id)) lines += `${paint(effects, 'red', '-')} ${id}\n`;
  }
  for (const endpoint of set) {
    const text = `${endpoint.placement} ${addresses(endpoint)} on ${endpoint.node}, site ${endpoint.site}`;
    if (known.get(endpoint.placement) === text) continue;
    known.set(endpoint.placement, text);
    lines += `${paint(effects, 'green', '+')} ${text}\n`;
  }
  return lines;
}
