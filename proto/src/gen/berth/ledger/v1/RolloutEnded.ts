// Original file: proto/berth/ledger/v1/events.proto

import type { RolloutOutcome as _berth_ledger_v1_RolloutOutcome, RolloutOutcome__Output as _berth_ledger_v1_RolloutOutcome__Output } from '../../../berth/ledger/v1/RolloutOutcome.js';
import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';
import type { Long } from '@grpc/proto-loader';

export interface RolloutEnded {
  'workload'?: (string);
  'version'?: (number | string | Long);
  'outcome'?: (_berth_ledger_v1_RolloutOutcome);
  'reason'?: (string);
  'actor'?: (_berth_model_v1_Actor | null);
  'atMs'?: (number | string | Long);
  'nextVersion'?: (number | string | Long);
  '_nextVersion'?: "nextVersion";
}

export interface RolloutEnded__Output {
  'workload': (string);
  'version': (number);
  'outcome': (_berth_ledger_v1_RolloutOutcome__Output);
  'reason': (string);
  'actor': (_berth_model_v1_Actor__Output | null);
  'atMs': (number);
  'nextVersion'?: (number);
  '_nextVersion'?: "nextVersion";
}
