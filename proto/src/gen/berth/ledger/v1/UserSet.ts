// Original file: proto/berth/ledger/v1/events.proto

import type { Grant as _berth_model_v1_Grant, Grant__Output as _berth_model_v1_Grant__Output } from '../../../berth/model/v1/Grant.js';
import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';
import type { Long } from '@grpc/proto-loader';

export interface UserSet {
  'name'?: (string);
  'grants'?: (_berth_model_v1_Grant)[];
  'expiresAtMs'?: (number | string | Long);
  'actor'?: (_berth_model_v1_Actor | null);
  'atMs'?: (number | string | Long);
  '_expiresAtMs'?: "expiresAtMs";
}

export interface UserSet__Output {
  'name': (string);
  'grants': (_berth_model_v1_Grant__Output)[];
  'expiresAtMs'?: (number);
  'actor': (_berth_model_v1_Actor__Output | null);
  'atMs': (number);
  '_expiresAtMs'?: "expiresAtMs";
}
