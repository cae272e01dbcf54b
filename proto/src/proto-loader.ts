/** Node's way to proto-loader: on first use, because loading it takes some 10 MB and 20 ms. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

export function protoLoader(): typeof import('@grpc/proto-loader') {
  return require('@grpc/proto-loader');
}
