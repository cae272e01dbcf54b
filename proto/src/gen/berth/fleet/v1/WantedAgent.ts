// Original file: proto/berth/fleet/v1/fleet.proto

import type { Long } from '@grpc/proto-loader';

export interface WantedAgent {
  'version'?: (string);
  'digest'?: (string);
  'bytes'?: (number | string | Long);
  'attempt'?: (number | string | Long);
}

export interface WantedAgent__Output {
  'version': (string);
  'digest': (string);
  'bytes': (number);
  'attempt': (number);
}
