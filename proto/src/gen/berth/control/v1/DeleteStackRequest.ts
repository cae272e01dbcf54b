// Original file: proto/berth/control/v1/control.proto

import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';
import type { Long } from '@grpc/proto-loader';

export interface DeleteStackRequest {
  'stack'?: (string);
  'expectVersion'?: (number | string | Long);
  'actor'?: (_berth_model_v1_Actor | null);
  'force'?: (boolean);
  '_expectVersion'?: "expectVersion";
}

export interface DeleteStackRequest__Output {
  'stack': (string);
  'expectVersion'?: (number);
  'actor': (_berth_model_v1_Actor__Output | null);
  'force': (boolean);
  '_expectVersion'?: "expectVersion";
}
