// Original file: proto/berth/ledger/v1/events.proto

import type { PlacementCause as _berth_model_v1_PlacementCause, PlacementCause__Output as _berth_model_v1_PlacementCause__Output } from '../../../berth/model/v1/PlacementCause.js';

export interface PlacementsStopped {
  'placements'?: (string)[];
  'cause'?: (_berth_model_v1_PlacementCause);
}

export interface PlacementsStopped__Output {
  'placements': (string)[];
  'cause': (_berth_model_v1_PlacementCause__Output);
}
