// Original file: proto/berth/control/v1/control.proto

import type { Eligibility as _berth_model_v1_Eligibility, Eligibility__Output as _berth_model_v1_Eligibility__Output } from '../../../berth/model/v1/Eligibility.js';
import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';

export interface SetEligibilityRequest {
  'node'?: (string);
  'eligibility'?: (_berth_model_v1_Eligibility);
  'actor'?: (_berth_model_v1_Actor | null);
}

export interface SetEligibilityRequest__Output {
  'node': (string);
  'eligibility': (_berth_model_v1_Eligibility__Output);
  'actor': (_berth_model_v1_Actor__Output | null);
}
