/**
 * Best fit for amounts alone, where there are no devices to lose: the fuller the node is then, and the better what is free
 * has the shape of what is asked. The same measure as ranking/best-fit.ts has, on states.
 */
import { type NodeKind, type Policy, rating } from '../engine/policy.js';

const SCORE_MAX = 1000;

export function vectorFitPolicy(kinds: readonly NodeKind[]): Policy {
  return {
    name: 'vector-fit',
    ordered: false,
    version: 1,
    rate(states, state, task) {
      const { amounts } = kinds[states.kindOf(state)] as NodeKind;
      let dimensions = 0;
      let used = 0;
      let dot = 0;
      let askedSquared = 0;
      let freeSquared = 0;
      for (let at = 0; at < states.dimensions; at++) {
        const capacity = amounts[at] as number;
        const amount = task.amounts[at] as number;
        if (amount === 0 || capacity === 0) continue;
        const asked = amount / capacity;
        const free = states.free(state, at) / capacity;
        used += 1 - free + asked;
        dot += asked * free;
        askedSquared += asked * asked;
        freeSquared += free * free;
        dimensions++;
      }
      if (dimensions === 0) return rating(0, 0);
      const shape = dot / Math.sqrt(askedSquared * freeSquared);
      return rating(Math.round((SCORE_MAX * (used / dimensions + shape)) / 2), 0);
    },
  };
}
