// Original file: proto/berth/ledger/v1/events.proto

import type { NeedState as _berth_ledger_v1_NeedState, NeedState__Output as _berth_ledger_v1_NeedState__Output } from '../../../berth/ledger/v1/NeedState.js';
import type { NeedLack as _berth_ledger_v1_NeedLack, NeedLack__Output as _berth_ledger_v1_NeedLack__Output } from '../../../berth/ledger/v1/NeedLack.js';

export interface UnmetNeed {
  'workload'?: (string);
  'until'?: (_berth_ledger_v1_NeedState);
  'lack'?: (_berth_ledger_v1_NeedLack);
}

export interface UnmetNeed__Output {
  'workload': (string);
  'until': (_berth_ledger_v1_NeedState__Output);
  'lack': (_berth_ledger_v1_NeedLack__Output);
}
