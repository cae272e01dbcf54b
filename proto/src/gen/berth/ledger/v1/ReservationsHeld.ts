// Original file: proto/berth/ledger/v1/events.proto

import type { HeldReservation as _berth_ledger_v1_HeldReservation, HeldReservation__Output as _berth_ledger_v1_HeldReservation__Output } from '../../../berth/ledger/v1/HeldReservation.js';
import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';
import type { Long } from '@grpc/proto-loader';

export interface ReservationsHeld {
  'reservations'?: (_berth_ledger_v1_HeldReservation)[];
  'actor'?: (_berth_model_v1_Actor | null);
  'atMs'?: (number | string | Long);
}

export interface ReservationsHeld__Output {
  'reservations': (_berth_ledger_v1_HeldReservation__Output)[];
  'actor': (_berth_model_v1_Actor__Output | null);
  'atMs': (number);
}
