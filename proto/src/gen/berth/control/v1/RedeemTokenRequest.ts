// Original file: proto/berth/control/v1/control.proto

import type { Certificate as _berth_model_v1_Certificate, Certificate__Output as _berth_model_v1_Certificate__Output } from '../../../berth/model/v1/Certificate.js';

export interface RedeemTokenRequest {
  'hash'?: (string);
  'node'?: (string);
  'site'?: (string);
  'certificate'?: (_berth_model_v1_Certificate | null);
  '_site'?: "site";
}

export interface RedeemTokenRequest__Output {
  'hash': (string);
  'node': (string);
  'site'?: (string);
  'certificate': (_berth_model_v1_Certificate__Output | null);
  '_site'?: "site";
}
