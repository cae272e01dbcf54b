// Original file: proto/berth/ledger/v1/events.proto


export interface WorkloadUnblocked {
  'workload'?: (string);
}

export interface WorkloadUnblocked__Output {
  'workload': (string);
}
