// Original file: proto/berth/control/v1/control.proto

import type { Grant as _berth_model_v1_Grant, Grant__Output as _berth_model_v1_Grant__Output } from '../../../berth/model/v1/Grant.js';
import type { Long } from '@grpc/proto-loader';

export interface SetUserResponse {
  'name'?: (string);
  'grants'?: (_berth_model_v1_Grant)[];
  'expiresAtMs'?: (number | string | Long);
  '_expiresAtMs'?: "expiresAtMs";
}

export interface SetUserResponse__Output {
  'name': (string);
  'grants': (_berth_model_v1_Grant__Output)[];
  'expiresAtMs'?: (number);
  '_expiresAtMs'?: "expiresAtMs";
}
