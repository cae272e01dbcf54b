// Original file: proto/berth/ledger/v1/events.proto

import type { NodeProfile as _berth_model_v1_NodeProfile, NodeProfile__Output as _berth_model_v1_NodeProfile__Output } from '../../../berth/model/v1/NodeProfile.js';
import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';
import type { Long } from '@grpc/proto-loader';

export interface NodeProfileChanged {
  'node'?: (string);
  'profile'?: (_berth_model_v1_NodeProfile | null);
  'actor'?: (_berth_model_v1_Actor | null);
  'atMs'?: (number | string | Long);
}

export interface NodeProfileChanged__Output {
  'node': (string);
  'profile': (_berth_model_v1_NodeProfile__Output | null);
  'actor': (_berth_model_v1_Actor__Output | null);
  'atMs': (number);
}
