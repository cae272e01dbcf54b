// Original file: proto/berth/control/v1/control.proto


export interface WatchEndpointsRequest {
  'workload'?: (string);
}

export interface WatchEndpointsRequest__Output {
  'workload': (string);
}
