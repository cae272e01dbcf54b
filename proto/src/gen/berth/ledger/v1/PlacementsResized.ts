// Original file: proto/berth/ledger/v1/events.proto

import type { Long } from '@grpc/proto-loader';

export interface PlacementsResized {
  'workload'?: (string);
  'placements'?: (string)[];
  'atMs'?: (number | string | Long);
}

export interface PlacementsResized__Output {
  'workload': (string);
  'placements': (string)[];
  'atMs': (number);
}
