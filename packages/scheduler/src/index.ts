export type { Prospect } from './outlook/census.js';
export { Forecaster, type ForecasterDeps } from './outlook/forecaster.js';
export type { Outlook } from './outlook/outlook.js';
export {
  APPROXIMATION_LIMITS,
  type ApproximationLimits,
  approximatePrices,
} from './prices/approximate-prices.js';
export {
  createPriceSolver,
  PRICE_SOLVER_OPTIONS,
  type PriceSolver,
  type PriceSolverDeps,
  type PriceSolverOptions,
} from './prices/price-solver.js';
export type {
  PricedClass,
  PricedShape,
  Prices,
  PricesInput,
  PricesResult,
  ShapePrices,
} from './prices/prices.js';
export { PRICE_LIMITS, type PriceLimits, solvePrices } from './prices/solve-prices.js';
export { rebalance } from './rebalance/rebalance.js';
export { createScheduler, type SchedulerOptions } from './scheduler.js';
export { AllocationCurve, type Arrival } from './trace/allocation-curve.js';
export { TRACE_POLICIES, type TracePolicy, tracePolicies } from './trace/policies.js';
export { type Landed, Replay } from './trace/replay.js';
export {
  nodesNeeded,
  type Sample,
  type Shares,
  type Simulation,
  type SimulationWish,
  simulate,
  type TaskInPlace,
} from './trace/simulate.js';
export { readTraceNodes, readTraceTasks, type TraceNode, type TraceTask } from './trace/trace.js';
export { TraceModel } from './trace/trace-model.js';
