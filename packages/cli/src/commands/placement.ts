import { formatQuantity, type PlacementView, timeText } from '@berth/core';
import { age } from '../age.js';
import { type CommonOptions, type Effects, printJson, sayWhenStale, withClient } from '../effects.js';
import { endpoints, heldDevices } from '../render.js';
import { placementTable } from './status.js';

export type PlacementOptions = CommonOptions & { readonly stack?: string; readonly node?: string };

export async function listPlacements(options: PlacementOptions, effects: Effects): Promise<void> {
  await withClient(options, effects, async (client) => {
    const { stack, node } = options;
    const filter = { ...(stack !== undefined && { stack }), ...(node !== undefined && { node }) };
    const { placements, ...shown } = await client.listPlacements(filter);
    sayWhenStale(shown, effects);
    if (printJson(options, effects, placements)) return;
    effects.out(placements.length > 0 ? placementTable(placements, effects) : 'no placements\n');
  });
}

/** "yes, for 5m", "no, for 12s: ready check: status 503 of /". */
function readyText({ ready, readySinceMs, unready }: PlacementView, nowMs: number): string {
  const why = unready === '' ? '' : `: ${unready}`;
  return `${ready ? 'yes' : 'no'}, for ${age(readySinceMs, nowMs)}${why}`;
}

function at(ms: number | undefined): string {
  return ms === undefined ? '' : `${timeText(ms, 'UTC')} UTC`;
}

export async function showPlacement(id: string, options: CommonOptions, effects: Effects): Promise<void> {
  await withClient(options, effects, async (client) => {
    const { placement, ...shown } = await client.getPlacement(id);
    sayWhenStale(shown, effects);
    if (printJson(options, effects, { ...placement, ...shown })) return;
    const nowMs = effects.clock.nowMs();
    const { claim } = placement;
    const holds = Object.entries(claim.quantities).map(
      ([name, amount]) => `${name} ${formatQuantity(name, amount)}`,
    );
    const facts: [string, string][] = [
      ['placement', placement.id],
      ['node', `${placement.node}, site ${placement.site}`],
      ['version', `${placement.version}, generation ${placement.generation}`],
      ['phase', `${placement.observed} for ${age(placement.changedAtMs, nowMs)}, to be ${placement.desired}`],
      ['ready', readyText(placement, nowMs)],
      ['cause', [placement.cause, placement.stopCause].filter(Boolean).join(', then ')],
      ['restarts', String(placement.restarts)],
      ['holds', [...holds, ...heldDevices(claim)].join(', ')],
      ['endpoints', endpoints(placement)],
      ['message', placement.message],
      ['last due', at(placement.lastRunAtMs)],
      ['next due', at(placement.nextRunAtMs)],
      ['made', `${age(placement.createdAtMs, nowMs)} ago`],
    ];
    effects.out(
      facts
        .filter(([, value]) => value !== '')
        .map(([name, value]) => `${name.padEnd(10)} ${value}\n`)
        .join(''),
    );
  });
}
