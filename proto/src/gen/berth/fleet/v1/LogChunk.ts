// Original file: proto/berth/fleet/v1/fleet.proto

import type { Long } from '@grpc/proto-loader';

export interface LogChunk {
  'stream'?: (string);
  'data'?: (Buffer | Uint8Array | string);
  'end'?: (boolean);
  'error'?: (string);
  'at'?: (number | string | Long);
  '_error'?: "error";
}

export interface LogChunk__Output {
  'stream': (string);
  'data': (Buffer);
  'end': (boolean);
  'error'?: (string);
  'at': (number);
  '_error'?: "error";
}
