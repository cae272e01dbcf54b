/** What tests of the packing engine need beside the public door: its parts, one by one. */
export { Moves } from './engine/moves.js';
export { Packing } from './engine/packing.js';
export { bestMove, levelOf, type Policy, scoreOf, type TaskClass } from './engine/policy.js';
export { States } from './engine/states.js';
