// Original file: proto/berth/control/v1/control.proto

import type { Claim as _berth_model_v1_Claim, Claim__Output as _berth_model_v1_Claim__Output } from '../../../berth/model/v1/Claim.js';
import type { Long } from '@grpc/proto-loader';

export interface Reservation {
  'id'?: (string);
  'node'?: (string);
  'claim'?: (_berth_model_v1_Claim | null);
  'holder'?: (string);
  'createdAtMs'?: (number | string | Long);
  'generation'?: (number | string | Long);
  'confirmed'?: (boolean);
  'expiresAtMs'?: (number | string | Long);
  'changedAtIndex'?: (number | string | Long);
  '_expiresAtMs'?: "expiresAtMs";
}

export interface Reservation__Output {
  'id': (string);
  'node': (string);
  'claim': (_berth_model_v1_Claim__Output | null);
  'holder': (string);
  'createdAtMs': (number);
  'generation': (number);
  'confirmed': (boolean);
  'expiresAtMs'?: (number);
  'changedAtIndex': (number);
  '_expiresAtMs'?: "expiresAtMs";
}
