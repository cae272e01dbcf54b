// Original file: proto/berth/control/v1/control.proto

import type { Long } from '@grpc/proto-loader';

export interface WatchRequest {
  'fromIndex'?: (number | string | Long);
}

export interface WatchRequest__Output {
  'fromIndex': (number);
}
