/**
 * The live cluster as a simulation sees it: nodes by cpu, memory and devices, and what is placed on them as tasks that are
 * there already. Nodes that are not open are left out with what they hold. What stays with its node (daemons, reservations)
 * makes the node smaller. A simulation knows nothing of labels, taints, sites, and of where other copies are.
 */
import type { BerthClient } from '@berth/client';
import {
  isStanding,
  type NodeSummary,
  type PlacementView,
  parseDispatchKey,
  type StackStatus,
  splitWorkloadKey,
  WHOLE_DEVICE,
} from '@berth/core';
import type { TaskInPlace, TraceNode, TraceTask } from '@berth/scheduler';

export type LiveSnapshot = {
  /** By row. */
  readonly names: readonly string[];
  readonly nodes: readonly TraceNode[];
  /** The oldest first. */
  readonly tasks: readonly TraceTask[];
  /** Where each of them is. */
  readonly held: readonly TaskInPlace[];
};

export async function liveSnapshot(client: BerthClient): Promise<LiveSnapshot> {
  const [{ nodes }, { placements }, { stacks }] = await Promise.all([
    client.listNodes(),
    client.listPlacements({}),
    client.listStacks(),
  ]);
  const open = nodes.filter((node) => node.connection === 'up' && node.eligibility === 'eligible');
  const rows = new Map(open.map((node, row) => [node.id as string, row]));
  const copies = placements
    .filter((copy) => isStanding(copy) && rows.has(copy.node) && !isDaemon(copy, stacks))
    .sort((a, b) => a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1));
  const machines = open.map((node) =>
    machineOf(
      node,
      copies.filter((copy) => copy.node === node.id),
    ),
  );
  return {
    names: open.map(({ id }) => id),
    nodes: machines.map(({ node }) => node),
    tasks: copies.map((copy) => taskOf(copy, open[rows.get(copy.node) as number] as NodeSummary, stacks)),
    held: copies.map((copy, task): TaskInPlace => {
      const row = rows.get(copy.node) as number;
      const devices = Object.keys(copy.claim.devices).map((name) => machines[row]?.slots.indexOf(name) ?? -1);
      return { task, node: row, devices: devices.filter((slot) => slot >= 0) };
    }),
  };
}

function specOf(copy: PlacementView, stacks: readonly StackStatus[]) {
  // What a run holds, its workload says.
  const { stack, workload } = splitWorkloadKey(parseDispatchKey(copy.workload)?.parent ?? copy.workload);
  return stacks.find((status) => status.stack === stack)?.spec.workloads[workload];
}

function isDaemon(copy: PlacementView, stacks: readonly StackStatus[]): boolean {
  return specOf(copy, stacks)?.run.kind === 'daemon';
}

/** What of a node the copies may have: all but what is held by others. Devices that others hold, or share, are theirs. */
function machineOf(node: NodeSummary, copies: readonly PlacementView[]) {
  const amount = (name: string) => {
    const use = node.resources.find((each) => each.name === name);
    const own = copies.reduce((sum, { claim }) => sum + (claim.quantities[name] ?? 0), 0);
    return use ? Math.max(own, use.capacity - (use.held - own)) : own;
  };
  const own = (device: string) => copies.reduce((sum, { claim }) => sum + (claim.devices[device] ?? 0), 0);
  const free = node.devices.filter(({ name, held }) => held === own(name));
  return {
    node: {
      cpuMillis: amount('cpu'),
      memoryMiB: amount('memory'),
      devices: free.length,
      model: free[0]?.model ?? '',
    },
    slots: free.map(({ name }) => name),
  };
}

/** A copy that holds shares of several devices counts as holding whole ones. */
function taskOf(copy: PlacementView, node: NodeSummary, stacks: readonly StackStatus[]): TraceTask {
  const { quantities, devices } = copy.claim;
  const shares = Object.values(devices);
  const selectors = Object.keys(specOf(copy, stacks)?.run.resources.devices ?? {});
  const isParticular = selectors.some(
    (selector) => selector.includes('/') || node.devices.some(({ name }) => name === selector),
  );
  const models = node.devices.filter(({ name }) => devices[name] !== undefined).map(({ model }) => model);
  return {
    cpuMillis: quantities.cpu ?? 0,
    memoryMiB: quantities.memory ?? 0,
    devices: shares.length,
    milli: shares.length > 1 ? WHOLE_DEVICE : (shares[0] ?? 0),
    models: isParticular ? [...new Set(models)] : [],
  };
}
