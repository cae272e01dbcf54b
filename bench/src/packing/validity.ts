/**
 * Whether a replay's placements can be: added up from the tables alone, without the engine that made them.
 */
import type { Landed, TraceNode, TraceTask } from '@berth/scheduler';

export type PlacedTask = { readonly task: number; readonly landed: Landed | undefined };

/** What is wrong, in one line; undefined when nothing is. */
export function placementFault(
  nodes: readonly TraceNode[],
  tasks: readonly TraceTask[],
  placements: Iterable<PlacedTask>,
): string | undefined {
  const used = nodes.map(({ devices }) => ({ cpu: 0, memory: 0, milli: new Array<number>(devices).fill(0) }));
  let arrival = 0;
  for (const { task: row, landed } of placements) {
    const where = `arrival ${arrival++}, task ${row}`;
    if (!landed) continue;
    const task = tasks[row];
    const node = nodes[landed.node];
    const use = used[landed.node];
    if (!task || !node || !use) return `${where}: there is no such task or node ${landed.node}`;
    if (task.models.length > 0 && !task.models.includes(node.model))
      return `${where}: ${node.model} is not allowed`;
    if (landed.devices.length !== task.devices || new Set(landed.devices).size !== task.devices)
      return `${where}: asks for ${task.devices} devices, has ${landed.devices.join('|')}`;
    use.cpu += task.cpuMillis;
    use.memory += task.memoryMiB;
    if (use.cpu > node.cpuMillis || use.memory > node.memoryMiB)
      return `${where}: node ${landed.node} is over-committed`;
    for (const device of landed.devices) {
      const milli = (use.milli[device] ?? Number.NaN) + task.milli;
      if (!(milli <= 1000)) return `${where}: device ${device} of node ${landed.node} is over-committed`;
      use.milli[device] = milli;
    }
  }
  return undefined;
}
