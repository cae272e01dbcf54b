// Original file: proto/berth/control/v1/control.proto

import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';
import type { Long } from '@grpc/proto-loader';

export interface CreateUserTokenRequest {
  'name'?: (string);
  'hash'?: (string);
  'ttlMs'?: (number | string | Long);
  'actor'?: (_berth_model_v1_Actor | null);
}

export interface CreateUserTokenRequest__Output {
  'name': (string);
  'hash': (string);
  'ttlMs': (number);
  'actor': (_berth_model_v1_Actor__Output | null);
}
