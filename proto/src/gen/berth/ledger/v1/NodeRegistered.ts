// Original file: proto/berth/ledger/v1/events.proto

import type { NodeInfo as _berth_model_v1_NodeInfo, NodeInfo__Output as _berth_model_v1_NodeInfo__Output } from '../../../berth/model/v1/NodeInfo.js';
import type { Long } from '@grpc/proto-loader';

export interface NodeRegistered {
  'node'?: (_berth_model_v1_NodeInfo | null);
  'instance'?: (string);
  'atMs'?: (number | string | Long);
}

export interface NodeRegistered__Output {
  'node': (_berth_model_v1_NodeInfo__Output | null);
  'instance': (string);
  'atMs': (number);
}
