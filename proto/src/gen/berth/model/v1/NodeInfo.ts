// Original file: proto/berth/model/v1/node.proto

import type { Taint as _berth_model_v1_Taint, Taint__Output as _berth_model_v1_Taint__Output } from '../../../berth/model/v1/Taint.js';
import type { Inventory as _berth_model_v1_Inventory, Inventory__Output as _berth_model_v1_Inventory__Output } from '../../../berth/model/v1/Inventory.js';
import type { AgentBuild as _berth_model_v1_AgentBuild, AgentBuild__Output as _berth_model_v1_AgentBuild__Output } from '../../../berth/model/v1/AgentBuild.js';
import type { Long } from '@grpc/proto-loader';

export interface NodeInfo {
  'id'?: (string);
  'address'?: (string);
  'site'?: (string);
  'region'?: (string);
  'arch'?: (string);
  'os'?: (string);
  'labels'?: ({[key: string]: string});
  'taints'?: (_berth_model_v1_Taint)[];
  'attributes'?: ({[key: string]: string});
  'inventory'?: (_berth_model_v1_Inventory | null);
  'costMillisPerHour'?: (number | string | Long);
  'agent'?: (_berth_model_v1_AgentBuild | null);
}

export interface NodeInfo__Output {
  'id': (string);
  'address': (string);
  'site': (string);
  'region': (string);
  'arch': (string);
  'os': (string);
  'labels': ({[key: string]: string});
  'taints': (_berth_model_v1_Taint__Output)[];
  'attributes': ({[key: string]: string});
  'inventory': (_berth_model_v1_Inventory__Output | null);
  'costMillisPerHour': (number);
  'agent': (_berth_model_v1_AgentBuild__Output | null);
}
