// Original file: proto/berth/control/v1/control.proto

import type { ChainedBlock as _berth_control_v1_ChainedBlock, ChainedBlock__Output as _berth_control_v1_ChainedBlock__Output } from '../../../berth/control/v1/ChainedBlock.js';

export interface ReadLedgerResponse {
  'block'?: (_berth_control_v1_ChainedBlock | null);
}

export interface ReadLedgerResponse__Output {
  'block': (_berth_control_v1_ChainedBlock__Output | null);
}
