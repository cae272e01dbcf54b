// Original file: proto/berth/fleet/v1/fleet.proto

import type { Claim as _berth_model_v1_Claim, Claim__Output as _berth_model_v1_Claim__Output } from '../../../berth/model/v1/Claim.js';
import type { DesiredPhase as _berth_model_v1_DesiredPhase, DesiredPhase__Output as _berth_model_v1_DesiredPhase__Output } from '../../../berth/model/v1/DesiredPhase.js';
import type { Long } from '@grpc/proto-loader';

export interface AssignedPlacement {
  'id'?: (string);
  'runHash'?: (string);
  'claim'?: (_berth_model_v1_Claim | null);
  'desired'?: (_berth_model_v1_DesiredPhase);
  'quantitiesOfRun'?: (boolean);
  'priority'?: (number);
  'needs'?: (string)[];
  'volumes'?: ({[key: string]: number | string | Long});
  '_priority'?: "priority";
}

export interface AssignedPlacement__Output {
  'id': (string);
  'runHash': (string);
  'claim': (_berth_model_v1_Claim__Output | null);
  'desired': (_berth_model_v1_DesiredPhase__Output);
  'quantitiesOfRun': (boolean);
  'priority'?: (number);
  'needs': (string)[];
  'volumes': ({[key: string]: number});
  '_priority'?: "priority";
}
