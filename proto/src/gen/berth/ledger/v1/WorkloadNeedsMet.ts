// Original file: proto/berth/ledger/v1/events.proto

import type { Long } from '@grpc/proto-loader';

export interface WorkloadNeedsMet {
  'workload'?: (string);
  'atMs'?: (number | string | Long);
}

export interface WorkloadNeedsMet__Output {
  'workload': (string);
  'atMs': (number);
}
