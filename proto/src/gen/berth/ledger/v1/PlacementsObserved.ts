// Original file: proto/berth/ledger/v1/events.proto

import type { PlacementStatus as _berth_model_v1_PlacementStatus, PlacementStatus__Output as _berth_model_v1_PlacementStatus__Output } from '../../../berth/model/v1/PlacementStatus.js';
import type { Long } from '@grpc/proto-loader';

export interface PlacementsObserved {
  'node'?: (string);
  'sequence'?: (number | string | Long);
  'statuses'?: (_berth_model_v1_PlacementStatus)[];
  'atMs'?: (number | string | Long);
}

export interface PlacementsObserved__Output {
  'node': (string);
  'sequence': (number);
  'statuses': (_berth_model_v1_PlacementStatus__Output)[];
  'atMs': (number);
}
