// Original file: proto/berth/fleet/v1/fleet.proto

import type { Long } from '@grpc/proto-loader';

export interface LogRequest {
  'stream'?: (string);
  'placement'?: (string);
  'follow'?: (boolean);
  'tailBytes'?: (number | string | Long);
}

export interface LogRequest__Output {
  'stream': (string);
  'placement': (string);
  'follow': (boolean);
  'tailBytes': (number);
}
