// Original file: proto/berth/ledger/v1/events.proto

import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';
import type { Long } from '@grpc/proto-loader';

export interface DispatchStopped {
  'workload'?: (string);
  'actor'?: (_berth_model_v1_Actor | null);
  'atMs'?: (number | string | Long);
}

export interface DispatchStopped__Output {
  'workload': (string);
  'actor': (_berth_model_v1_Actor__Output | null);
  'atMs': (number);
}
