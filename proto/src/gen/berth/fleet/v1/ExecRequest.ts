// Original file: proto/berth/fleet/v1/fleet.proto

import type { TerminalSize as _berth_fleet_v1_TerminalSize, TerminalSize__Output as _berth_fleet_v1_TerminalSize__Output } from '../../../berth/fleet/v1/TerminalSize.js';

export interface ExecRequest {
  'stream'?: (string);
  'placement'?: (string);
  'command'?: (string)[];
  'input'?: (boolean);
  'terminal'?: (_berth_fleet_v1_TerminalSize | null);
  'term'?: (string);
  'windowBytes'?: (number);
}

export interface ExecRequest__Output {
  'stream': (string);
  'placement': (string);
  'command': (string)[];
  'input': (boolean);
  'terminal': (_berth_fleet_v1_TerminalSize__Output | null);
  'term': (string);
  'windowBytes': (number);
}
