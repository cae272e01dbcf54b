// Original file: proto/berth/ledger/v1/events.proto

import type { Certificate as _berth_model_v1_Certificate, Certificate__Output as _berth_model_v1_Certificate__Output } from '../../../berth/model/v1/Certificate.js';
import type { Long } from '@grpc/proto-loader';

export interface CertificateRenewed {
  'node'?: (string);
  'used'?: (string);
  'certificate'?: (_berth_model_v1_Certificate | null);
  'atMs'?: (number | string | Long);
}

export interface CertificateRenewed__Output {
  'node': (string);
  'used': (string);
  'certificate': (_berth_model_v1_Certificate__Output | null);
  'atMs': (number);
}
