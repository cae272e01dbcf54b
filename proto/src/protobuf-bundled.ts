/**
 * A bundler's way to protobufjs: it has to see the import to put it into the bundle. Chosen by the "module" condition
 * of "#protobuf" in package.json, which esbuild sets and Node never does.
 */
import * as light from 'protobufjs/light.js';

export function protobuf(): typeof import('protobufjs/light.js') {
  return light;
}
