// Original file: proto/berth/ledger/v1/events.proto

import type { GivenUpCopy as _berth_ledger_v1_GivenUpCopy, GivenUpCopy__Output as _berth_ledger_v1_GivenUpCopy__Output } from '../../../berth/ledger/v1/GivenUpCopy.js';
import type { Long } from '@grpc/proto-loader';

export interface WorkloadGaveUp {
  'workload'?: (string);
  'copies'?: (_berth_ledger_v1_GivenUpCopy)[];
  'atMs'?: (number | string | Long);
}

export interface WorkloadGaveUp__Output {
  'workload': (string);
  'copies': (_berth_ledger_v1_GivenUpCopy__Output)[];
  'atMs': (number);
}
