// Original file: proto/berth/ledger/v1/events.proto

import type { Long } from '@grpc/proto-loader';

export interface DispatchesForgotten {
  'workload'?: (string);
  'ids'?: (string)[];
  'atMs'?: (number | string | Long);
}

export interface DispatchesForgotten__Output {
  'workload': (string);
  'ids': (string)[];
  'atMs': (number);
}
