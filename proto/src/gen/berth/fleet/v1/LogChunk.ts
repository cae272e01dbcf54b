// Original file: proto/berth/fleet/v1/fleet.proto


export interface LogChunk {
  'stream'?: (string);
  'data'?: (Buffer | Uint8Array | string);
  'end'?: (boolean);
  'error'?: (string);
  '_error'?: "error";
}

export interface LogChunk__Output {
  'stream': (string);
  'data': (Buffer);
  'end': (boolean);
  'error'?: (string);
  '_error'?: "error";
}
