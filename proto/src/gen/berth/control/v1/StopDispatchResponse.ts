// Original file: proto/berth/control/v1/control.proto


export interface StopDispatchResponse {
  'workload'?: (string);
}

export interface StopDispatchResponse__Output {
  'workload': (string);
}
