/** Clusters as the scheduler sees them. */
import {
  type Choice,
  hold,
  type NodeId,
  nodeId,
  type PlacementId,
  placementId,
  splitWorkloadKey,
  type WorkloadKey,
  type WorkloadView,
  workloadKey,
} from '@berth/core';
import type { TestNode } from './node.js';

/** A {@link ClusterView} that a test may change. */
export type TestCluster = {
  readonly nodes: Map<NodeId, TestNode>;
  readonly workloads: Map<WorkloadKey, WorkloadView>;
};

/**
 * `copies` says on which nodes the copies of a workload are to run: `{ 'shop/web': ['a', 'a', 'b'] }`. A "-" in front
 * of the node's name makes it a copy that is to stop. They hold nothing: say what nodes hold with `held`.
 */
export function clusterView(
  nodes: readonly TestNode[],
  copies: Readonly<Record<string, readonly string[]>> = {},
): TestCluster {
  const view: TestCluster = {
    nodes: new Map(nodes.map((node) => [node.info.id, node])),
    workloads: new Map(),
  };
  for (const [key, names] of Object.entries(copies)) {
    names.forEach((name, replica) => {
      const stopped = name.startsWith('-');
      addCopy(view, keyOf(key), replica, nodeId(stopped ? name.slice(1) : name), stopped);
    });
  }
  return view;
}

/** "shop/web" as a key. */
export function keyOf(text: string): WorkloadKey {
  const { stack, workload } = splitWorkloadKey(text as WorkloadKey);
  return workloadKey(stack, workload);
}

/** What the ledger would make of a choice: its claim is held, and it counts as a copy of its workload. */
export function carryOut(view: TestCluster, choice: Choice, workload?: WorkloadKey): void {
  const node = view.nodes.get(choice.node);
  if (node) hold(node.load, choice.claim);
  if (workload) addCopy(view, workload, view.workloads.get(workload)?.placements.size ?? 0, choice.node);
}

function addCopy(
  view: TestCluster,
  workload: WorkloadKey,
  replica: number,
  node: NodeId,
  stopped = false,
): void {
  const placements = new Map(view.workloads.get(workload)?.placements);
  const id: PlacementId = placementId(workload, replica, 1);
  placements.set(id, { node, desired: stopped ? 'stopped' : 'running' });
  view.workloads.set(workload, { placements });
}
