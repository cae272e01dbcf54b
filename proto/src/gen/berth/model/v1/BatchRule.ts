// Original file: proto/berth/model/v1/run.proto

import type { Long } from '@grpc/proto-loader';

export interface BatchRule {
  'timeoutMs'?: (number | string | Long);
}

export interface BatchRule__Output {
  'timeoutMs': (number);
}
