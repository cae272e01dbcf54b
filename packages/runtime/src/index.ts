export { type Address, formatAddress, isLoopback, parseAddress } from './address.js';
export { sleep, systemClock } from './clock.js';
export { requireDuration } from './duration.js';
export { createLog, LOG_LEVELS, type LogLevel, type LogOptions } from './log.js';
export { describeOptions, type OptionSpec, type OptionValues, readOptions } from './options.js';
export { type ProfileFlags, parsePair, parseTaint, readProfile } from './profile.js';
export { secureBytes, systemIds, systemRandom } from './random.js';
export { onSignals } from './signals.js';
