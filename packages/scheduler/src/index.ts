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
export {
  DEVICE_MILLI,
  type PricedClass,
  type PricedShape,
  type Prices,
  type PricesInput,
  type PricesResult,
  type ShapePrices,
} from './prices/prices.js';
export { PRICE_LIMITS, type PriceLimits, solvePrices } from './prices/solve-prices.js';
export { createScheduler, type SchedulerOptions } from './scheduler.js';
