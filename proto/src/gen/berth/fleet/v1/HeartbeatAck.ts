// Original file: proto/berth/fleet/v1/fleet.proto

import type { Long } from '@grpc/proto-loader';

export interface HeartbeatAck {
  'epoch'?: (number | string | Long);
  'sentAtMs'?: (number | string);
}

export interface HeartbeatAck__Output {
  'epoch': (number);
  'sentAtMs': (number);
}
