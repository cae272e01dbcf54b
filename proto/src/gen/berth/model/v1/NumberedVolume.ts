// Original file: proto/berth/model/v1/placement.proto

import type { Long } from '@grpc/proto-loader';

export interface NumberedVolume {
  'volume'?: (string);
  'number'?: (number | string | Long);
}

export interface NumberedVolume__Output {
  'volume': (string);
  'number': (number);
}
