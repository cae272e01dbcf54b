/**
 * The packing engine: filters say which nodes are open, the fit function of the core which have room, scores which is best.
 *
 * Invariants: 1. nothing is chosen that the fit function of the core refuses; 2. choices of one call take each other
 * into account; 3. same cluster and request, same outcome: ties go to the smaller node id, and what is remembered
 * between calls changes nothing but the time they take; 4. `explain` asks the same filters, fit function and scores as
 * `place`.
 */
import type { ClusterView, PlaceOutcome, PlaceRequest, Scheduler } from '@berth/core';
import type { Call, NodeQuestion } from './call.js';
import { CopyCounts, type CountSource, countOnce } from './copy-counts.js';
import { Expressions } from './expressions.js';
import { NODE_FILTERS } from './filters.js';
import { LACKS } from './memory/domain-numbers.js';
import { IndexShelf } from './memory/index-shelf.js';
import { Mirror } from './memory/mirror.js';
import { INDEXED_TERMS_MAX } from './memory/node-table.js';
import type { Outlook } from './outlook/outlook.js';
import { placeOnFew } from './place-on-few.js';
import { searchEvictions } from './preemption.js';
import { Ranker } from './ranking/ranker.js';
import { relationCount, relationsOf } from './relations.js';
import { askedNodes, firstReject, verdicts } from './verdicts.js';

export type SchedulerOptions = {
  /** What to expect now. Nodes rank by best fit while there is none. May be another one with every call. */
  readonly outlook?: () => Outlook | undefined;
  /** False only where a test proves that the check matters: then nodes are filled beyond what they have. */
  readonly capacityCheck?: boolean;
};

type Memory = { readonly mirror: Mirror; readonly shelf: IndexShelf };

/**
 * A scheduler over a cluster that its owner may change between calls, never during one. What it remembers between calls
 * rests on the view's log of nodes; it remembers nothing of a view without one.
 */
export function createScheduler(view: ClusterView, options: SchedulerOptions = {}): Scheduler {
  const engine = new Engine(view, options);
  return {
    place: (request) => engine.place(request),
    explain: (request) => verdicts(engine.callOf(request, countOnce(view))),
    evictions: (request, prospects) => searchEvictions(engine.callOf(request, countOnce(view)), prospects),
    checkExpression: (expression) => engine.expressions.check(expression),
  };
}

class Engine {
  readonly expressions = new Expressions();
  readonly #view: ClusterView;
  readonly #capacityCheck: boolean;
  readonly #outlook: () => Outlook | undefined;
  #memory: Memory | undefined;

  constructor(view: ClusterView, { capacityCheck = true, outlook = () => undefined }: SchedulerOptions) {
    this.#view = view;
    this.#capacityCheck = capacityCheck;
    this.#outlook = outlook;
  }

  place(request: PlaceRequest): PlaceOutcome {
    const { onlyNodes, rules, count } = request;
    const { mirror, shelf } = this.#remember();
    const nodes = onlyNodes ? onlyNodes.size : this.#view.nodes.size;
    const isSmall = onlyNodes !== undefined && nodes * Math.min(nodes, count) <= this.#view.nodes.size;
    if (isSmall || rules.prefer.length + relationCount(rules) > INDEXED_TERMS_MAX) {
      return placeOnFew(this.callOf(request, countedBy(mirror)), askedNodes(this.#view, request));
    }
    const questionOf = (lasting: PlaceRequest) => this.#questionOf(lasting);
    // What names nodes is asked once only.
    const index = onlyNodes ? shelf.make(request, questionOf) : shelf.take(request, questionOf);
    return index.place(request);
  }

  callOf(request: PlaceRequest, source: CountSource): Call {
    const copies = new CopyCounts(relationsOf(request), request.workload, source);
    const call: Call = { ...this.#questionOf(request), view: this.#view, copies };
    const passing = askedNodes(call.view, request).filter(
      (node) => firstReject(NODE_FILTERS, { node, load: node.load }, call) === undefined,
    );
    copies.begin(passing.map(({ info }) => info));
    return call;
  }

  #questionOf(request: PlaceRequest): NodeQuestion {
    const ranker = new Ranker(request, this.#outlook);
    return { request, ranker, expressions: this.expressions, capacityCheck: this.#capacityCheck };
  }

  #remember(): Memory {
    if (this.#memory?.mirror.catchUp()) return this.#memory;
    const mirror = new Mirror(this.#view);
    this.#memory = { mirror, shelf: new IndexShelf(mirror) };
    return this.#memory;
  }
}

function countedBy(mirror: Mirror): CountSource {
  return (workload, by) => {
    const counter = mirror.counter(workload, by);
    const domains = mirror.domains(by);
    return { in: (domain) => counter.in(domains.numberOf(domain) ?? LACKS), total: counter.total };
  };
}
