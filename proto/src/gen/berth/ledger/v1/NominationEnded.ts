// Original file: proto/berth/ledger/v1/events.proto

import type { NominationOutcome as _berth_ledger_v1_NominationOutcome, NominationOutcome__Output as _berth_ledger_v1_NominationOutcome__Output } from '../../../berth/ledger/v1/NominationOutcome.js';

export interface NominationEnded {
  'nomination'?: (string);
  'workload'?: (string);
  'node'?: (string);
  'outcome'?: (_berth_ledger_v1_NominationOutcome);
}

export interface NominationEnded__Output {
  'nomination': (string);
  'workload': (string);
  'node': (string);
  'outcome': (_berth_ledger_v1_NominationOutcome__Output);
}
