/**
 * One call of `place`. Nodes that stand in the same domains form a group, with the best candidate on top; groups stand
 * in one queue, ordered by their best candidates. Whether a group may take a copy depends on counts per domain only:
 * one that is over `maxSkew` is parked until the least count rises, one that is too close or too far is out.
 *
 * Cost: one look at every node, then O(log nodes) for each copy, and one look at every group when the least rises.
 */
import {
  type Choice,
  type Claim,
  claimFor,
  copyLoad,
  emptyLoad,
  hold,
  type NodeLoad,
  type NodeView,
  type PlaceOutcome,
  quantitiesFit,
  type ReadonlyNodeLoad,
} from '@berth/core';
import { BinaryHeap } from './binary-heap.js';
import type { Call } from './call.js';
import { groupKey } from './domain.js';
import { COPY_FILTERS } from './filters.js';
import { evenness, preferenceSum } from './scores.js';
import { countRejects } from './verdicts.js';

/** An open node with room, after the picks of this call. */
type Candidate = {
  readonly node: NodeView;
  readonly load: ReadonlyNodeLoad;
  /** Without evenness, which is the same for a whole group. */
  readonly score: number;
  readonly preferences: number;
};

type Group = { readonly candidates: BinaryHeap<Candidate>; evenness: number };

export class Placing {
  readonly #call: Call;
  readonly #groups = new Map<string, Group>();
  readonly #queue = new BinaryHeap<Group>(betterGroup);
  readonly #parked: Group[] = [];
  /** What nodes hold with the picks of this call; nodes that were not picked are not copied. */
  readonly #loads = new Map<NodeView, NodeLoad>();

  constructor(call: Call, open: readonly NodeView[]) {
    this.#call = call;
    for (const node of open) {
      const group = this.#groupOf(node);
      this.#offer(group, node, node.load, preferenceSum(node.info, call));
    }
    for (const group of this.#groups.values()) this.#enqueue(group);
  }

  run(): PlaceOutcome {
    const { request } = this.#call;
    const choices: Choice[] = [];
    while (choices.length < request.count) {
      const choice = this.#pick();
      if (!choice) break;
      choices.push(choice);
    }
    const missing = request.count - choices.length;
    return { choices, missing, rejects: missing > 0 ? countRejects(this.#call, this.#loads) : [] };
  }

  /** The best candidate of the best group that may take a copy now. */
  #pick(): Choice | undefined {
    for (let group = this.#queue.pop(); group; group = this.#queue.pop()) {
      const best = group.candidates.top;
      if (!best) continue;
      if (this.#hasFallen(group, best)) this.#enqueue(group);
      else if (this.#mayTake(group, best)) {
        const choice = this.#take(group, best);
        this.#enqueue(group);
        if (choice) return choice;
      }
    }
    return undefined;
  }

  /** A pick in another group of the same domain made this one worse than its place in the queue says. */
  #hasFallen(group: Group, { node }: Candidate): boolean {
    const before = group.evenness;
    group.evenness = evenness(node.info, this.#call.request, this.#call.copies);
    return group.evenness < before;
  }

  #mayTake(group: Group, best: Candidate): boolean {
    const rejects = COPY_FILTERS.flatMap((filter) => filter(best, this.#call));
    // Only spread may change its mind: copies never leave a domain during a call.
    if (rejects.length > 0 && rejects.every(({ reason }) => reason === 'spread')) this.#parked.push(group);
    return rejects.length === 0;
  }

  #take(group: Group, { node, load, score, preferences }: Candidate): Choice | undefined {
    group.candidates.pop();
    const claim = this.#claim(node, load);
    // No port or device left: the node is out for the rest of the call.
    if (!claim) return undefined;
    const held = this.#loads.get(node) ?? copyLoad(node.load);
    this.#loads.set(node, held);
    hold(held, claim);
    const choice = { node: node.info.id, claim, score: score + group.evenness };
    this.#offer(group, node, held, preferences);
    this.#countPick(node);
    return choice;
  }

  #claim(node: NodeView, load: ReadonlyNodeLoad): Claim | undefined {
    const { capacityCheck, request, ranker } = this.#call;
    const free = capacityCheck ? load : emptyLoad(load.inventory);
    const claimed = claimFor(free, request.resources, (selector) => ranker.level(selector, node, free));
    return 'claim' in claimed ? claimed.claim : undefined;
  }

  #countPick(node: NodeView): void {
    const { copies } = this.#call;
    const before = copies.least;
    copies.picked(node.info);
    if (copies.least === before) return;
    for (const group of [...this.#queue.drain(), ...this.#parked.splice(0)]) this.#enqueue(group);
  }

  #enqueue(group: Group): void {
    const best = group.candidates.top;
    if (!best) return;
    group.evenness = evenness(best.node.info, this.#call.request, this.#call.copies);
    this.#queue.push(group);
  }

  #groupOf(node: NodeView): Group {
    const key = groupKey(node.info, this.#call.request.rules);
    const known = this.#groups.get(key);
    if (known) return known;
    const group = { candidates: new BinaryHeap<Candidate>(betterCandidate), evenness: 0 };
    this.#groups.set(key, group);
    return group;
  }

  #offer(group: Group, node: NodeView, load: ReadonlyNodeLoad, preferences: number): void {
    const { capacityCheck, request, ranker } = this.#call;
    if (capacityCheck && !quantitiesFit(load, request.resources.quantities)) return;
    group.candidates.push({ node, load, preferences, score: ranker.rank(node, load) + preferences });
  }
}

function betterCandidate(a: Candidate, b: Candidate): boolean {
  return a.score > b.score || (a.score === b.score && a.node.info.id < b.node.info.id);
}

/** Queued groups always have a candidate: those without are not put back. */
function betterGroup(a: Group, b: Group): boolean {
  const [first, second] = [a.candidates.top, b.candidates.top];
  if (!first || !second) return first !== undefined;
  const lead = first.score + a.evenness - second.score - b.evenness;
  return lead > 0 || (lead === 0 && first.node.info.id < second.node.info.id);
}
