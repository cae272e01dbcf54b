// Original file: proto/berth/control/v1/control.proto

import type { Long } from '@grpc/proto-loader';

export interface ReadLedgerRequest {
  'from'?: (number | string | Long);
  'to'?: (number | string | Long);
}

export interface ReadLedgerRequest__Output {
  'from': (number);
  'to': (number);
}
