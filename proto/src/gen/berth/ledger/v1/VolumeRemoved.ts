// Original file: proto/berth/ledger/v1/events.proto

import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';
import type { Long } from '@grpc/proto-loader';

export interface VolumeRemoved {
  'volume'?: (string);
  'number'?: (number | string | Long);
  'node'?: (string);
  'forced'?: (boolean);
  'actor'?: (_berth_model_v1_Actor | null);
  'atMs'?: (number | string | Long);
}

export interface VolumeRemoved__Output {
  'volume': (string);
  'number': (number);
  'node': (string);
  'forced': (boolean);
  'actor': (_berth_model_v1_Actor__Output | null);
  'atMs': (number);
}
