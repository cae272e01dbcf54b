/** What makes copies be given up, and what changes while they run on: rare by chance alone. Chance of its own. */
import type { StackSpec, WorkloadSpec } from '@berth/core';
import type { Stream } from './random-streams.js';

/** Now and then one that is never started again on its node, and moved once at most. */
export function withBrittleness(random: Stream, spec: WorkloadSpec): WorkloadSpec {
  const moves = random.between(0, 1);
  if (!random.chance(0.3) || spec.kind === 'daemon' || spec.run.schedule) return spec;
  return { ...spec, run: { ...spec.run, failure: { ...spec.run.failure, restarts: 0, moves } } };
}

/** As a stack file says it. */
export function failureSource(stack: string, { kind, run }: WorkloadSpec): object {
  const pauses = { delay: '1s', maxDelay: '60s' };
  if (kind === 'daemon') return pauses;
  const { restarts, moves } = run.failure;
  if (restarts === 0) return { ...pauses, restarts, moves };
  // Of one stack also services are given up.
  const isBounded = kind === 'batch' || stack === 'red';
  return { ...pauses, restarts: kind === 'batch' ? 3 : 2, moves: isBounded ? 1 : 'unlimited' };
}

/** The stacks as they were applied last, to be applied with other sizes: copies may go on with these. */
export class Resizes {
  readonly #random: Stream;
  readonly #applied = new Map<string, StackSpec>();

  constructor(random: Stream) {
    this.#random = random;
  }

  note(spec: StackSpec): void {
    this.#applied.set(spec.stack, spec);
  }

  /** Now and then. */
  next(): StackSpec | undefined {
    const random = this.#random;
    if (!random.chance(0.2) || this.#applied.size === 0) return undefined;
    const spec = random.pick([...this.#applied.values()]);
    const workloads = Object.entries(spec.workloads).map(([name, wish]) => [name, this.#resized(wish)]);
    return { ...spec, workloads: Object.fromEntries(workloads) };
  }

  #resized(spec: WorkloadSpec): WorkloadSpec {
    const { resources } = spec.run;
    const size = { cpu: this.#random.pick([50, 200]), memory: this.#random.pick([32, 128]) };
    const quantities = { ...resources.quantities, ...size };
    return { ...spec, run: { ...spec.run, resources: { ...resources, quantities } } };
  }
}
