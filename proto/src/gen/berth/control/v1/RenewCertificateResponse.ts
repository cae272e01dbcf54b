// Original file: proto/berth/control/v1/control.proto

import type { NodeProfile as _berth_model_v1_NodeProfile, NodeProfile__Output as _berth_model_v1_NodeProfile__Output } from '../../../berth/model/v1/NodeProfile.js';

export interface RenewCertificateResponse {
  'node'?: (string);
  'profile'?: (_berth_model_v1_NodeProfile | null);
}

export interface RenewCertificateResponse__Output {
  'node': (string);
  'profile': (_berth_model_v1_NodeProfile__Output | null);
}
