// Original file: proto/berth/ledger/v1/events.proto

import type { RefusedClaim as _berth_ledger_v1_RefusedClaim, RefusedClaim__Output as _berth_ledger_v1_RefusedClaim__Output } from '../../../berth/ledger/v1/RefusedClaim.js';
import type { Long } from '@grpc/proto-loader';

export interface NodeClaimRefused {
  'node'?: (string);
  'claim'?: (_berth_ledger_v1_RefusedClaim);
  'detail'?: (string);
  'atMs'?: (number | string | Long);
}

export interface NodeClaimRefused__Output {
  'node': (string);
  'claim': (_berth_ledger_v1_RefusedClaim__Output);
  'detail': (string);
  'atMs': (number);
}
