/**
 * Judges a history against the ledger that it left: every acknowledged operation is there once, in an order that real time
 * allows, with the reply that it got; what was refused is not there; indexes have no gaps; nothing is held beyond capacity; no placement was made twice.
 */
import { amountOf, apply, type Block, type ClusterState, emptyState, placementId } from '@berth/core';
import type { Operation } from './history.js';

/** What is wrong, a line each; nothing when all is well. */
export function faultsOf(operations: readonly Operation[], blocks: readonly Block[]): string[] {
  const ledger = new Replay(blocks);
  const faults = [...ledger.faults];
  const found: { readonly operation: Operation; readonly index: number }[] = [];
  for (const operation of operations) {
    const indexes = ledger.indexesOf(operation);
    if (operation.outcome === 'refused' && indexes.length > 0)
      faults.push(`${nameOf(operation)} was refused, and is in the ledger at ${indexes.join(', ')}`);
    if (operation.outcome === 'unknown' && indexes.length > 1)
      faults.push(`${nameOf(operation)} was asked once, and is in the ledger at ${indexes.join(', ')}`);
    if (operation.outcome !== 'acknowledged') continue;
    if (indexes.length === 1) found.push({ operation, index: indexes[0] as number });
    else faults.push(`${nameOf(operation)} was acknowledged, and is ${indexes.length} times in the ledger`);
    faults.push(...ledger.wrongReply(operation, indexes[0] ?? 0));
  }
  return [...faults, ...outOfOrder(found)];
}

/** Of lines "PLACEMENT PID BEGAN", one for each run, written from inside: a placement of one generation runs once. */
export function ranTwice(runs: readonly string[]): string[] {
  const first = new Map<string, string>();
  return runs.flatMap((line) => {
    const [placement = '', ...run] = line.split(' ');
    const earlier = first.get(placement);
    if (earlier === undefined) first.set(placement, run.join(', '));
    return earlier === undefined ? [] : [`${placement} ran twice: as ${earlier} and as ${run.join(', ')}`];
  });
}

/** Of two operations, one of which ended before the other began, the first has to stand first. */
function outOfOrder(found: readonly { readonly operation: Operation; readonly index: number }[]): string[] {
  const byEnd = [...found].sort((a, b) => a.operation.endedMs - b.operation.endedMs);
  const byBegin = [...found].sort((a, b) => a.operation.invokedMs - b.operation.invokedMs);
  const faults: string[] = [];
  let ended = 0;
  let highest: (typeof found)[number] | undefined;
  for (const later of byBegin) {
    for (; ended < byEnd.length; ended++) {
      const earlier = byEnd[ended] as (typeof found)[number];
      if (earlier.operation.endedMs >= later.operation.invokedMs) break;
      if (!highest || earlier.index > highest.index) highest = earlier;
    }
    // One block may hold several operations of one moment, but not one that began when another had been answered.
    if (highest && later.index <= highest.index) {
      const [first, second] = [nameOf(highest.operation), nameOf(later.operation)];
      faults.push(
        `${second} began after ${first} was acknowledged, and is at ${later.index}, not behind ${highest.index}`,
      );
    }
  }
  return faults;
}

function nameOf(operation: Operation): string {
  return `${operation.kind} ${operation.kind === 'place' ? operation.holder : operation.stack}`;
}

class Replay {
  readonly faults: string[] = [];
  readonly #indexes = new Map<string, number[]>();
  readonly #placed = new Map<string, number>();

  constructor(blocks: readonly Block[]) {
    const state = emptyState();
    let last = (blocks[0]?.index ?? 1) - 1;
    let epoch = 0;
    for (const block of blocks) {
      const { index } = block;
      if (index !== last + 1) this.faults.push(`block ${index} follows block ${last}`);
      if (block.epoch < epoch) this.faults.push(`block ${index} is of epoch ${block.epoch}, after ${epoch}`);
      last = index;
      epoch = block.epoch;
      for (const event of block.events) {
        apply(state, event, { index });
        this.#note(event, index);
      }
      state.index = index;
      this.faults.push(...overCommitted(state).map((what) => `after block ${index}: ${what}`));
    }
  }

  indexesOf(operation: Operation): readonly number[] {
    if (operation.kind !== 'place') return this.#indexes.get(nameOf(operation)) ?? [];
    if (!operation.reservations) return this.#indexes.get(`holder ${operation.holder}`) ?? [];
    const all = operation.reservations.flatMap((id) => this.#indexes.get(`place ${id}`) ?? []);
    return [...new Set(all)];
  }

  wrongReply(operation: Operation, index: number): string[] {
    if (operation.kind !== 'apply') return [];
    const placed = operation.reply?.workloads.flatMap((workload) => workload.placed) ?? [];
    return placed
      .filter((id) => this.#placed.get(id) !== index)
      .map((id) => `${nameOf(operation)} was told of ${id}, which block ${index} does not make`);
  }

  #note(event: Block['events'][number], index: number): void {
    const add = (key: string) => this.#indexes.set(key, [...(this.#indexes.get(key) ?? []), index]);
    if (event.kind === 'stack.applied') add(`apply ${event.stack}`);
    if (event.kind === 'stack.deleted') add(`delete ${event.stack}`);
    if (event.kind === 'reservations.held') {
      for (const { id } of event.reservations) add(`place ${id}`);
      for (const holder of new Set(event.reservations.map((one) => one.holder))) add(`holder ${holder}`);
    }
    if (event.kind !== 'placements.made') return;
    event.replicas.forEach((replica, row) => {
      const id = placementId(event.workload, replica, event.firstGeneration + row);
      if (this.#placed.has(id))
        this.faults.push(`${id} is made by blocks ${this.#placed.get(id)} and ${index}`);
      this.#placed.set(id, index);
    });
  }
}

function overCommitted({ nodes }: ClusterState): string[] {
  return [...nodes.values()].flatMap(({ info, load }) =>
    Object.entries(load.held)
      .filter(([name, held]) => held > amountOf(load.capacity, name))
      .map(([name, held]) => `${info.id} holds ${held} of ${amountOf(load.capacity, name)} ${name}`),
  );
}
