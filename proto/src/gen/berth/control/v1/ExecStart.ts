// Original file: proto/berth/control/v1/control.proto

import type { ExecSize as _berth_control_v1_ExecSize, ExecSize__Output as _berth_control_v1_ExecSize__Output } from '../../../berth/control/v1/ExecSize.js';
import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';

export interface ExecStart {
  'placement'?: (string);
  'command'?: (string)[];
  'input'?: (boolean);
  'terminal'?: (_berth_control_v1_ExecSize | null);
  'term'?: (string);
  'actor'?: (_berth_model_v1_Actor | null);
}

export interface ExecStart__Output {
  'placement': (string);
  'command': (string)[];
  'input': (boolean);
  'terminal': (_berth_control_v1_ExecSize__Output | null);
  'term': (string);
  'actor': (_berth_model_v1_Actor__Output | null);
}
