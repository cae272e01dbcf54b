// Original file: proto/berth/ledger/v1/events.proto

import type { PlacementCause as _berth_model_v1_PlacementCause, PlacementCause__Output as _berth_model_v1_PlacementCause__Output } from '../../../berth/model/v1/PlacementCause.js';
import type { Preemptor as _berth_ledger_v1_Preemptor, Preemptor__Output as _berth_ledger_v1_Preemptor__Output } from '../../../berth/ledger/v1/Preemptor.js';

export interface PlacementsStopped {
  'placements'?: (string)[];
  'cause'?: (_berth_model_v1_PlacementCause);
  'by'?: (_berth_ledger_v1_Preemptor | null);
}

export interface PlacementsStopped__Output {
  'placements': (string)[];
  'cause': (_berth_model_v1_PlacementCause__Output);
  'by': (_berth_ledger_v1_Preemptor__Output | null);
}
