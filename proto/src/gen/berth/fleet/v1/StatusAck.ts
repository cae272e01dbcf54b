// Original file: proto/berth/fleet/v1/fleet.proto

import type { Long } from '@grpc/proto-loader';

export interface StatusAck {
  'epoch'?: (number | string | Long);
  'sequence'?: (number | string | Long);
}

export interface StatusAck__Output {
  'epoch': (number);
  'sequence': (number);
}
