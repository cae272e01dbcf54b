// Original file: proto/berth/enrol/v1/enrol.proto

import type { Grant as _berth_enrol_v1_Grant, Grant__Output as _berth_enrol_v1_Grant__Output } from '../../../berth/enrol/v1/Grant.js';

export interface EnrolResponse {
  'grant'?: (_berth_enrol_v1_Grant | null);
}

export interface EnrolResponse__Output {
  'grant': (_berth_enrol_v1_Grant__Output | null);
}
