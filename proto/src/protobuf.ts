/** Node's way to protobufjs: on first use, because loading it takes megabytes and milliseconds. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

export function protobuf(): typeof import('protobufjs/light.js') {
  return require('protobufjs/light.js');
}
