// Original file: proto/berth/control/v1/control.proto

import type { Long } from '@grpc/proto-loader';

export interface ListUsersResponse {
  'index'?: (number | string | Long);
  'json'?: (string);
}

export interface ListUsersResponse__Output {
  'index': (number);
  'json': (string);
}
