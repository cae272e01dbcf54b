/** What must hold after every step. Named functions over the ledger, the state, and the processes of all hosts. */
import {
  apply,
  type Block,
  byPlacement,
  type ClusterState,
  emptyState,
  endpointsDigest,
  endpointsOf,
  entitiesOf,
  isTerminal,
  type LedgerEvent,
  type NodeId,
  type PlacementId,
  parseDispatchKey,
  stateDigest,
  stateFromEntities,
} from '@berth/core';
import type { Ledger } from '@berth/ledger';
import { DispatchWatcher } from '../core/dispatch-watcher.js';
import { FailuresWatcher } from '../core/failures-watcher.js';
import { NeedsWatcher } from '../core/needs-watcher.js';
import { RankWatcher } from './rank-watcher.js';
import { Violation } from './trace.js';
import { boundDisk, checkVolumes } from './volumes.js';

/** Capacity on every dimension, and what is held is exactly what placements and reservations hold. */
export function checkCapacity(state: ClusterState): void {
  for (const [id, node] of state.nodes) {
    for (const [name, held] of Object.entries(node.load.held)) {
      const capacity = node.load.capacity[name] ?? 0;
      if (held > capacity) throw new Violation('capacity', `${id} holds ${held} of ${capacity} ${name}`);
    }
  }
}

/** Double entry: the sums kept along the way equal the sums over everything that holds something. */
export function checkConservation(state: ClusterState): void {
  checkVolumes(state);
  for (const [id, node] of state.nodes) {
    const sums: Record<string, number> = {};
    const ports: number[] = [];
    const shares = new Map<string, number[]>();
    const reservations = [...state.reservations.values()].filter((reservation) => reservation.node === id);
    const nominations = [...state.nominations.values()].filter((nomination) => nomination.node === id);
    const coming = nominations.map(({ held }) => ({ claim: held }));
    const bound = boundDisk(state, id);
    if (bound > 0) sums.disk = bound;
    for (const { claim } of [...node.placements.values(), ...reservations, ...coming]) {
      for (const [name, amount] of Object.entries(claim.quantities)) sums[name] = (sums[name] ?? 0) + amount;
      ports.push(...Object.values(claim.ports));
      for (const [name, share] of Object.entries(claim.devices))
        shares.set(name, [...(shares.get(name) ?? []), share]);
    }
    for (const name of new Set([...Object.keys(sums), ...Object.keys(node.load.held)])) {
      const [kept, summed] = [node.load.held[name] ?? 0, sums[name] ?? 0];
      if (kept !== summed)
        throw new Violation('conservation', `${id}: ${kept} ${name} held, ${summed} claimed`);
    }
    if (new Set(ports).size !== ports.length)
      throw new Violation('one holder per port', `${id}: ${ports.sort().join(' ')}`);
    checkDevices(id, shares, node.load.devices);
    if (ports.length !== node.load.ports.size) throw new Violation('conservation', `${id}: ports differ`);
  }
}

/** `shares`: device name -> the thousandths of everyone who holds some of it. */
function checkDevices(
  node: string,
  shares: ReadonlyMap<string, readonly number[]>,
  kept: ReadonlyMap<string, number>,
): void {
  for (const [name, holders] of shares) {
    const device = `${node}: ${name} is held in shares of ${holders.join(', ')}`;
    const sum = holders.reduce((total, share) => total + share, 0);
    if (sum > 1000) throw new Violation('a device is not given twice', device);
    if (holders.includes(1000) && holders.length > 1)
      throw new Violation('whoever holds a whole device holds it alone', device);
    if (kept.get(name) !== sum) throw new Violation('conservation', `${device}, ${kept.get(name)} is kept`);
  }
  if (kept.size !== shares.size) throw new Violation('conservation', `${node}: devices differ`);
}

/** Ready is what runs; runs belong to their workload; and who wants to know endpoints is counted as the placements say. */
export function checkReadiness(state: ClusterState): void {
  for (const { id, ready, observed } of state.placements.values()) {
    if (ready && observed !== 'running') throw new Violation('ready is what runs', `${id} is ${observed}`);
  }
  for (const { key, dispatched } of state.workloads.values()) {
    const parent = parseDispatchKey(key)?.parent;
    if (!dispatched !== (parent === undefined)) throw new Violation('a run is a run of something', key);
    if (parent !== undefined && !state.workloads.has(parent))
      throw new Violation('a run outlives nothing', `${key}, and ${parent} is gone`);
    if (parent !== undefined && !state.dispatches.of(parent).has(key))
      throw new Violation('conservation', `${key} does not count as a run`);
  }
  for (const [id, node] of state.nodes) {
    const upstreams = new Set([...node.placements.values()].flatMap(({ run }) => run.upstreams ?? []));
    const counted = state.consumers.upstreamsOf(id);
    if (counted.join() !== [...upstreams].sort().join())
      throw new Violation(
        'conservation',
        `${id}: ${counted} are counted as upstreams, not ${[...upstreams]}`,
      );
  }
}

/** Digest of what the node is to know of endpoints. */
export function wantedEndpoints(state: ClusterState, node: NodeId): string {
  const upstreams = state.consumers.upstreamsOf(node);
  return endpointsDigest(new Map(upstreams.map((key) => [key, byPlacement(endpointsOf(state, key))])));
}

/** A watcher: sees every index once, in order, with epochs and generations that never go back. */
export class LedgerWatcher {
  #next = 1;
  #epoch = 0;
  #latestMs = 0;
  #hash = '';
  readonly #generations = new Map<string, number>();
  readonly #ended = new Set<PlacementId>();
  readonly #seen = new Map<number, string>();
  readonly #ranks: RankWatcher;
  readonly #needs: NeedsWatcher;
  readonly #failures: FailuresWatcher;
  readonly dispatches: DispatchWatcher;
  /** For each actor, the blocks in which something stands that was done for it. */
  readonly traces = new Map<string, { readonly index: number; readonly events: readonly LedgerEvent[] }[]>();

  /** `seen` is told of things that a campaign has to meet. */
  constructor(seen: (what: string) => void) {
    this.#ranks = new RankWatcher(seen);
    this.dispatches = new DispatchWatcher((what) => {
      throw new Violation('one id is one run, to its end', what);
    }, seen);
    this.#needs = new NeedsWatcher((what) => {
      throw new Violation('needs', what);
    }, seen);
    this.#failures = new FailuresWatcher((what) => {
      throw new Violation('what is given up stays so', what);
    }, seen);
  }

  get next(): number {
    return this.#next;
  }

  see(block: Block, hash: string): void {
    if (block.index !== this.#next)
      throw new Violation('every index once', `saw ${block.index} instead of ${this.#next}`);
    if (this.#next > 1 && block.previousHash !== this.#hash)
      throw new Violation('chain', `block ${block.index}`);
    if (block.epoch < this.#epoch)
      throw new Violation('epochs never go back', `${this.#epoch} then ${block.epoch}`);
    this.#next++;
    this.#hash = hash;
    this.#seen.set(block.index, hash);
    this.#ranks.see(block.events);
    this.dispatches.see(block.events);
    this.#needs.see(block.events, block.index);
    this.#failures.see(block.events);
    for (const event of block.events) {
      if ('atMs' in event) {
        if (event.atMs < this.#latestMs)
          throw new Violation(
            'ledger time never goes back',
            `${event.kind} at ${event.atMs} after ${this.#latestMs}`,
          );
        this.#latestMs = event.atMs;
      }
      if (event.kind === 'leader.claimed') {
        if (event.epoch <= this.#epoch)
          throw new Violation('epochs never go back', `claim of ${event.epoch}`);
        this.#epoch = event.epoch;
      }
      if ('actor' in event && event.actor) this.#trace(event.actor.name, block);
      if (event.kind === 'placements.made')
        this.#made(event.workload, event.firstGeneration, event.replicas.length);
      if (event.kind === 'placements.observed') this.#observed(event.statuses);
    }
  }

  #trace(actor: string, { index, events }: Block): void {
    const known = this.traces.get(actor) ?? [];
    if (known.at(-1)?.index !== index) known.push({ index, events });
    this.traces.set(actor, known);
  }

  #made(workload: string, first: number, count: number): void {
    const last = this.#generations.get(workload) ?? 0;
    if (first <= last)
      throw new Violation('generations never go back', `${workload}: ${first} after ${last}`);
    this.#generations.set(workload, first + count - 1);
  }

  #observed(
    statuses: readonly {
      readonly placement: PlacementId;
      readonly phase: Parameters<typeof isTerminal>[0];
    }[],
  ): void {
    for (const { placement, phase } of statuses) {
      const ended = this.#ended.has(placement);
      if (ended && !isTerminal(phase))
        throw new Violation('terminal is final', `${placement} is ${phase} again`);
      if (isTerminal(phase)) this.#ended.add(placement);
    }
  }

  /** Reads what is new in the ledger of now; after a crash, what was seen before must still be there. */
  async catchUp(ledger: Ledger): Promise<void> {
    if (ledger.head.index < this.#next - 1) {
      throw new Violation(
        'nothing durable is lost',
        `index ${this.#next - 1} was seen, the ledger ends at ${ledger.head.index}`,
      );
    }
    for await (const { block, hash } of ledger.read(this.#next)) this.see(block, hash);
  }
}

/** A replica's state is what the ledger says, and a checkpoint of it, restored, gives it again. */
export function checkReplica(
  name: string,
  live: ClusterState,
  log: { readonly state: ClusterState; readonly digest: string },
): void {
  if (stateDigest(live) !== log.digest)
    throw new Violation('replicas equal the ledger', `${name}: ${difference(log.state, live)}`);
  checkRestored(live, log.digest);
}

/** The ledger, replayed from its first block, and a checkpoint, restored, give the live state. */
export async function checkReplay(ledger: Ledger, live: ClusterState): Promise<void> {
  const replayed = emptyState();
  for await (const { block } of ledger.read(1, live.index)) {
    for (const event of block.events) apply(replayed, event, { index: block.index });
    replayed.index = block.index;
  }
  const digest = stateDigest(live);
  if (stateDigest(replayed) !== digest) throw new Violation('replay equals live', difference(replayed, live));
  checkRestored(live, digest);
}

function checkRestored(live: ClusterState, digest: string): void {
  const entities = new Map(
    [...entitiesOf(live)].map(([key, value]) => [key, JSON.parse(JSON.stringify(value)) as unknown]),
  );
  const restored = stateFromEntities(entities);
  if (stateDigest(restored) !== digest)
    throw new Violation('checkpoint equals live', difference(restored, live));
}

function difference(a: ClusterState, b: ClusterState): string {
  const [first, second] = [a, b].map(
    (state) => new Map([...entitiesOf(state)].map(([key, value]) => [key, JSON.stringify(value)])),
  );
  for (const key of new Set([...(first?.keys() ?? []), ...(second?.keys() ?? [])])) {
    if (first?.get(key) !== second?.get(key)) return `${key}: ${first?.get(key)} / ${second?.get(key)}`;
  }
  for (const [id, node] of a.nodes) {
    const other = b.nodes.get(id);
    const show = (of: typeof node | undefined) =>
      of &&
      JSON.stringify([of.load.held, [...of.load.ports].sort(), [...of.load.devices], of.digest.toString()]);
    if (show(node) !== show(other)) return `load of ${id}: ${show(node)} / ${show(other)}`;
  }
  return 'loads differ';
}
