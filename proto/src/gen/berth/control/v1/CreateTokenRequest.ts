// Original file: proto/berth/control/v1/control.proto

import type { NodeProfile as _berth_model_v1_NodeProfile, NodeProfile__Output as _berth_model_v1_NodeProfile__Output } from '../../../berth/model/v1/NodeProfile.js';
import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';
import type { Long } from '@grpc/proto-loader';

export interface CreateTokenRequest {
  'hash'?: (string);
  'node'?: (string);
  'profile'?: (_berth_model_v1_NodeProfile | null);
  'ttlMs'?: (number | string | Long);
  'actor'?: (_berth_model_v1_Actor | null);
  '_node'?: "node";
}

export interface CreateTokenRequest__Output {
  'hash': (string);
  'node'?: (string);
  'profile': (_berth_model_v1_NodeProfile__Output | null);
  'ttlMs': (number);
  'actor': (_berth_model_v1_Actor__Output | null);
  '_node'?: "node";
}
