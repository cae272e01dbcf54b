// Original file: proto/berth/control/v1/control.proto

import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';

export interface RevokeNodeRequest {
  'node'?: (string);
  'serial'?: (string);
  'reason'?: (string);
  'actor'?: (_berth_model_v1_Actor | null);
  '_serial'?: "serial";
}

export interface RevokeNodeRequest__Output {
  'node': (string);
  'serial'?: (string);
  'reason': (string);
  'actor': (_berth_model_v1_Actor__Output | null);
  '_serial'?: "serial";
}
