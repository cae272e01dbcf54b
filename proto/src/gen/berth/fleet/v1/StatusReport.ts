// Original file: proto/berth/fleet/v1/fleet.proto

import type { PlacementStatus as _berth_model_v1_PlacementStatus, PlacementStatus__Output as _berth_model_v1_PlacementStatus__Output } from '../../../berth/model/v1/PlacementStatus.js';
import type { Long } from '@grpc/proto-loader';

export interface StatusReport {
  'sequence'?: (number | string | Long);
  'statuses'?: (_berth_model_v1_PlacementStatus)[];
}

export interface StatusReport__Output {
  'sequence': (number);
  'statuses': (_berth_model_v1_PlacementStatus__Output)[];
}
