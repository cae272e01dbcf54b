/** Runs that programs ask for, by chance: with an id and without, now and then one that is not wanted any more. */
import type { Actor, WorkloadSpec } from '@berth/core';
import type { ControlApi } from '@berth/transport';
import { workload } from '../core/cluster-fixture.js';
import type { Reply } from './operations.js';
import { type Stream, stream } from './random-streams.js';

export type Act = {
  readonly what: string;
  readonly ask: (api: ControlApi, actor: Actor) => Promise<Reply>;
};

const IDS = ['a', 'b', 'c'];

export class DispatchRequests {
  /** Of its own, so that what seeds drew before there were runs stays as it was. */
  readonly #random: Stream;

  constructor(seed: number) {
    this.#random = stream(seed, 'dispatches');
  }

  /** What a stack has beside the rest: often a batch that waits to be asked. */
  workloads(): Readonly<Record<string, WorkloadSpec>> {
    const random = this.#random;
    if (random.chance(0.3)) return {};
    const command = ['serve', `v${random.between(1, 3)}`, `\${param.file}`];
    const size = { cpu: random.pick([20, 100]), memory: 16, priority: random.pick([20, 50, 80]) };
    const spec = workload({ kind: 'batch', ...size, command });
    const rule = { params: { file: { default: 'x' } }, input: 'optional', keep: 1, maxQueued: 8 } as const;
    return { task: { ...spec, replicas: 0, dispatch: { ...rule, replicas: random.between(1, 2) } } };
  }

  act(stacks: readonly string[]): Act | undefined {
    const random = this.#random;
    if (!random.chance(0.3)) return undefined;
    const target = `${random.pick(stacks)}/task`;
    if (random.chance(0.1)) {
      const run = `${target}@${random.pick(IDS)}`;
      return { what: `stop ${run}`, ask: (api, actor) => api.stopDispatch({ workload: run, actor }) };
    }
    const id = random.chance(0.7) ? random.pick(IDS) : undefined;
    // Nearly always the same id asks for the same.
    const file = id !== undefined && random.chance(0.9) ? id : String(random.between(1, 3));
    const request = {
      ...{ workload: target, params: { file } },
      ...(id !== undefined && { id }),
      ...(id === 'b' && { input: new Uint8Array([0, 1, 255]) }),
    };
    return {
      what: `dispatch ${target}@${id ?? '?'} ${file}`,
      ask: (api, actor) => api.dispatch({ ...request, actor }),
    };
  }
}
