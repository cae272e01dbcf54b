// Original file: proto/berth/ledger/v1/events.proto

import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';
import type { Long } from '@grpc/proto-loader';

export interface WorkloadDispatched {
  'workload'?: (string);
  'params'?: ({[key: string]: string});
  'input'?: (Buffer | Uint8Array | string);
  'actor'?: (_berth_model_v1_Actor | null);
  'atMs'?: (number | string | Long);
  '_input'?: "input";
}

export interface WorkloadDispatched__Output {
  'workload': (string);
  'params': ({[key: string]: string});
  'input'?: (Buffer);
  'actor': (_berth_model_v1_Actor__Output | null);
  'atMs': (number);
  '_input'?: "input";
}
