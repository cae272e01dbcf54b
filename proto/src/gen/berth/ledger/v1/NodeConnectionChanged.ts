// Original file: proto/berth/ledger/v1/events.proto

import type { Connection as _berth_model_v1_Connection, Connection__Output as _berth_model_v1_Connection__Output } from '../../../berth/model/v1/Connection.js';
import type { Long } from '@grpc/proto-loader';

export interface NodeConnectionChanged {
  'node'?: (string);
  'connection'?: (_berth_model_v1_Connection);
  'atMs'?: (number | string | Long);
}

export interface NodeConnectionChanged__Output {
  'node': (string);
  'connection': (_berth_model_v1_Connection__Output);
  'atMs': (number);
}
