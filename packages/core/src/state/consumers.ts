/**
 * Which nodes run something that wants to know the endpoints of a workload (`upstreams`). Derived from the placements, and
 * kept beside the state: never stored, never compared. Workloads without upstreams cost nothing here.
 */
import type { NodeId, WorkloadKey } from '../basics/ids.js';
import type { RunSpec } from '../model/model.js';

export class Consumers {
  readonly #nodes = new Map<WorkloadKey, Map<NodeId, number>>();
  readonly #upstreams = new Map<NodeId, Map<WorkloadKey, number>>();

  /** A copy with this run begins (+1) or ends (-1) to be a matter of the node. */
  count(node: NodeId, { upstreams = [] }: RunSpec, by: 1 | -1): void {
    for (const workload of upstreams) {
      add(this.#nodes, workload, node, by);
      add(this.#upstreams, node, workload, by);
    }
  }

  nodesOf(workload: WorkloadKey): Iterable<NodeId> {
    return this.#nodes.get(workload)?.keys() ?? [];
  }

  /** In a fixed order. */
  upstreamsOf(node: NodeId): readonly WorkloadKey[] {
    return [...(this.#upstreams.get(node)?.keys() ?? [])].sort();
  }
}

function add<Outer, Inner>(
  counts: Map<Outer, Map<Inner, number>>,
  outer: Outer,
  inner: Inner,
  by: number,
): void {
  const row = counts.get(outer) ?? new Map<Inner, number>();
  const count = (row.get(inner) ?? 0) + by;
  if (count > 0) row.set(inner, count);
  else row.delete(inner);
  if (row.size > 0) counts.set(outer, row);
  else counts.delete(outer);
}
