// Original file: proto/berth/model/v1/node.proto

import type { Long } from '@grpc/proto-loader';

export interface Usage {
  'cpuMillis'?: (number | string | Long);
  'memoryMib'?: (number | string | Long);
  'notes'?: (string)[];
  'volumes'?: ({[key: string]: number | string | Long});
}

export interface Usage__Output {
  'cpuMillis': (number);
  'memoryMib': (number);
  'notes': (string)[];
  'volumes': ({[key: string]: number});
}
