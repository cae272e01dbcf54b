/**
 * Nodes that what runs could be gathered on. Clearing one node after the other into whichever takes its copies best fills
 * nodes that could have been cleared next; going to the largest nodes first leaves the fewest that hold something.
 */
import type { NodeId } from '@berth/core';
import type { ScratchCluster, ScratchCopy } from './scratch-cluster.js';

/**
 * As few of `nodes` as hold all that is held, times `slack`, by volume: those that cannot be cleared, then those without
 * devices, the largest ones first.
 */
export function keptNodes(
  cluster: ScratchCluster,
  nodes: readonly NodeId[],
  { slack, mayMove }: { readonly slack: number; readonly mayMove: (copy: ScratchCopy) => boolean },
): Set<NodeId> {
  const names = new Set<string>();
  const total = { held: new Map<string, number>(), capacity: new Map<string, number>() };
  const load = (id: NodeId) => cluster.nodes.get(id)?.load;
  for (const id of nodes) {
    const { held = {}, capacity = {} } = load(id) ?? {};
    for (const [name, amount] of Object.entries(capacity)) {
      names.add(name);
      total.capacity.set(name, (total.capacity.get(name) ?? 0) + amount);
      total.held.set(name, (total.held.get(name) ?? 0) + (held[name] ?? 0));
    }
  }
  const ranked = nodes.map((id) => {
    const { capacity = {}, inventory } = load(id) ?? {};
    let share = 0;
    for (const name of names) share += (capacity[name] ?? 0) / (total.capacity.get(name) || 1);
    const copies = [...cluster.on(id)].filter(({ workload }) => !workload.daemon);
    const stays = copies.some((copy) => !mayMove(copy));
    return { id, stays, devices: inventory?.devices.length ?? 0, share, copies: copies.length };
  });
  ranked.sort(
    (a, b) =>
      Number(b.stays) - Number(a.stays) ||
      a.devices - b.devices ||
      b.share - a.share ||
      b.copies - a.copies ||
      (a.id < b.id ? -1 : 1),
  );
  const left = new Map([...total.held].map(([name, amount]) => [name, amount * slack]));
  const kept = new Set<NodeId>();
  for (const { id } of ranked) {
    if (![...left.values()].some((amount) => amount > 0)) break;
    kept.add(id);
    for (const [name, amount] of left) left.set(name, amount - (load(id)?.capacity[name] ?? 0));
  }
  return kept;
}
