/**
 * One move on a scratch cluster, made as the coordinator makes it: the second copy is placed beside the first by the
 * scheduler itself, then the first one ends. So whatever rule the scheduler knows holds in between; that it holds
 * afterwards, for the copy and for those that it matters to, is asked of the scheduler, too.
 */
import {
  type Claim,
  claimFor,
  type NodeId,
  type NodeVerdict,
  type PlaceRequest,
  type Scheduler,
} from '@berth/core';
import { aboutCopies, isAboutCopies, REFERENCES, Relations } from './relations.js';
import type { ScratchCluster, ScratchCopy } from './scratch-cluster.js';

/** Looks at a node, for the sake of rules about copies, in one plan: when they are used up, such copies stay. */
const LOOKS_MAX = 200_000;

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
  readonly #relations: Relations;
  #looks = 0;

  constructor(cluster: ScratchCluster, scheduler: Scheduler) {
    this.#cluster = cluster;
    this.#scheduler = scheduler;
    this.#relations = new Relations(cluster);
  }

  /** Moves a copy to the best node that is not to be avoided. Undefined, with nothing changed, when there is none. */
  make(copy: ScratchCopy, avoidNodes: ReadonlySet<NodeId>): MadeMove | undefined {
    const isRelated = this.#relations.of(copy).length > 0;
    if (isRelated && this.#looks >= LOOKS_MAX) return undefined;
    const avoid = new Set(avoidNodes).add(copy.node);
    const [choice] = this.#scheduler.place({ ...requestOf(copy), avoidNodes: avoid }).choices;
    if (!choice) return undefined;
    // What is avoided does not count as a place to spread over; for the coordinator it will.
    if (isAboutCopies(copy.workload) && !this.claimOn(choice.node, requestOf(copy))) return undefined;
    if (!this.#isAsWished(copy, choice.node)) return undefined;
    const move = { copy, from: copy.node, oldClaim: copy.claim, to: choice.node, claim: choice.claim };
    this.#cluster.addSecond(copy, move.to, move.claim);
    const between = this.#broken(copy);
    this.#cluster.removeSecond(copy, move.to, move.claim);
    this.#do(move);
    const broken = new Set([...between, ...this.#broken(copy)]);
    if (broken.size === 0) return move;
    this.undo(move);
    for (const known of this.#broken(copy)) if (known !== copy) broken.delete(known);
    if (broken.size > 0) return undefined;
    this.#do(move);
    return move;
  }

  #do({ copy, to, claim }: MadeMove): void {
    this.#cluster.remove(copy);
    this.#cluster.add(copy, to, claim);
  }

  /** What a copy would hold on a node that it may go to now, with all that the cluster is. */
  claimOn(node: NodeId, request: PlaceRequest): Claim | undefined {
    const verdict = this.#verdict(node, request);
    const load = this.#cluster.nodes.get(node)?.load;
    if (!verdict?.fits || !load) return undefined;
    const claimed = claimFor(load, request.resources);
    return 'claim' in claimed ? claimed.claim : undefined;
  }

  undo({ copy, from, oldClaim }: MadeMove): void {
    this.#cluster.remove(copy);
    this.#cluster.add(copy, from, oldClaim);
  }

  /** Whether a node is as good as the copy's own, by all that its workload wishes beside good packing. */
  #isAsWished(copy: ScratchCopy, to: NodeId): boolean {
    const { node: from, claim, workload } = copy;
    const { prefer, policy, spread } = workload.rules;
    if (prefer.length === 0 && !policy && !spread) return true;
    this.#cluster.remove(copy);
    const verdicts = this.#scheduler.explain({ ...requestOf(copy), onlyNodes: new Set([from, to]) });
    this.#cluster.add(copy, from, claim);
    const wished = (id: NodeId) => {
      const verdict = verdicts.find(({ node }) => node === id);
      if (!verdict?.fits) return 0;
      return verdict.terms.reduce((sum, { term, score }) => sum + (OF_PACKING.has(term) ? 0 : score), 0);
    };
    return wished(to) >= wished(from);
  }

  /** Copies that a move may matter to, and that could not be placed where they are, were they not there already. */
  #broken(moved: ScratchCopy): Set<ScratchCopy> {
    return new Set(this.#relations.of(moved).filter((copy) => !this.#stands(copy)));
  }

  #stands(copy: ScratchCopy): boolean {
    const { node, claim } = copy;
    this.#cluster.remove(copy);
    const verdict = this.#verdict(node, requestOf(copy));
    this.#cluster.add(copy, node, claim);
    // What the node itself says (cordoned, tainted since) was so before, and is nothing that a move changes.
    if (!verdict || verdict.fits) return verdict !== undefined;
    return verdict.rejects.every(({ reason }) => OF_THE_NODE.has(reason));
  }

  #verdict(node: NodeId, request: PlaceRequest): NodeVerdict | undefined {
    // Spread is over all nodes that are open; so, perhaps, is what this does not know.
    const asksAll = aboutCopies(request.rules).some((name) => !(name in REFERENCES) || name === 'spread');
    this.#looks += asksAll ? this.#cluster.nodes.size : 1;
    const asked = asksAll ? request : { ...request, onlyNodes: new Set([node]) };
    return this.#scheduler.explain(asked).find((each) => each.node === node);
  }
}

/** Terms of a score (ranking/ranker.ts) that are what moves are for. */
const OF_PACKING: ReadonlySet<string> = new Set(['pack', 'best-fit']);
const OF_THE_NODE: ReadonlySet<string> = new Set([
  'disconnected',
  'cordoned',
  'draining',
  'taint',
  'require',
  'driver',
]);

export function requestOf({ workload }: Pick<ScratchCopy, 'workload'>): PlaceRequest {
  const { key, resources, rules } = workload;
  return { workload: key, resources, rules, count: 1 };
}
