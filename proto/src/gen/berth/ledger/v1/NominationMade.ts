// Original file: proto/berth/ledger/v1/events.proto

import type { Claim as _berth_model_v1_Claim, Claim__Output as _berth_model_v1_Claim__Output } from '../../../berth/model/v1/Claim.js';
import type { Long } from '@grpc/proto-loader';

export interface NominationMade {
  'id'?: (string);
  'workload'?: (string);
  'node'?: (string);
  'claim'?: (_berth_model_v1_Claim | null);
  'expiresAtMs'?: (number | string | Long);
}

export interface NominationMade__Output {
  'id': (string);
  'workload': (string);
  'node': (string);
  'claim': (_berth_model_v1_Claim__Output | null);
  'expiresAtMs': (number);
}
