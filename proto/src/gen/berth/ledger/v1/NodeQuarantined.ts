// Original file: proto/berth/ledger/v1/events.proto

import type { Long } from '@grpc/proto-loader';

export interface NodeQuarantined {
  'node'?: (string);
  'reason'?: (string);
  'atMs'?: (number | string | Long);
}

export interface NodeQuarantined__Output {
  'node': (string);
  'reason': (string);
  'atMs': (number);
}
