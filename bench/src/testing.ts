/** What tests use: free ports, how published traces are read, whether placements can be, and attacks on listeners. */
export {
  endlessHeaders,
  fatHeaders,
  gzipBombs,
  halfHandshakes,
  holdConnections,
  malformed,
  pings,
  resets,
  settings,
  settled,
  slowHeaders,
  type Target,
} from './attacks/attacks.js';
export { freePorts } from './free-ports.js';
export { OpenbFolder, readCurves, type Sequence } from './packing/openb.js';
export { openbFolder } from './packing/packing-figures.js';
export { type PlacedTask, placementFault } from './packing/validity.js';
