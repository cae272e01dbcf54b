// Original file: proto/berth/control/v1/control.proto


export interface RetryResponse {
  'workloads'?: (string)[];
}

export interface RetryResponse__Output {
  'workloads': (string)[];
}
