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
import { isOpen } from './filters.js';
import { IndexShelf } from './memory/index-shelf.js';
import { Mirror } from './memory/mirror.js';
import { INDEXED_PREFERENCES_MAX } from './memory/node-table.js';
import type { Outlook } from './outlook/outlook.js';
import { Placing } from './placing.js';
import { Ranker } from './ranking/ranker.js';
import { askedNodes, verdicts } from './verdicts.js';

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
    const { onlyNodes, rules } = request;
    const { mirror, shelf } = this.#remember();
    if (!onlyNodes && rules.prefer.length <= INDEXED_PREFERENCES_MAX) {
      return shelf.take(request, (lasting) => this.#questionOf(lasting)).place(request);
    }
    // Few nodes are faster looked at than kept in order.
    const call = this.callOf(request, countedBy(mirror));
    return new Placing(call, openNodes(call)).run();
  }

  callOf(request: PlaceRequest, source: CountSource): Call {
    const copies = new CopyCounts(request, source);
    const call: Call = { ...this.#questionOf(request), view: this.#view, copies };
    copies.open(openNodes(call).map(({ info }) => info));
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

function openNodes(call: Call) {
  return askedNodes(call.view, call.request).filter((node) => isOpen({ node, load: node.load }, call));
}

function countedBy(mirror: Mirror): CountSource {
  return (workload, by) => {
    const counter = mirror.counter(workload, by);
    const domains = mirror.domains(by);
    return (domain) => counter.in(domains.numberOf(domain) ?? 0);
  };
}
