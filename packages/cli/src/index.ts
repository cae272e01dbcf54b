/** The commands themselves, for who looks at them without running the program. */
export { commandLine, type Surroundings } from './command-line.js';
export type { Effects } from './effects.js';
export { EscapeKeys } from './escape-keys.js';
export { createProgram } from './program.js';
