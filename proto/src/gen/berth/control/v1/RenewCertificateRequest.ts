// Original file: proto/berth/control/v1/control.proto

import type { Certificate as _berth_model_v1_Certificate, Certificate__Output as _berth_model_v1_Certificate__Output } from '../../../berth/model/v1/Certificate.js';

export interface RenewCertificateRequest {
  'node'?: (string);
  'used'?: (_berth_model_v1_Certificate | null);
  'certificate'?: (_berth_model_v1_Certificate | null);
}

export interface RenewCertificateRequest__Output {
  'node': (string);
  'used': (_berth_model_v1_Certificate__Output | null);
  'certificate': (_berth_model_v1_Certificate__Output | null);
}
