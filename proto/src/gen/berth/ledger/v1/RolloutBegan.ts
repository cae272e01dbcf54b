// Original file: proto/berth/ledger/v1/events.proto

import type { Long } from '@grpc/proto-loader';

export interface RolloutBegan {
  'workload'?: (string);
  'version'?: (number | string | Long);
  'canaries'?: (number);
  'revertOf'?: (number | string | Long);
  'atMs'?: (number | string | Long);
  '_revertOf'?: "revertOf";
}

export interface RolloutBegan__Output {
  'workload': (string);
  'version': (number);
  'canaries': (number);
  'revertOf'?: (number);
  'atMs': (number);
  '_revertOf'?: "revertOf";
}
