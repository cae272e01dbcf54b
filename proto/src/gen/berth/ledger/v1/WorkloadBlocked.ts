// Original file: proto/berth/ledger/v1/events.proto

import type { RejectCount as _berth_model_v1_RejectCount, RejectCount__Output as _berth_model_v1_RejectCount__Output } from '../../../berth/model/v1/RejectCount.js';
import type { Long } from '@grpc/proto-loader';

export interface WorkloadBlocked {
  'workload'?: (string);
  'missing'?: (number);
  'reasons'?: (_berth_model_v1_RejectCount)[];
  'atMs'?: (number | string | Long);
  'overdue'?: (boolean);
}

export interface WorkloadBlocked__Output {
  'workload': (string);
  'missing': (number);
  'reasons': (_berth_model_v1_RejectCount__Output)[];
  'atMs': (number);
  'overdue': (boolean);
}
