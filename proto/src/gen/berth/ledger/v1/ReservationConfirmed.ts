// Original file: proto/berth/ledger/v1/events.proto

import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';

export interface ReservationConfirmed {
  'reservation'?: (string);
  'actor'?: (_berth_model_v1_Actor | null);
}

export interface ReservationConfirmed__Output {
  'reservation': (string);
  'actor': (_berth_model_v1_Actor__Output | null);
}
