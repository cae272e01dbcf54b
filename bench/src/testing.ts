/** What tests use: how published traces are read, and whether placements can be. */
export { OpenbFolder, readCurves, type Sequence } from './packing/openb.js';
export { openbFolder } from './packing/packing-figures.js';
export { type PlacedTask, placementFault } from './packing/validity.js';
