// Original file: proto/berth/control/v1/control.proto

import type { Eligibility as _berth_model_v1_Eligibility, Eligibility__Output as _berth_model_v1_Eligibility__Output } from '../../../berth/model/v1/Eligibility.js';
import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';
import type { Long } from '@grpc/proto-loader';

export interface SetEligibilityRequest {
  'node'?: (string);
  'eligibility'?: (_berth_model_v1_Eligibility);
  'actor'?: (_berth_model_v1_Actor | null);
  'deadlineMs'?: (number | string | Long);
  'force'?: (boolean);
  '_deadlineMs'?: "deadlineMs";
}

export interface SetEligibilityRequest__Output {
  'node': (string);
  'eligibility': (_berth_model_v1_Eligibility__Output);
  'actor': (_berth_model_v1_Actor__Output | null);
  'deadlineMs'?: (number);
  'force': (boolean);
  '_deadlineMs'?: "deadlineMs";
}
