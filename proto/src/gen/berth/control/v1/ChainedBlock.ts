// Original file: proto/berth/control/v1/control.proto


export interface ChainedBlock {
  'block'?: (Buffer | Uint8Array | string);
  'hash'?: (string);
}

export interface ChainedBlock__Output {
  'block': (Buffer);
  'hash': (string);
}
