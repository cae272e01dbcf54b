// Original file: proto/berth/control/v1/control.proto


export interface ListEndpointsRequest {
  'workload'?: (string);
}

export interface ListEndpointsRequest__Output {
  'workload': (string);
}
