// Original file: proto/berth/ledger/v1/events.proto

import type { AgentUpdateOutcome as _berth_ledger_v1_AgentUpdateOutcome, AgentUpdateOutcome__Output as _berth_ledger_v1_AgentUpdateOutcome__Output } from '../../../berth/ledger/v1/AgentUpdateOutcome.js';
import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';
import type { Long } from '@grpc/proto-loader';

export interface AgentUpdateEnded {
  'outcome'?: (_berth_ledger_v1_AgentUpdateOutcome);
  'actor'?: (_berth_model_v1_Actor | null);
  'atMs'?: (number | string | Long);
}

export interface AgentUpdateEnded__Output {
  'outcome': (_berth_ledger_v1_AgentUpdateOutcome__Output);
  'actor': (_berth_model_v1_Actor__Output | null);
  'atMs': (number);
}
