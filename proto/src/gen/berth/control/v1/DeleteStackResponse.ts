// Original file: proto/berth/control/v1/control.proto

import type { KeptVolume as _berth_control_v1_KeptVolume, KeptVolume__Output as _berth_control_v1_KeptVolume__Output } from '../../../berth/control/v1/KeptVolume.js';

export interface DeleteStackResponse {
  'stack'?: (string);
  'stopped'?: (number);
  'kept'?: (_berth_control_v1_KeptVolume)[];
}

export interface DeleteStackResponse__Output {
  'stack': (string);
  'stopped': (number);
  'kept': (_berth_control_v1_KeptVolume__Output)[];
}
