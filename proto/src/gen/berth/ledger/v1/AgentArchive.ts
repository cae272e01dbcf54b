// Original file: proto/berth/ledger/v1/events.proto

import type { Long } from '@grpc/proto-loader';

export interface AgentArchive {
  'digest'?: (string);
  'bytes'?: (number | string | Long);
}

export interface AgentArchive__Output {
  'digest': (string);
  'bytes': (number);
}
