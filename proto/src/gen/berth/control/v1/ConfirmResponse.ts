// Original file: proto/berth/control/v1/control.proto

import type { Reservation as _berth_control_v1_Reservation, Reservation__Output as _berth_control_v1_Reservation__Output } from '../../../berth/control/v1/Reservation.js';

export interface ConfirmResponse {
  'reservation'?: (_berth_control_v1_Reservation | null);
}

export interface ConfirmResponse__Output {
  'reservation': (_berth_control_v1_Reservation__Output | null);
}
