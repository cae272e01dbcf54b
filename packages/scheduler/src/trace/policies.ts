/** Policies by name, made ready for a trace: what they may know beforehand is what its tasks are like, not their order. */
import { BerthError } from '@berth/core';
import type { Policy } from '../engine/policy.js';
import { type Mix, packInput, pricesInput } from '../outlook/mix.js';
import { bestFitPolicy } from '../policies/best-fit.js';
import { fragmentationGradientPolicy } from '../policies/fragmentation-gradient.js';
import { PackPolicy } from '../policies/pack.js';
import { vectorFitPolicy } from '../policies/vector-fit.js';
import { approximatePrices } from '../prices/approximate-prices.js';
import { solvePrices } from '../prices/solve-prices.js';
import { typicalTasks } from './expected-tasks.js';
import type { TraceModel } from './trace-model.js';

export const TRACE_POLICIES = ['pack', 'fgd', 'best-fit'] as const;
export type TracePolicy = (typeof TRACE_POLICIES)[number];

/** Makes policies for one trace; each is for one replay. */
export async function tracePolicies(model: TraceModel, name: TracePolicy): Promise<() => Policy> {
  switch (name) {
    case 'pack':
      return packPolicies(model);
    case 'fgd':
      return () => fragmentationGradientPolicy(typicalTasks(model));
    case 'best-fit':
      return () => bestFitPolicy({ amount: largestCpuMillis(model), devices: model.slots });
  }
}

async function packPolicies(model: TraceModel): Promise<() => Policy> {
  const mix: Mix = { ...model, kinds: model.nodeKinds };
  const asked = model.classes.some(({ devices }) => devices > 0);
  if (model.totalMilli === 0 || !asked) return () => vectorFitPolicy(mix.kinds);
  const input = pricesInput(mix);
  const solved = await solvePrices(input);
  const prices = solved.kind === 'solved' ? solved : approximatePrices(input);
  if (prices.kind !== 'solved') throw new BerthError('internal', `no prices for this trace: ${prices.why}`);
  const ready = packInput(mix, prices);
  return () => new PackPolicy(ready);
}

function largestCpuMillis(model: TraceModel): number {
  return Math.max(...model.kinds.map(({ cpuMillis }) => cpuMillis));
}
