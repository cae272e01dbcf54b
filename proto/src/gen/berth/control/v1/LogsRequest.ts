// Original file: proto/berth/control/v1/control.proto

import type { Long } from '@grpc/proto-loader';

export interface LogsRequest {
  'placement'?: (string);
  'follow'?: (boolean);
  'tailBytes'?: (number | string | Long);
}

export interface LogsRequest__Output {
  'placement': (string);
  'follow': (boolean);
  'tailBytes': (number);
}
