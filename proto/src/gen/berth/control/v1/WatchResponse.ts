// Original file: proto/berth/control/v1/control.proto

import type { ChainedBlock as _berth_control_v1_ChainedBlock, ChainedBlock__Output as _berth_control_v1_ChainedBlock__Output } from '../../../berth/control/v1/ChainedBlock.js';
import type { Long } from '@grpc/proto-loader';

export interface WatchResponse {
  'block'?: (_berth_control_v1_ChainedBlock | null);
  'tooOld'?: (number | string | Long);
  'item'?: "block"|"tooOld";
}

export interface WatchResponse__Output {
  'block'?: (_berth_control_v1_ChainedBlock__Output | null);
  'tooOld'?: (number);
  'item'?: "block"|"tooOld";
}
