/**
 * One move on a scratch cluster, made as the coordinator makes it: the second copy is placed beside the first by the
 * scheduler itself, then the first one ends. So whatever rule the scheduler knows holds in between; that it holds
 * afterwards, for the copy and for those that it matters to, is asked of the scheduler, too.
 */
import { type Claim, claimFor, type NodeId, type PlaceRequest, type Scheduler } from '@berth/core';
import type { ScratchCluster, ScratchCopy } from './scratch-cluster.js';

/** Rules about the node alone: where other copies are changes nothing. All others are about where copies are. */
const RULES_OF_NODES: ReadonlySet<string> = new Set(['require', 'prefer', 'tolerate']);
/** Copies whose rules may be about where a moved one is; with more of them it stays. Each costs a look at all nodes. */
export const RELATED_MAX = 64;

export type MadeMove = {
  readonly copy: ScratchCopy;
  readonly from: NodeId;
  readonly oldClaim: Claim;
  readonly to: NodeId;
  readonly claim: Claim;
};

export class MoveTrial {
  readonly #cluster: ScratchCluster;
  readonly #scheduler: Scheduler;
  /** Per stack, the copies whose rules are about other copies. */
  readonly #related = new Map<string, readonly ScratchCopy[]>();

  constructor(cluster: ScratchCluster, scheduler: Scheduler) {
    this.#cluster = cluster;
    this.#scheduler = scheduler;
  }

  /** Moves a copy to the best node that is not to be avoided. Undefined, with nothing changed, when there is none. */
  make(copy: ScratchCopy, avoidNodes: ReadonlySet<NodeId>): MadeMove | undefined {
    const related = this.#relatedTo(copy);
    if (related.length > RELATED_MAX) return undefined;
    const avoid = new Set(avoidNodes).add(copy.node);
    const [choice] = this.#scheduler.place({ ...requestOf(copy), avoidNodes: avoid }).choices;
    // What is avoided does not count as a place to spread over; for the coordinator it will.
    if (!choice || (related.includes(copy) && !this.claimOn(choice.node, requestOf(copy)))) return undefined;
    const brokenBefore = this.#broken(related);
    const move = { copy, from: copy.node, oldClaim: copy.claim, to: choice.node, claim: choice.claim };
    this.#cluster.addSecond(copy, move.to, move.claim);
    const brokenBetween = this.#broken(related);
    this.#cluster.removeSecond(copy, move.to, move.claim);
    this.#cluster.remove(copy);
    this.#cluster.add(copy, move.to, move.claim);
    const broken = new Set([...brokenBetween, ...this.#broken(related)]);
    for (const known of brokenBefore) if (known !== copy) broken.delete(known);
    if (broken.size === 0) return move;
    this.undo(move);
    return undefined;
  }

  /** What a copy would hold on a node that it may go to now, with all that the cluster is. */
  claimOn(node: NodeId, request: PlaceRequest): Claim | undefined {
    const verdict = this.#scheduler.explain(request).find((each) => each.node === node);
    const load = this.#cluster.nodes.get(node)?.load;
    if (!verdict?.fits || !load) return undefined;
    const claimed = claimFor(load, request.resources);
    return 'claim' in claimed ? claimed.claim : undefined;
  }

  undo({ copy, from, oldClaim }: MadeMove): void {
    this.#cluster.remove(copy);
    this.#cluster.add(copy, from, oldClaim);
  }

  /** Those that could not be placed where they are, were they not there already. */
  #broken(copies: readonly ScratchCopy[]): Set<ScratchCopy> {
    return new Set(copies.filter((copy) => !this.#stands(copy)));
  }

  #stands(copy: ScratchCopy): boolean {
    const { node, claim } = copy;
    this.#cluster.remove(copy);
    const verdict = this.#scheduler.explain(requestOf(copy)).find((each) => each.node === node);
    this.#cluster.add(copy, node, claim);
    // What the node itself says (cordoned, tainted since) was so before, and is nothing that a move changes.
    if (!verdict || verdict.fits) return verdict !== undefined;
    return verdict.rejects.every(({ reason }) => OF_THE_NODE.has(reason));
  }

  #relatedTo(copy: ScratchCopy): readonly ScratchCopy[] {
    const { key } = copy.workload;
    const stack = key.slice(0, key.indexOf('/') + 1);
    let related = this.#related.get(stack);
    if (!related) {
      related = this.#cluster.copies.filter(
        ({ workload }) => workload.key.startsWith(stack) && !workload.daemon && isAboutCopies(workload.rules),
      );
      this.#related.set(stack, related);
    }
    return related;
  }
}

const OF_THE_NODE: ReadonlySet<string> = new Set([
  'disconnected',
  'cordoned',
  'draining',
  'taint',
  'require',
]);

export function requestOf({ workload }: Pick<ScratchCopy, 'workload'>): PlaceRequest {
  const { key, resources, rules } = workload;
  return { workload: key, resources, rules, count: 1 };
}

function isAboutCopies(rules: PlaceRequest['rules']): boolean {
  return Object.entries(rules).some(([name, rule]) => rule !== undefined && !RULES_OF_NODES.has(name));
}
