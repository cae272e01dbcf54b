// Original file: proto/berth/model/v1/placement.proto

import type { Long } from '@grpc/proto-loader';

export interface Claim {
  'quantities'?: ({[key: string]: number | string | Long});
  'ports'?: ({[key: string]: number});
  'devices'?: (string)[];
  'deviceMillis'?: (number)[];
}

export interface Claim__Output {
  'quantities': ({[key: string]: number});
  'ports': ({[key: string]: number});
  'devices': (string)[];
  'deviceMillis': (number)[];
}
