// Original file: proto/berth/control/v1/control.proto


export interface ListCoordinatorsResponse {
  'json'?: (string);
}

export interface ListCoordinatorsResponse__Output {
  'json': (string);
}
