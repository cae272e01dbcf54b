// Original file: proto/berth/ledger/v1/events.proto

import type { Long } from '@grpc/proto-loader';

export interface LeaderClaimed {
  'epoch'?: (number | string | Long);
  'leader'?: (string);
}

export interface LeaderClaimed__Output {
  'epoch': (number);
  'leader': (string);
}
