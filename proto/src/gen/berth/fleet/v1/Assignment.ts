// Original file: proto/berth/fleet/v1/fleet.proto

import type { AssignmentForm as _berth_fleet_v1_AssignmentForm, AssignmentForm__Output as _berth_fleet_v1_AssignmentForm__Output } from '../../../berth/fleet/v1/AssignmentForm.js';
import type { AssignedPlacement as _berth_fleet_v1_AssignedPlacement, AssignedPlacement__Output as _berth_fleet_v1_AssignedPlacement__Output } from '../../../berth/fleet/v1/AssignedPlacement.js';
import type { RunSpec as _berth_model_v1_RunSpec, RunSpec__Output as _berth_model_v1_RunSpec__Output } from '../../../berth/model/v1/RunSpec.js';
import type { Long } from '@grpc/proto-loader';

export interface Assignment {
  'epoch'?: (number | string | Long);
  'form'?: (_berth_fleet_v1_AssignmentForm);
  'baseVersion'?: (number | string | Long);
  'version'?: (number | string | Long);
  'digest'?: (string);
  'placements'?: (_berth_fleet_v1_AssignedPlacement)[];
  'removed'?: (string)[];
  'runs'?: ({[key: string]: _berth_model_v1_RunSpec});
  'piecesBefore'?: (number);
}

export interface Assignment__Output {
  'epoch': (number);
  'form': (_berth_fleet_v1_AssignmentForm__Output);
  'baseVersion': (number);
  'version': (number);
  'digest': (string);
  'placements': (_berth_fleet_v1_AssignedPlacement__Output)[];
  'removed': (string)[];
  'runs': ({[key: string]: _berth_model_v1_RunSpec__Output});
  'piecesBefore': (number);
}
