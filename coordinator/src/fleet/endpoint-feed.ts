/**
 * Tells nodes and watchers which endpoints there are: everything once, then what changed.
 *
 * Invariants: 1. only durable state is told; 2. an endpoint that is gone is told to everybody before its copy is asked to
 * stop (Fleet.publish); 3. each is told by what it was told before, so that what changes fast or is read slowly is told
 * together and no queue grows.
 */
import {
  afterChange,
  BerthError,
  byPlacement,
  type ClusterState,
  changeOf,
  type Endpoints,
  type EndpointsChange,
  type EndpointsItem,
  type EndpointsUpdate,
  endpointsDigest,
  endpointsOf,
  LIMITS,
  type NodeId,
  nearestEndpoints,
  type WorkloadKey,
} from '@berth/core';

/** What a node was told in this conversation. */
export type ToldEndpoints = Map<WorkloadKey, Endpoints>;

type Watcher = { isBehind: boolean; wake: () => void };

/** Endpoints in one message at most: far below LIMITS.messageBytes. */
const ENDPOINTS_PER_MESSAGE = 5_000;

/** Brings `told` to what the node is to know, and returns the messages that do the same to the node; none when it knows. */
export function updatesFor(
  state: ClusterState,
  node: NodeId,
  told: ToldEndpoints,
  options: { readonly form: 'snapshot' | 'delta'; readonly only?: ReadonlySet<WorkloadKey> },
): EndpointsUpdate[] {
  const { form, only } = options;
  const info = state.nodes.get(node)?.info;
  if (!info) return [];
  if (form === 'snapshot') told.clear();
  const wanted = state.consumers.upstreamsOf(node);
  const dropped = [...told.keys()].filter((key) => !wanted.includes(key));
  for (const key of dropped) told.delete(key);
  const changes: EndpointsChange[] = [];
  for (const key of wanted) {
    if (only && !only.has(key) && told.has(key)) continue;
    const change = changeOf(key, told.get(key), byPlacement(nearestEndpoints(endpointsOf(state, key), info)));
    if (!change) continue;
    changes.push(change);
    told.set(key, afterChange(told.get(key), change));
  }
  if (form === 'delta' && changes.length + dropped.length === 0) return [];
  return inParts({ changes, dropped }, { epoch: state.epoch, form, digest: endpointsDigest(told) });
}

function inParts(
  { changes, dropped }: Pick<EndpointsUpdate, 'changes' | 'dropped'>,
  rest: Pick<EndpointsUpdate, 'epoch' | 'form' | 'digest'>,
): EndpointsUpdate[] {
  const parts: EndpointsChange[][] = [[]];
  let size = 0;
  for (const change of changes) {
    const more = change.set.length + change.removed.length + 1;
    if (size > 0 && size + more > ENDPOINTS_PER_MESSAGE) {
      parts.push([]);
      size = 0;
    }
    parts.at(-1)?.push(change);
    size += more;
  }
  return parts.map((part, at) => ({
    kind: 'endpoints',
    ...rest,
    form: at === 0 ? rest.form : 'delta',
    changes: part,
    dropped: at === 0 ? dropped : [],
    more: at < parts.length - 1,
  }));
}

export class EndpointFeed {
  readonly #watchers = new Map<WorkloadKey, Set<Watcher>>();
  #count = 0;
  #ended: BerthError | undefined;

  /** Durable changes of these workloads: whoever watches them looks again. */
  publish(changed: Iterable<WorkloadKey>): void {
    for (const key of changed) {
      for (const watcher of this.#watchers.get(key) ?? []) {
        watcher.isBehind = true;
        watcher.wake();
      }
    }
  }

  /** Ends all watches: another coordinator goes on, or none. */
  end(why: BerthError): void {
    this.#ended ??= why;
    for (const watchers of this.#watchers.values()) for (const watcher of watchers) watcher.wake();
  }

  /** `read` gives a look at durable state. */
  async *watch(
    key: WorkloadKey,
    read: <Result>(query: (state: ClusterState) => Result) => Promise<Result>,
    signal: AbortSignal,
  ): AsyncGenerator<EndpointsItem> {
    const watcher = this.#add(key);
    const abort = () => watcher.wake();
    signal.addEventListener('abort', abort);
    try {
      const look = () =>
        read((state) => {
          watcher.isBehind = false;
          return { index: state.index, endpoints: endpointsOf(state, key) };
        });
      const first = await look();
      let told = byPlacement(first.endpoints);
      yield { kind: 'snapshot', workload: key, ...first };
      while (!signal.aborted) {
        if (this.#ended) throw this.#ended;
        if (!watcher.isBehind) {
          await new Promise<void>((resolve) => {
            watcher.wake = resolve;
          });
          continue;
        }
        const { index, endpoints } = await look();
        const now = byPlacement(endpoints);
        const change = changeOf(key, told, now);
        told = now;
        if (change) yield { kind: 'delta', index, ...change };
      }
    } finally {
      signal.removeEventListener('abort', abort);
      this.#remove(key, watcher);
    }
  }

  #add(key: WorkloadKey): Watcher {
    if (this.#count >= LIMITS.endpointWatches) {
      const most = `there are ${LIMITS.endpointWatches} watches of endpoints already`;
      throw new BerthError('overloaded', `${most}: end one of them, or ask another coordinator`);
    }
    this.#count++;
    const watcher: Watcher = { isBehind: false, wake: () => {} };
    const watchers = this.#watchers.get(key) ?? new Set();
    this.#watchers.set(key, watchers.add(watcher));
    return watcher;
  }

  #remove(key: WorkloadKey, watcher: Watcher): void {
    this.#count--;
    const watchers = this.#watchers.get(key);
    watchers?.delete(watcher);
    if (watchers?.size === 0) this.#watchers.delete(key);
  }
}
