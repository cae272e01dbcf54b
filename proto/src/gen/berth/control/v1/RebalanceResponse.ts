// Original file: proto/berth/control/v1/control.proto


export interface RebalanceResponse {
  'json'?: (string);
}

export interface RebalanceResponse__Output {
  'json': (string);
}
