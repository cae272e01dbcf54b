// Original file: proto/berth/control/v1/control.proto


export interface ApplyResponse {
  'json'?: (string);
}

export interface ApplyResponse__Output {
  'json': (string);
}
