import { type CommonOptions, type Effects, printJson, withClient } from '../effects.js';
import { table } from '../render.js';

/** `berth coordinator ls`: who leads, and how far the others are, as the one that answers knows it. */
export async function listCoordinators(options: CommonOptions, effects: Effects): Promise<void> {
  await withClient(options, effects, async (client) => {
    const coordinators = await client.listCoordinators();
    if (printJson(options, effects, coordinators)) return;
    const rows = coordinators.map((each) => [
      each.name,
      each.role,
      String(each.epoch),
      String(each.index),
      String(each.lag),
      `${(each.heardAgoMs / 1000).toFixed(1)}s`,
      each.control || '-',
      each.version,
      each.natsVersion ?? '-',
    ]);
    const heads = ['NAME', 'ROLE', 'EPOCH', 'INDEX', 'LAG', 'HEARD', 'CONTROL', 'VERSION', 'NATS'];
    effects.out(table(effects, heads, rows, 6));
  });
}
