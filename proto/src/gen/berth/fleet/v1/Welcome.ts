// Original file: proto/berth/fleet/v1/fleet.proto

import type { Long } from '@grpc/proto-loader';

export interface Welcome {
  'epoch'?: (number | string | Long);
  'heartbeatMs'?: (number | string | Long);
  'leaseMs'?: (number | string | Long);
  'statusSequence'?: (number | string | Long);
  'spreadMs'?: (number);
}

export interface Welcome__Output {
  'epoch': (number);
  'heartbeatMs': (number);
  'leaseMs': (number);
  'statusSequence': (number);
  'spreadMs': (number);
}
