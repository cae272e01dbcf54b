// Original file: proto/berth/control/v1/control.proto

import type { Eligibility as _berth_model_v1_Eligibility, Eligibility__Output as _berth_model_v1_Eligibility__Output } from '../../../berth/model/v1/Eligibility.js';

export interface SetEligibilityResponse {
  'node'?: (string);
  'eligibility'?: (_berth_model_v1_Eligibility);
}

export interface SetEligibilityResponse__Output {
  'node': (string);
  'eligibility': (_berth_model_v1_Eligibility__Output);
}
