// Original file: proto/berth/control/v1/control.proto

import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';

export interface SetSecretRequest {
  'name'?: (string);
  'value'?: (Buffer | Uint8Array | string);
  'actor'?: (_berth_model_v1_Actor | null);
  'stacks'?: (string);
  '_stacks'?: "stacks";
}

export interface SetSecretRequest__Output {
  'name': (string);
  'value': (Buffer);
  'actor': (_berth_model_v1_Actor__Output | null);
  'stacks'?: (string);
  '_stacks'?: "stacks";
}
