// Original file: proto/berth/enrol/v1/enrol.proto


export interface RenewRequest {
  'request'?: (Buffer | Uint8Array | string);
}

export interface RenewRequest__Output {
  'request': (Buffer);
}
