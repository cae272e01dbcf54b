/** A copy of a cluster to try moves on: loads are its own, what nodes are is shared. The scheduler sees it like any other. */
import {
  type Claim,
  type ClusterView,
  copyLoad,
  type DesiredPhase,
  type HoldingWorkload,
  hold,
  type NodeId,
  type NodeLoad,
  NodeLog,
  type NodeView,
  type PlacementId,
  type RebalanceInput,
  release,
  type WorkloadKey,
} from '@berth/core';

/** A copy as it is on the scratch: where it is and what it holds there. */
export type ScratchCopy = {
  readonly placement: PlacementId;
  readonly workload: HoldingWorkload;
  readonly movable: boolean;
  node: NodeId;
  claim: Claim;
};

type ScratchNode = NodeView & { readonly load: NodeLoad };
type Placements = Map<PlacementId, { readonly node: NodeId; readonly desired: DesiredPhase }>;

export class ScratchCluster implements ClusterView {
  readonly nodes = new Map<NodeId, ScratchNode>();
  readonly workloads = new Map<WorkloadKey, { readonly placements: Placements }>();
  readonly nodeLog = new NodeLog();
  readonly copies: readonly ScratchCopy[];
  readonly #byNode = new Map<NodeId, Set<ScratchCopy>>();

  constructor({ view, workloads }: RebalanceInput) {
    // By id, so that what follows does not depend on when nodes joined.
    for (const id of [...view.nodes.keys()].sort()) {
      const { info, connection, eligibility, load } = view.nodes.get(id) as NodeView;
      this.nodes.set(id, { info, connection, eligibility, load: copyLoad(load) });
      this.#byNode.set(id, new Set());
    }
    for (const [key, { placements }] of view.workloads) {
      // Copied one by one: the live ones change while this is thought about.
      const copies = [...placements].map(([id, { node, desired }]) => [id, { node, desired }] as const);
      this.workloads.set(key, { placements: new Map(copies) });
    }
    this.copies = workloads.flatMap((workload) =>
      workload.copies.map((copy): ScratchCopy => ({ ...copy, workload })),
    );
    for (const copy of this.copies) this.#byNode.get(copy.node)?.add(copy);
  }

  on(node: NodeId): ReadonlySet<ScratchCopy> {
    return this.#byNode.get(node) ?? new Set();
  }

  isOpen(node: NodeId): boolean {
    const known = this.nodes.get(node);
    return known?.connection === 'up' && known.eligibility === 'eligible';
  }

  /** A second copy, as while a move is on: it holds, and it counts. */
  addSecond(copy: ScratchCopy, node: NodeId, claim: Claim): void {
    this.#hold(copy, node, claim, SECOND);
  }

  removeSecond(copy: ScratchCopy, node: NodeId, claim: Claim): void {
    this.#release(copy, node, claim, SECOND);
  }

  add(copy: ScratchCopy, node: NodeId, claim: Claim): void {
    copy.node = node;
    copy.claim = claim;
    this.#hold(copy, node, claim, '');
    this.#byNode.get(node)?.add(copy);
  }

  remove(copy: ScratchCopy): void {
    this.#release(copy, copy.node, copy.claim, '');
    this.#byNode.get(copy.node)?.delete(copy);
  }

  /** Takes room for a copy that is not there yet. */
  reserve(workload: WorkloadKey, node: NodeId, claim: Claim, number: number): void {
    hold((this.nodes.get(node) as ScratchNode).load, claim);
    const id = `${workload}/missing.${number}` as PlacementId;
    this.workloads.get(workload)?.placements.set(id, { node, desired: 'running' });
    this.nodeLog.counted(node, workload, 1);
  }

  #hold(copy: ScratchCopy, node: NodeId, claim: Claim, suffix: string): void {
    hold((this.nodes.get(node) as ScratchNode).load, claim);
    const id = `${copy.placement}${suffix}` as PlacementId;
    this.workloads.get(copy.workload.key)?.placements.set(id, { node, desired: 'running' });
    this.nodeLog.counted(node, copy.workload.key, 1);
  }

  #release(copy: ScratchCopy, node: NodeId, claim: Claim, suffix: string): void {
    release((this.nodes.get(node) as ScratchNode).load, claim);
    this.workloads.get(copy.workload.key)?.placements.delete(`${copy.placement}${suffix}` as PlacementId);
    this.nodeLog.counted(node, copy.workload.key, -1);
  }
}

const SECOND = '+';
