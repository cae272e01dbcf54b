// Original file: proto/berth/control/v1/control.proto

import type { ExecStart as _berth_control_v1_ExecStart, ExecStart__Output as _berth_control_v1_ExecStart__Output } from '../../../berth/control/v1/ExecStart.js';
import type { ExecInputEnd as _berth_control_v1_ExecInputEnd, ExecInputEnd__Output as _berth_control_v1_ExecInputEnd__Output } from '../../../berth/control/v1/ExecInputEnd.js';
import type { ExecSize as _berth_control_v1_ExecSize, ExecSize__Output as _berth_control_v1_ExecSize__Output } from '../../../berth/control/v1/ExecSize.js';

export interface ExecRequest {
  'start'?: (_berth_control_v1_ExecStart | null);
  'input'?: (Buffer | Uint8Array | string);
  'inputEnd'?: (_berth_control_v1_ExecInputEnd | null);
  'resize'?: (_berth_control_v1_ExecSize | null);
  'body'?: "start"|"input"|"inputEnd"|"resize";
}

export interface ExecRequest__Output {
  'start'?: (_berth_control_v1_ExecStart__Output | null);
  'input'?: (Buffer);
  'inputEnd'?: (_berth_control_v1_ExecInputEnd__Output | null);
  'resize'?: (_berth_control_v1_ExecSize__Output | null);
  'body'?: "start"|"input"|"inputEnd"|"resize";
}
