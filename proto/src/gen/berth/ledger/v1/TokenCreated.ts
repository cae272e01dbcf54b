// Original file: proto/berth/ledger/v1/events.proto

import type { NodeProfile as _berth_model_v1_NodeProfile, NodeProfile__Output as _berth_model_v1_NodeProfile__Output } from '../../../berth/model/v1/NodeProfile.js';
import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';
import type { Long } from '@grpc/proto-loader';

export interface TokenCreated {
  'id'?: (string);
  'hash'?: (string);
  'node'?: (string);
  'profile'?: (_berth_model_v1_NodeProfile | null);
  'expiresAtMs'?: (number | string | Long);
  'actor'?: (_berth_model_v1_Actor | null);
  'atMs'?: (number | string | Long);
  '_node'?: "node";
}

export interface TokenCreated__Output {
  'id': (string);
  'hash': (string);
  'node'?: (string);
  'profile': (_berth_model_v1_NodeProfile__Output | null);
  'expiresAtMs': (number);
  'actor': (_berth_model_v1_Actor__Output | null);
  'atMs': (number);
  '_node'?: "node";
}
