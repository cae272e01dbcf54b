// Original file: proto/berth/control/v1/control.proto

import type { Long } from '@grpc/proto-loader';

export interface CreateUserTokenResponse {
  'name'?: (string);
  'id'?: (string);
  'expiresAtMs'?: (number | string | Long);
  'authority'?: (string);
}

export interface CreateUserTokenResponse__Output {
  'name': (string);
  'id': (string);
  'expiresAtMs': (number);
  'authority': (string);
}
