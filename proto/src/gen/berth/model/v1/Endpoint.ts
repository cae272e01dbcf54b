// Original file: proto/berth/model/v1/placement.proto

import type { Long } from '@grpc/proto-loader';

export interface Endpoint {
  'placement'?: (string);
  'node'?: (string);
  'site'?: (string);
  'address'?: (string);
  'ports'?: ({[key: string]: number});
  'readySinceMs'?: (number | string | Long);
}

export interface Endpoint__Output {
  'placement': (string);
  'node': (string);
  'site': (string);
  'address': (string);
  'ports': ({[key: string]: number});
  'readySinceMs': (number);
}
