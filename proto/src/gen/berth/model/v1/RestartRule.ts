// Original file: proto/berth/model/v1/run.proto

import type { Long } from '@grpc/proto-loader';

export interface RestartRule {
  'delayMs'?: (number | string | Long);
  'maxDelayMs'?: (number | string | Long);
  'resetAfterMs'?: (number | string | Long);
}

export interface RestartRule__Output {
  'delayMs': (number);
  'maxDelayMs': (number);
  'resetAfterMs': (number);
}
