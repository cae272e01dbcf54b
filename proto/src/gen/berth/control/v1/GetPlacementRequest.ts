// Original file: proto/berth/control/v1/control.proto


export interface GetPlacementRequest {
  'id'?: (string);
}

export interface GetPlacementRequest__Output {
  'id': (string);
}
