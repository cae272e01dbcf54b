// Original file: proto/berth/control/v1/control.proto

import type { Grant as _berth_model_v1_Grant, Grant__Output as _berth_model_v1_Grant__Output } from '../../../berth/model/v1/Grant.js';
import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';
import type { Long } from '@grpc/proto-loader';

export interface SetUserRequest {
  'name'?: (string);
  'grants'?: (_berth_model_v1_Grant)[];
  'ttlMs'?: (number | string | Long);
  'isNew'?: (boolean);
  'actor'?: (_berth_model_v1_Actor | null);
  '_ttlMs'?: "ttlMs";
}

export interface SetUserRequest__Output {
  'name': (string);
  'grants': (_berth_model_v1_Grant__Output)[];
  'ttlMs'?: (number);
  'isNew': (boolean);
  'actor': (_berth_model_v1_Actor__Output | null);
  '_ttlMs'?: "ttlMs";
}
