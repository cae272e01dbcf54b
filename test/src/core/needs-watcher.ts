/**
 * Reads the ledger for copies that begin before what they need is there, and for workloads that end before those that need them.
 * It keeps a state of its own, and counts by itself.
 */
import {
  apply,
  type ClusterState,
  emptyState,
  isTerminal,
  type LedgerEvent,
  type Need,
  type Placement,
  type WorkloadKey,
  type WorkloadRecord,
} from '@berth/core';

/** With which copies go that were wanted. */
const LEAVING: ReadonlySet<LedgerEvent['kind']> = new Set([
  ...(['placements.stopped', 'node.removed'] as const),
]);

/** With which copies end at once. */
const ASKED: ReadonlySet<LedgerEvent['kind']> = new Set([
  ...(['stack.deleted', 'stack.applied', 'dispatch.stopped'] as const),
]);

export class NeedsWatcher {
  readonly #state: ClusterState = emptyState();
  /** Runs with which copies of a workload have begun since it was made, or went on when only its size changed. */
  readonly #begun = new Map<WorkloadKey, string>();
  readonly #broken: (what: string) => void;
  readonly #seen: (what: string) => void;

  constructor(broken: (what: string) => void, seen: (what: string) => void = () => {}) {
    this.#broken = broken;
    this.#seen = seen;
  }

  /** The events of one block. */
  see(events: readonly LedgerEvent[], index: number): void {
    const isAsked = events.some(({ kind }) => ASKED.has(kind));
    for (const event of events) {
      if (event.kind === 'placements.made') this.#begins(event.workload, event.version);
      if (event.kind === 'placements.stopped' && event.cause === 'deleted') {
        this.#ends(event.placements);
        // Not with the request, but later: something had to end before.
        if (!isAsked) this.#seen('end in reverse');
      }
      if (event.kind === 'workload.waiting') this.#seen('need waited for');
      if (LEAVING.has(event.kind)) this.#noteWhatRuns();
      apply(this.#state, event, { index });
      for (const [key] of this.#begun) {
        const workload = this.#state.workloads.get(key);
        if (!workload || workload.deleted) this.#begun.delete(key);
      }
    }
    this.#state.index = index;
  }

  /** What has begun goes on, whether the copy that ran it ends in the block of the next one or long before. */
  #noteWhatRuns(): void {
    for (const workload of this.#state.workloads.values()) {
      if (workload.spec.needs && !workload.deleted && runsWhatIsWanted(workload))
        this.#begun.set(workload.key, workload.runHash);
    }
  }

  #begins(key: WorkloadKey, version: number): void {
    const workload = this.#state.workloads.get(key);
    const { needs } = workload?.spec ?? {};
    if (!workload || !needs || version !== workload.version) return;
    const isFirst = this.#begun.get(key) !== workload.runHash && !runsWhatIsWanted(workload);
    this.#begun.set(key, workload.runHash);
    if (!isFirst) return;
    this.#seen('needs were met');
    for (const need of needs) {
      const why = this.#lacks(need);
      if (why) this.#broken(`${key} begins, and ${need.workload} ${why}`);
    }
  }

  #lacks(need: Need): string | undefined {
    const target = this.#state.workloads.get(need.workload);
    if (!target || target.deleted) return 'is not there';
    const { kind, run } = target.spec;
    const until = need.until ?? (kind === 'batch' && !run.schedule ? 'completed' : 'ready');
    const { rollout, runHash, spec } = target;
    if (rollout?.runHash === runHash && !rollout.ended) return 'is being updated';
    const replicas = new Set<number>();
    const wanted = [...target.placements.values()].filter(
      (copy) => copy.desired === 'running' && !copy.aside,
    );
    for (const copy of wanted)
      if (copy.runHash === runHash && this.#isAs(copy, until)) replicas.add(copy.replica);
    const all = kind === 'daemon' ? wanted.length : spec.replicas;
    const enough = Math.max(1, kind === 'batch' ? all : all - spec.update.maxUnavailable);
    return replicas.size >= enough ? undefined : `has ${replicas.size} of ${enough} ${until}`;
  }

  #isAs(copy: Placement, until: NonNullable<Need['until']>): boolean {
    if (copy.observed === 'completed') return true;
    const isHeard = this.#state.nodes.get(copy.node)?.connection === 'up';
    if (until === 'completed' || !isHeard) return false;
    if (copy.observed === 'scheduled') return true;
    return until === 'ready' ? copy.ready : copy.observed === 'running';
  }

  #ends(placements: readonly string[]): void {
    const { workloads, placements: all } = this.#state;
    for (const id of placements) {
      const copy = all.get(id as Placement['id']);
      if (!copy) continue;
      for (const other of workloads.values()) {
        const needs = other.spec.needs?.some(({ workload }) => workload === copy.workload);
        if (!other.deleted || !needs) continue;
        const left = this.#running(other);
        if (left) this.#broken(`${id} ends before ${left.id}, which needs it`);
      }
    }
  }

  #running({ placements }: WorkloadRecord): Placement | undefined {
    return [...placements.values()].find(
      ({ observed, node }) => !isTerminal(observed) && this.#state.nodes.get(node)?.connection === 'up',
    );
  }
}

function runsWhatIsWanted({ placements, runHash: wanted }: WorkloadRecord): boolean {
  return [...placements.values()].some(({ desired, runHash }) => desired === 'running' && runHash === wanted);
}
