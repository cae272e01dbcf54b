// Original file: proto/berth/control/v1/control.proto

import type { Reservation as _berth_control_v1_Reservation, Reservation__Output as _berth_control_v1_Reservation__Output } from '../../../berth/control/v1/Reservation.js';
import type { Long } from '@grpc/proto-loader';

export interface ListReservationsResponse {
  'index'?: (number | string | Long);
  'reservations'?: (_berth_control_v1_Reservation)[];
  'ageMs'?: (number | string | Long);
}

export interface ListReservationsResponse__Output {
  'index': (number);
  'reservations': (_berth_control_v1_Reservation__Output)[];
  'ageMs': (number);
}
