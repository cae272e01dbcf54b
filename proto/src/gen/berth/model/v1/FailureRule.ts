// Original file: proto/berth/model/v1/run.proto

import type { Long } from '@grpc/proto-loader';

export interface FailureRule {
  'restarts'?: (number);
  'moves'?: (number);
  'delayMs'?: (number | string | Long);
  'maxDelayMs'?: (number | string | Long);
  'resetAfterMs'?: (number | string | Long);
  '_restarts'?: "restarts";
  '_moves'?: "moves";
}

export interface FailureRule__Output {
  'restarts'?: (number);
  'moves'?: (number);
  'delayMs': (number);
  'maxDelayMs': (number);
  'resetAfterMs': (number);
  '_restarts'?: "restarts";
  '_moves'?: "moves";
}
