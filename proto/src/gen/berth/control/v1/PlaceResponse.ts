// Original file: proto/berth/control/v1/control.proto

import type { WishResult as _berth_control_v1_WishResult, WishResult__Output as _berth_control_v1_WishResult__Output } from '../../../berth/control/v1/WishResult.js';

export interface PlaceResponse {
  'results'?: (_berth_control_v1_WishResult)[];
}

export interface PlaceResponse__Output {
  'results': (_berth_control_v1_WishResult__Output)[];
}
