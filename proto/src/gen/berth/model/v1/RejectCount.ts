// Original file: proto/berth/model/v1/placement.proto

import type { RejectReason as _berth_model_v1_RejectReason, RejectReason__Output as _berth_model_v1_RejectReason__Output } from '../../../berth/model/v1/RejectReason.js';

export interface RejectCount {
  'reason'?: (_berth_model_v1_RejectReason);
  'subject'?: (string);
  'nodes'?: (number);
}

export interface RejectCount__Output {
  'reason': (_berth_model_v1_RejectReason__Output);
  'subject': (string);
  'nodes': (number);
}
