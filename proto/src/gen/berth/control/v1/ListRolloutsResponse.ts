// Original file: proto/berth/control/v1/control.proto

import type { Long } from '@grpc/proto-loader';

export interface ListRolloutsResponse {
  'index'?: (number | string | Long);
  'json'?: (string);
  'ageMs'?: (number | string | Long);
}

export interface ListRolloutsResponse__Output {
  'index': (number);
  'json': (string);
  'ageMs': (number);
}
