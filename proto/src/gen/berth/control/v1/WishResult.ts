// Original file: proto/berth/control/v1/control.proto

import type { Reservation as _berth_control_v1_Reservation, Reservation__Output as _berth_control_v1_Reservation__Output } from '../../../berth/control/v1/Reservation.js';
import type { RejectCount as _berth_model_v1_RejectCount, RejectCount__Output as _berth_model_v1_RejectCount__Output } from '../../../berth/model/v1/RejectCount.js';

export interface WishResult {
  'reservations'?: (_berth_control_v1_Reservation)[];
  'missing'?: (number);
  'rejects'?: (_berth_model_v1_RejectCount)[];
}

export interface WishResult__Output {
  'reservations': (_berth_control_v1_Reservation__Output)[];
  'missing': (number);
  'rejects': (_berth_model_v1_RejectCount__Output)[];
}
