/** How a caller says that its reads shall be linearizable: one word in the metadata, of whichever call reads. */
import type { Metadata } from '@grpc/grpc-js';
import type { GrpcLibrary } from './load.js';

const READ_KEY = 'berth-read';
const LINEARIZABLE = 'linearizable';

/** Metadata of a call. */
export function readMetadata(library: GrpcLibrary, linearizable: boolean): Metadata {
  const metadata = new library.Metadata();
  if (linearizable) metadata.set(READ_KEY, LINEARIZABLE);
  return metadata;
}

/** Other words are of a newer version, and refused: a weaker read than was asked for must not pass for it. */
export function readModeOf(metadata: Metadata): 'plain' | 'linearizable' | { readonly unknown: string } {
  const word = metadata.get(READ_KEY)[0];
  if (word === undefined) return 'plain';
  return word === LINEARIZABLE ? LINEARIZABLE : { unknown: String(word) };
}
