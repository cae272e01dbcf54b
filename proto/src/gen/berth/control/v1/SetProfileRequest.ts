// Original file: proto/berth/control/v1/control.proto

import type { NodeProfile as _berth_model_v1_NodeProfile, NodeProfile__Output as _berth_model_v1_NodeProfile__Output } from '../../../berth/model/v1/NodeProfile.js';
import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';

export interface SetProfileRequest {
  'node'?: (string);
  'profile'?: (_berth_model_v1_NodeProfile | null);
  'actor'?: (_berth_model_v1_Actor | null);
}

export interface SetProfileRequest__Output {
  'node': (string);
  'profile': (_berth_model_v1_NodeProfile__Output | null);
  'actor': (_berth_model_v1_Actor__Output | null);
}
