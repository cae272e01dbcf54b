/**
 * A bundler's way to proto-loader: it has to see the import to put it into the bundle. Chosen by the "module" condition
 * of "#proto-loader" in package.json, which esbuild sets and Node never does.
 */
import * as loader from '@grpc/proto-loader';

export function protoLoader(): typeof import('@grpc/proto-loader') {
  return loader;
}
