// Original file: proto/berth/control/v1/control.proto

import type { Long } from '@grpc/proto-loader';

export interface LogsResponse {
  'data'?: (Buffer | Uint8Array | string);
  'at'?: (number | string | Long);
}

export interface LogsResponse__Output {
  'data': (Buffer);
  'at': (number);
}
