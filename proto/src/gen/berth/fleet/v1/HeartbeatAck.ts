// Original file: proto/berth/fleet/v1/fleet.proto

import type { Long } from '@grpc/proto-loader';

export interface HeartbeatAck {
  'epoch'?: (number | string | Long);
  'beat'?: (number);
}

export interface HeartbeatAck__Output {
  'epoch': (number);
  'beat': (number);
}
