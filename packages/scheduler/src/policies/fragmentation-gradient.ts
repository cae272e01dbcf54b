/**
 * Fragmentation gradient descent (Weng et al., Beware of Fragmentation: Scheduling GPU-Sharing Workloads with
 * Fragmentation Gradient Descent, USENIX ATC 2023): the placement that makes the least of the free devices useless for
 * the tasks that are typical. A baseline, to the digit: the whole-number score is part of the definition, because its
 * ties, broken by the first node, pack better than finer ones.
 */

import { WHOLE_DEVICE } from '@berth/core';
import { bestMove, type ExpectedTask, type Policy } from '../engine/policy.js';
import type { States } from '../engine/states.js';

export function fragmentationGradientPolicy(typical: readonly ExpectedTask[]): Policy {
  const known: number[] = [];
  const fragmented = (states: States, state: number): number => {
    let value = known[state];
    if (value === undefined) {
      value = fragmentation(states, state, typical);
      known[state] = value;
    }
    return value;
  };
  return {
    name: 'fgd',
    ordered: true,
    version: 0,
    forget() {
      known.length = 0;
    },
    rate(states, state, _task, moves) {
      const before = fragmented(states, state);
      return bestMove(moves, states, state, (next) =>
        Math.trunc(100 * sigmoid((before - fragmented(states, next)) / WHOLE_DEVICE)),
      );
    },
  };
}

/** Why a typical task cannot use free devices. They are summed one by one, in this order: so are the published curves. */
const LACKS = {
  both: 0,
  device: 1,
  amounts: 2,
  nothingButDevices: 3,
  amountsWithoutDevices: 4,
  access: 5,
} as const;

/** Free thousandths of the node's devices that a typical task cannot use, on average. */
function fragmentation(states: States, state: number, typical: readonly ExpectedTask[]): number {
  const kind = states.kindOf(state);
  const free = states.freeMilli(state);
  const sums = new Float64Array(6);
  const add = (lack: number, milli: number) => {
    sums[lack] = (sums[lack] as number) + milli;
  };
  for (const task of typical) {
    const amountsFit = states.amountsFit(state, task);
    if (task.devices === 0) {
      add(amountsFit ? LACKS.nothingButDevices : LACKS.amountsWithoutDevices, task.share * free);
    } else if (!task.allows(kind)) add(LACKS.access, task.share * free);
    else if (!states.devicesFit(state, task)) add(amountsFit ? LACKS.device : LACKS.both, task.share * free);
    else if (!amountsFit) add(LACKS.amounts, task.share * free);
    else add(LACKS.device, task.share * tooSmall(states, state, task.milli));
  }
  return sums.reduce((sum, part) => sum + part, 0);
}

function tooSmall(states: States, state: number, milli: number): number {
  let sum = 0;
  for (let slot = 0; slot < states.slots; slot++) {
    const level = states.level(state, slot);
    if (level < milli) sum += level;
  }
  return sum;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
