// Original file: proto/berth/control/v1/control.proto

import type { Long } from '@grpc/proto-loader';

export interface ListTokensResponse {
  'index'?: (number | string | Long);
  'json'?: (string);
}

export interface ListTokensResponse__Output {
  'index': (number);
  'json': (string);
}
