// Original file: proto/berth/model/v1/placement.proto

import type { ObservedPhase as _berth_model_v1_ObservedPhase, ObservedPhase__Output as _berth_model_v1_ObservedPhase__Output } from '../../../berth/model/v1/ObservedPhase.js';
import type { Long } from '@grpc/proto-loader';

export interface PlacementStatus {
  'placement'?: (string);
  'phase'?: (_berth_model_v1_ObservedPhase);
  'restarts'?: (number);
  'exitCode'?: (number);
  'message'?: (string);
  'atMs'?: (number | string | Long);
  'ready'?: (boolean);
  'unready'?: (string);
  'sequence'?: (number | string | Long);
  'dropped'?: (number);
  'lastRunAtMs'?: (number | string | Long);
  'nextRunAtMs'?: (number | string | Long);
  'misfit'?: (string);
  '_exitCode'?: "exitCode";
  '_ready'?: "ready";
  '_unready'?: "unready";
  '_misfit'?: "misfit";
  '_lastRunAtMs'?: "lastRunAtMs";
  '_nextRunAtMs'?: "nextRunAtMs";
}

export interface PlacementStatus__Output {
  'placement': (string);
  'phase': (_berth_model_v1_ObservedPhase__Output);
  'restarts': (number);
  'exitCode'?: (number);
  'message': (string);
  'atMs': (number);
  'ready'?: (boolean);
  'unready'?: (string);
  'sequence': (number);
  'dropped': (number);
  'lastRunAtMs'?: (number);
  'nextRunAtMs'?: (number);
  'misfit'?: (string);
  '_exitCode'?: "exitCode";
  '_ready'?: "ready";
  '_unready'?: "unready";
  '_misfit'?: "misfit";
  '_lastRunAtMs'?: "lastRunAtMs";
  '_nextRunAtMs'?: "nextRunAtMs";
}
