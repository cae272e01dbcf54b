// Original file: proto/berth/control/v1/control.proto

import type { Long } from '@grpc/proto-loader';

export interface ListDispatchesResponse {
  'index'?: (number | string | Long);
  'json'?: (string);
  'ageMs'?: (number | string | Long);
}

export interface ListDispatchesResponse__Output {
  'index': (number);
  'json': (string);
  'ageMs': (number);
}
