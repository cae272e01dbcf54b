// Original file: proto/berth/ledger/v1/block.proto

import type { Event as _berth_ledger_v1_Event, Event__Output as _berth_ledger_v1_Event__Output } from '../../../berth/ledger/v1/Event.js';
import type { Long } from '@grpc/proto-loader';

export interface Block {
  'format'?: (number);
  'ledgerId'?: (string);
  'index'?: (number | string | Long);
  'epoch'?: (number | string | Long);
  'leader'?: (string);
  'recordId'?: (string);
  'timeMs'?: (number | string | Long);
  'previousHash'?: (Buffer | Uint8Array | string);
  'events'?: (_berth_ledger_v1_Event)[];
}

export interface Block__Output {
  'format': (number);
  'ledgerId': (string);
  'index': (number);
  'epoch': (number);
  'leader': (string);
  'recordId': (string);
  'timeMs': (number);
  'previousHash': (Buffer);
  'events': (_berth_ledger_v1_Event__Output)[];
}
