// Original file: proto/berth/ledger/v1/events.proto

import type { AgentUpdateTurn as _berth_ledger_v1_AgentUpdateTurn, AgentUpdateTurn__Output as _berth_ledger_v1_AgentUpdateTurn__Output } from '../../../berth/ledger/v1/AgentUpdateTurn.js';
import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';
import type { Long } from '@grpc/proto-loader';

export interface AgentUpdateTurned {
  'turn'?: (_berth_ledger_v1_AgentUpdateTurn);
  'percent'?: (number);
  'threshold'?: (number | string | Long);
  'auto'?: (boolean);
  'reason'?: (string);
  'actor'?: (_berth_model_v1_Actor | null);
  'atMs'?: (number | string | Long);
}

export interface AgentUpdateTurned__Output {
  'turn': (_berth_ledger_v1_AgentUpdateTurn__Output);
  'percent': (number);
  'threshold': (number);
  'auto': (boolean);
  'reason': (string);
  'actor': (_berth_model_v1_Actor__Output | null);
  'atMs': (number);
}
