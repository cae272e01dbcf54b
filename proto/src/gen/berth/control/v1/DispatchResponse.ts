// Original file: proto/berth/control/v1/control.proto


export interface DispatchResponse {
  'workload'?: (string);
  'id'?: (string);
  'created'?: (boolean);
}

export interface DispatchResponse__Output {
  'workload': (string);
  'id': (string);
  'created': (boolean);
}
