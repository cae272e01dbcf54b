// Original file: proto/berth/ledger/v1/events.proto

import type { RolloutTurn as _berth_ledger_v1_RolloutTurn, RolloutTurn__Output as _berth_ledger_v1_RolloutTurn__Output } from '../../../berth/ledger/v1/RolloutTurn.js';
import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';
import type { Long } from '@grpc/proto-loader';

export interface RolloutTurned {
  'workload'?: (string);
  'version'?: (number | string | Long);
  'turn'?: (_berth_ledger_v1_RolloutTurn);
  'healthy'?: (number);
  'actor'?: (_berth_model_v1_Actor | null);
  'atMs'?: (number | string | Long);
}

export interface RolloutTurned__Output {
  'workload': (string);
  'version': (number);
  'turn': (_berth_ledger_v1_RolloutTurn__Output);
  'healthy': (number);
  'actor': (_berth_model_v1_Actor__Output | null);
  'atMs': (number);
}
