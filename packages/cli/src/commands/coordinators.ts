import type { CoordinatorView } from '@berth/core';
import { type CommonOptions, type Effects, printJson, withClient } from '../effects.js';
import { type Cell, table } from '../render.js';

/** `berth coordinator ls`: who leads, and how far the others are, as the one that answers knows it. */
export async function listCoordinators(options: CommonOptions, effects: Effects): Promise<void> {
  await withClient(options, effects, async (client) => {
    const coordinators = await client.listCoordinators();
    if (printJson(options, effects, coordinators)) return;
    // Where the state was last written to its disk: of interest where it is told to others.
    const saved = coordinators.some(({ checkpoint }) => checkpoint !== undefined);
    const heads = ['NAME', 'ROLE', 'EPOCH', 'INDEX', 'LAG', ...(saved ? ['SAVED'] : []), 'HEARD'];
    const rows = coordinators.map((each) => [
      ...[each.name, roleCell(each), String(each.epoch), String(each.index), String(each.lag)],
      ...(saved ? [String(each.checkpoint ?? '-')] : []),
      ...[`${(each.heardAgoMs / 1000).toFixed(1)}s`, each.control || '-', each.version],
      each.natsVersion ?? '-',
    ]);
    effects.out(table(effects, [...heads, 'CONTROL', 'VERSION', 'NATS'], rows, heads.length));
    if (!coordinators.some(({ role }) => role === 'leader'))
      effects.err(
        'berth: nobody leads at the moment; one of them claims within some seconds: `berth doctor`\n',
      );
  });
}

/** Announcements come every second. */
const SILENT_MS = 10_000;

function roleCell({ role, heardAgoMs }: CoordinatorView): Cell {
  if (heardAgoMs >= SILENT_MS) return { text: 'silent', colour: 'red' };
  return role === 'leader' ? { text: role, colour: 'green' } : role;
}
