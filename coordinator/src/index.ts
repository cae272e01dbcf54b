export { type Coordinator, type CoordinatorDeps, startCoordinator } from './coordinator.js';
export { DEFAULT_TIMINGS, type Timings } from './fleet.js';
