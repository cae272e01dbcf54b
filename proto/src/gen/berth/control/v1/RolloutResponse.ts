// Original file: proto/berth/control/v1/control.proto


export interface RolloutResponse {
  'json'?: (string);
}

export interface RolloutResponse__Output {
  'json': (string);
}
