/** The commands themselves, for who looks at them without running the program. */
export type { Effects } from './effects.js';
export { createProgram } from './program.js';
