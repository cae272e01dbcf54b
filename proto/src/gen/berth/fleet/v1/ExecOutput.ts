// Original file: proto/berth/fleet/v1/fleet.proto


export interface ExecOutput {
  'stream'?: (string);
  'data'?: (Buffer | Uint8Array | string);
  'isError'?: (boolean);
}

export interface ExecOutput__Output {
  'stream': (string);
  'data': (Buffer);
  'isError': (boolean);
}
