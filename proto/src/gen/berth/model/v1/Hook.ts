// Original file: proto/berth/model/v1/run.proto

import type { Long } from '@grpc/proto-loader';

export interface Hook {
  'command'?: (string)[];
  'timeoutMs'?: (number | string | Long);
}

export interface Hook__Output {
  'command': (string)[];
  'timeoutMs': (number);
}
