// Original file: proto/berth/control/v1/control.proto


export interface LogsResponse {
  'data'?: (Buffer | Uint8Array | string);
}

export interface LogsResponse__Output {
  'data': (Buffer);
}
