// Original file: proto/berth/fleet/v1/fleet.proto


export interface ExecInput {
  'stream'?: (string);
  'data'?: (Buffer | Uint8Array | string);
  'end'?: (boolean);
}

export interface ExecInput__Output {
  'stream': (string);
  'data': (Buffer);
  'end': (boolean);
}
