// Original file: proto/berth/ledger/v1/events.proto

import type { PlacementCause as _berth_model_v1_PlacementCause, PlacementCause__Output as _berth_model_v1_PlacementCause__Output } from '../../../berth/model/v1/PlacementCause.js';
import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';
import type { Long } from '@grpc/proto-loader';

export interface PlacementsMade {
  'workload'?: (string);
  'version'?: (number | string | Long);
  'cause'?: (_berth_model_v1_PlacementCause);
  'firstGeneration'?: (number | string | Long);
  'replicas'?: (number)[];
  'nodeNames'?: (string)[];
  'nodeIndexes'?: (number)[];
  'portNames'?: (string)[];
  'ports'?: (number)[];
  'deviceCounts'?: (number)[];
  'deviceNames'?: (string)[];
  'atMs'?: (number | string | Long);
  'deviceMillis'?: (number)[];
  'actor'?: (_berth_model_v1_Actor | null);
}

export interface PlacementsMade__Output {
  'workload': (string);
  'version': (number);
  'cause': (_berth_model_v1_PlacementCause__Output);
  'firstGeneration': (number);
  'replicas': (number)[];
  'nodeNames': (string)[];
  'nodeIndexes': (number)[];
  'portNames': (string)[];
  'ports': (number)[];
  'deviceCounts': (number)[];
  'deviceNames': (string)[];
  'atMs': (number);
  'deviceMillis': (number)[];
  'actor': (_berth_model_v1_Actor__Output | null);
}
