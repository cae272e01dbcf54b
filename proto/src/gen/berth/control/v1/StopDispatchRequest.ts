// Original file: proto/berth/control/v1/control.proto

import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';

export interface StopDispatchRequest {
  'workload'?: (string);
  'actor'?: (_berth_model_v1_Actor | null);
}

export interface StopDispatchRequest__Output {
  'workload': (string);
  'actor': (_berth_model_v1_Actor__Output | null);
}
