// Original file: proto/berth/control/v1/control.proto

import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';

export interface DispatchRequest {
  'workload'?: (string);
  'params'?: ({[key: string]: string});
  'input'?: (Buffer | Uint8Array | string);
  'id'?: (string);
  'actor'?: (_berth_model_v1_Actor | null);
  '_input'?: "input";
  '_id'?: "id";
}

export interface DispatchRequest__Output {
  'workload': (string);
  'params': ({[key: string]: string});
  'input'?: (Buffer);
  'id'?: (string);
  'actor': (_berth_model_v1_Actor__Output | null);
  '_input'?: "input";
  '_id'?: "id";
}
