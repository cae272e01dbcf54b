/**
 * The packing engine: filters say which nodes are open, the fit function which have room, scores which is best.
 *
 * Invariants: 1. nothing is chosen that the fit function of the core refuses; 2. choices of one call take each other
 * into account; 3. same cluster and request, same outcome: ties go to the smaller node id; 4. `explain` asks the same
 * filters, fit function and scores as `place`.
 *
 * Cost of a call: one look at every node, then O(groups + log nodes) for each copy (see domains.ts for groups).
 */
import {
  type Choice,
  type Claim,
  type ClusterView,
  claimFor,
  copyLoad,
  emptyLoad,
  hold,
  type NodeLoad,
  type NodeVerdict,
  type NodeView,
  type PlaceOutcome,
  type PlaceRequest,
  quantitiesFit,
  type ReadonlyNodeLoad,
  type Reject,
  type RejectCount,
  type Scheduler,
} from '@berth/core';
import { better, type Candidate, CandidateHeap } from './candidate-heap.js';
import { DomainRules } from './domains.js';
import { Expressions } from './expressions.js';
import { FILTERS } from './filters.js';
import { bestFit, preference, scoreTerms } from './scores.js';

export type SchedulerOptions = {
  /** False only where a test proves that the check matters: then nodes are filled beyond what they have. */
  readonly capacityCheck?: boolean;
};

export function createScheduler(view: ClusterView, options: SchedulerOptions = {}): Scheduler {
  const expressions = new Expressions();
  const capacityCheck = options.capacityCheck ?? true;
  return {
    place: (request) => new Placing(view, request, expressions, capacityCheck).run(),
    explain: (request) => explain(view, request, expressions),
    checkExpression: (expression) => expressions.wrong(expression),
  };
}

/** One call of `place`. */
class Placing {
  readonly #view: ClusterView;
  readonly #request: PlaceRequest;
  readonly #expressions: Expressions;
  readonly #capacityCheck: boolean;
  readonly #domains: DomainRules;
  readonly #groups = new Map<string, CandidateHeap>();
  readonly #tried = new Map<NodeView, NodeLoad>();

  constructor(view: ClusterView, request: PlaceRequest, expressions: Expressions, capacityCheck: boolean) {
    this.#view = view;
    this.#request = request;
    this.#expressions = expressions;
    this.#capacityCheck = capacityCheck;
    const open = [...view.nodes.values()].filter((node) => !closed(node, request, expressions));
    this.#domains = new DomainRules(view, request, open);
    for (const node of open) this.#offer(node, node.load);
  }

  run(): PlaceOutcome {
    const choices: Choice[] = [];
    while (choices.length < this.#request.count) {
      const choice = this.#pick();
      if (!choice) break;
      choices.push(choice);
    }
    const missing = this.#request.count - choices.length;
    return { choices, missing, rejects: missing > 0 ? this.#countRejects() : [] };
  }

  /** Puts a node, as it would be after the picks so far, among the candidates of its group. */
  #offer(node: NodeView, load: ReadonlyNodeLoad): void {
    if (this.#capacityCheck && !quantitiesFit(load, this.#request.resources.quantities)) return;
    const score = bestFit(load, this.#request) + preference(node.info, this.#request, this.#expressions);
    const group = this.#domains.groupOf(node.info);
    const heap = this.#groups.get(group) ?? new CandidateHeap();
    this.#groups.set(group, heap);
    heap.push({ node, load, score });
  }

  #pick(): Choice | undefined {
    while (true) {
      const heap = this.#bestGroup();
      const candidate = heap?.pop();
      if (!candidate) return undefined;
      const claim = this.#claim(candidate);
      // No port or device left: the node is out for the rest of the call.
      if (!claim) continue;
      return this.#take(candidate, claim);
    }
  }

  /** Of the groups that may take one more copy, the one with the best candidate. */
  #bestGroup(): CandidateHeap | undefined {
    let best: CandidateHeap | undefined;
    for (const heap of this.#groups.values()) {
      const { top } = heap;
      if (!top || (best?.top && !better(top, best.top))) continue;
      if (this.#domains.rejects(top.node.info).length === 0) best = heap;
    }
    return best;
  }

  #claim({ load }: Candidate): Claim | undefined {
    const base = this.#capacityCheck ? load : emptyLoad(load.inventory);
    const claimed = claimFor(base, this.#request.resources);
    return 'claim' in claimed ? claimed.claim : undefined;
  }

  #take({ node, score }: Candidate, claim: Claim): Choice {
    const load = this.#tried.get(node) ?? copyLoad(node.load);
    this.#tried.set(node, load);
    hold(load, claim);
    this.#domains.picked(node.info);
    this.#offer(node, load);
    return { node: node.info.id, claim, score };
  }

  #countRejects(): RejectCount[] {
    const counts = new Map<string, { -readonly [K in keyof RejectCount]: RejectCount[K] }>();
    for (const node of this.#view.nodes.values()) {
      const load = this.#tried.get(node) ?? node.load;
      const [first] = rejectsOf(node, load, this.#request, this.#expressions, this.#domains);
      if (!first) continue;
      const key = `${first.reason} ${first.subject}`;
      const known = counts.get(key);
      if (known) known.nodes++;
      else counts.set(key, { reason: first.reason, subject: first.subject, nodes: 1 });
    }
    return [...counts.entries()]
      .sort(([a, one], [b, two]) => two.nodes - one.nodes || (a < b ? -1 : 1))
      .map(([, reject]) => reject);
  }
}

function closed(node: NodeView, request: PlaceRequest, expressions: Expressions): boolean {
  return FILTERS.some((filter) => filter(node, request, expressions) !== undefined);
}

/** Everything that speaks against a node, in the order in which it is asked. */
function rejectsOf(
  node: NodeView,
  load: ReadonlyNodeLoad,
  request: PlaceRequest,
  expressions: Expressions,
  domains: DomainRules,
): Reject[] {
  const rejects = FILTERS.flatMap((filter) => filter(node, request, expressions) ?? []);
  const claimed = claimFor(load, request.resources);
  if ('rejects' in claimed) rejects.push(...claimed.rejects);
  return [...rejects, ...domains.rejects(node.info)];
}

function explain(view: ClusterView, request: PlaceRequest, expressions: Expressions): NodeVerdict[] {
  const nodes = [...view.nodes.values()];
  const open = nodes.filter((node) => !closed(node, request, expressions));
  const domains = new DomainRules(view, request, open);
  const verdicts = nodes.map((node): NodeVerdict => {
    const rejects = rejectsOf(node, node.load, request, expressions, domains);
    if (rejects.length > 0) return { node: node.info.id, fits: false, rejects };
    const terms = scoreTerms(node.info, node.load, request, expressions);
    const score = terms.reduce((sum, term) => sum + term.score, 0);
    return { node: node.info.id, fits: true, score, terms };
  });
  return verdicts.sort((a, b) => scoreOf(b) - scoreOf(a) || (a.node < b.node ? -1 : 1));
}

function scoreOf(verdict: NodeVerdict): number {
  return verdict.fits ? verdict.score : -1;
}
