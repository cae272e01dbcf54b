// Original file: proto/berth/ledger/v1/events.proto

import type { Long } from '@grpc/proto-loader';

export interface AgentUpdateFailed {
  'node'?: (string);
  'version'?: (string);
  'digest'?: (string);
  'reason'?: (string);
  'atMs'?: (number | string | Long);
}

export interface AgentUpdateFailed__Output {
  'node': (string);
  'version': (string);
  'digest': (string);
  'reason': (string);
  'atMs': (number);
}
