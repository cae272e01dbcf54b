// Original file: proto/berth/control/v1/control.proto

import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';
import type { Long } from '@grpc/proto-loader';

export interface RolloutRequest {
  'target'?: (string);
  'action'?: (string);
  'to'?: (number | string | Long);
  'actor'?: (_berth_model_v1_Actor | null);
  '_to'?: "to";
}

export interface RolloutRequest__Output {
  'target': (string);
  'action': (string);
  'to'?: (number);
  'actor': (_berth_model_v1_Actor__Output | null);
  '_to'?: "to";
}
