// Original file: proto/berth/model/v1/actor.proto

import type { ActorKind as _berth_model_v1_ActorKind, ActorKind__Output as _berth_model_v1_ActorKind__Output } from '../../../berth/model/v1/ActorKind.js';

export interface Actor {
  'name'?: (string);
  'reason'?: (string);
  'kind'?: (_berth_model_v1_ActorKind);
  '_reason'?: "reason";
}

export interface Actor__Output {
  'name': (string);
  'reason'?: (string);
  'kind': (_berth_model_v1_ActorKind__Output);
  '_reason'?: "reason";
}
