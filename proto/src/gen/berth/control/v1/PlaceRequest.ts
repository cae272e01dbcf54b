// Original file: proto/berth/control/v1/control.proto

import type { PlaceWish as _berth_control_v1_PlaceWish, PlaceWish__Output as _berth_control_v1_PlaceWish__Output } from '../../../berth/control/v1/PlaceWish.js';
import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';

export interface PlaceRequest {
  'wishes'?: (_berth_control_v1_PlaceWish)[];
  'actor'?: (_berth_model_v1_Actor | null);
}

export interface PlaceRequest__Output {
  'wishes': (_berth_control_v1_PlaceWish__Output)[];
  'actor': (_berth_model_v1_Actor__Output | null);
}
