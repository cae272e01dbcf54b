// Original file: proto/berth/control/v1/control.proto


export interface CheckpointEntity {
  'key'?: (string);
  'value'?: (Buffer | Uint8Array | string);
}

export interface CheckpointEntity__Output {
  'key': (string);
  'value': (Buffer);
}
