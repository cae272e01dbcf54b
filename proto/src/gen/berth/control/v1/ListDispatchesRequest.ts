// Original file: proto/berth/control/v1/control.proto


export interface ListDispatchesRequest {
  'target'?: (string);
}

export interface ListDispatchesRequest__Output {
  'target': (string);
}
