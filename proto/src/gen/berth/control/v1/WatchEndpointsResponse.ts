// Original file: proto/berth/control/v1/control.proto

import type { Long } from '@grpc/proto-loader';

export interface WatchEndpointsResponse {
  'index'?: (number | string | Long);
  'json'?: (string);
}

export interface WatchEndpointsResponse__Output {
  'index': (number);
  'json': (string);
}
