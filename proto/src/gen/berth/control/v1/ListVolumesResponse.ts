// Original file: proto/berth/control/v1/control.proto

import type { Long } from '@grpc/proto-loader';

export interface ListVolumesResponse {
  'index'?: (number | string | Long);
  'ageMs'?: (number | string | Long);
  'json'?: (string);
}

export interface ListVolumesResponse__Output {
  'index': (number);
  'ageMs': (number);
  'json': (string);
}
