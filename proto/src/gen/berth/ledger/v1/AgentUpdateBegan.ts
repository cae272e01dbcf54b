// Original file: proto/berth/ledger/v1/events.proto

import type { AgentArchive as _berth_ledger_v1_AgentArchive, AgentArchive__Output as _berth_ledger_v1_AgentArchive__Output } from '../../../berth/ledger/v1/AgentArchive.js';
import type { Actor as _berth_model_v1_Actor, Actor__Output as _berth_model_v1_Actor__Output } from '../../../berth/model/v1/Actor.js';
import type { Long } from '@grpc/proto-loader';

export interface AgentUpdateBegan {
  'version'?: (string);
  'attempt'?: (number | string | Long);
  'archives'?: ({[key: string]: _berth_ledger_v1_AgentArchive});
  'site'?: (string);
  'percent'?: (number);
  'threshold'?: (number | string | Long);
  'auto'?: (boolean);
  'actor'?: (_berth_model_v1_Actor | null);
  'atMs'?: (number | string | Long);
  '_site'?: "site";
}

export interface AgentUpdateBegan__Output {
  'version': (string);
  'attempt': (number);
  'archives': ({[key: string]: _berth_ledger_v1_AgentArchive__Output});
  'site'?: (string);
  'percent': (number);
  'threshold': (number);
  'auto': (boolean);
  'actor': (_berth_model_v1_Actor__Output | null);
  'atMs': (number);
  '_site'?: "site";
}
