// Original file: proto/berth/ledger/v1/events.proto

import type { UnmetNeed as _berth_ledger_v1_UnmetNeed, UnmetNeed__Output as _berth_ledger_v1_UnmetNeed__Output } from '../../../berth/ledger/v1/UnmetNeed.js';
import type { Long } from '@grpc/proto-loader';

export interface WorkloadWaiting {
  'workload'?: (string);
  'needs'?: (_berth_ledger_v1_UnmetNeed)[];
  'atMs'?: (number | string | Long);
}

export interface WorkloadWaiting__Output {
  'workload': (string);
  'needs': (_berth_ledger_v1_UnmetNeed__Output)[];
  'atMs': (number);
}
