// Original file: proto/berth/control/v1/control.proto

import type { Long } from '@grpc/proto-loader';

export interface CreateTokenResponse {
  'id'?: (string);
  'expiresAtMs'?: (number | string | Long);
  'authority'?: (string);
  'enrol'?: (string);
  'installer'?: (string);
  '_installer'?: "installer";
}

export interface CreateTokenResponse__Output {
  'id': (string);
  'expiresAtMs': (number);
  'authority': (string);
  'enrol': (string);
  'installer'?: (string);
  '_installer'?: "installer";
}
