// Original file: proto/berth/ledger/v1/events.proto

import type { Eligibility as _berth_model_v1_Eligibility, Eligibility__Output as _berth_model_v1_Eligibility__Output } from '../../../berth/model/v1/Eligibility.js';
import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';
import type { DrainOrder as _berth_ledger_v1_DrainOrder, DrainOrder__Output as _berth_ledger_v1_DrainOrder__Output } from '../../../berth/ledger/v1/DrainOrder.js';

export interface NodeEligibilityChanged {
  'node'?: (string);
  'eligibility'?: (_berth_model_v1_Eligibility);
  'actor'?: (_berth_model_v1_Actor | null);
  'drain'?: (_berth_ledger_v1_DrainOrder | null);
}

export interface NodeEligibilityChanged__Output {
  'node': (string);
  'eligibility': (_berth_model_v1_Eligibility__Output);
  'actor': (_berth_model_v1_Actor__Output | null);
  'drain': (_berth_ledger_v1_DrainOrder__Output | null);
}
