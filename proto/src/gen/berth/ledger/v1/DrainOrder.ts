// Original file: proto/berth/ledger/v1/events.proto

import type { Long } from '@grpc/proto-loader';

export interface DrainOrder {
  'sinceMs'?: (number | string | Long);
  'deadlineAtMs'?: (number | string | Long);
  'force'?: (boolean);
  '_deadlineAtMs'?: "deadlineAtMs";
}

export interface DrainOrder__Output {
  'sinceMs': (number);
  'deadlineAtMs'?: (number);
  'force': (boolean);
  '_deadlineAtMs'?: "deadlineAtMs";
}
