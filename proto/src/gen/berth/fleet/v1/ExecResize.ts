// Original file: proto/berth/fleet/v1/fleet.proto

import type { TerminalSize as _berth_fleet_v1_TerminalSize, TerminalSize__Output as _berth_fleet_v1_TerminalSize__Output } from '../../../berth/fleet/v1/TerminalSize.js';

export interface ExecResize {
  'stream'?: (string);
  'size'?: (_berth_fleet_v1_TerminalSize | null);
}

export interface ExecResize__Output {
  'stream': (string);
  'size': (_berth_fleet_v1_TerminalSize__Output | null);
}
