// Original file: proto/berth/ledger/v1/events.proto

import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';
import type { Long } from '@grpc/proto-loader';

export interface LedgerRecovered {
  'firstIndex'?: (number | string | Long);
  'headIndex'?: (number | string | Long);
  'headHash'?: (Buffer | Uint8Array | string);
  'acknowledgedIndex'?: (number | string | Long);
  'epoch'?: (number | string | Long);
  'generationsSkipped'?: (number | string | Long);
  'actor'?: (_berth_model_v1_Actor | null);
  'atMs'?: (number | string | Long);
}

export interface LedgerRecovered__Output {
  'firstIndex': (number);
  'headIndex': (number);
  'headHash': (Buffer);
  'acknowledgedIndex': (number);
  'epoch': (number);
  'generationsSkipped': (number);
  'actor': (_berth_model_v1_Actor__Output | null);
  'atMs': (number);
}
