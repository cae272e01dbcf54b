// Loaded by ava's workers before a test file, in a run of all tests: ava wants source maps for what is thrown, and reading
// those of several hundred modules takes as long as the modules. Where a failure stands in the sources, test.mjs finds out.
process.setSourceMapsEnabled(false);
