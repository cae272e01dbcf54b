// Original file: proto/berth/control/v1/control.proto

import type { Long } from '@grpc/proto-loader';

export interface GetPlacementResponse {
  'index'?: (number | string | Long);
  'json'?: (string);
  'ageMs'?: (number | string | Long);
}

export interface GetPlacementResponse__Output {
  'index': (number);
  'json': (string);
  'ageMs': (number);
}
