// Original file: proto/berth/fleet/v1/fleet.proto

import type { AssignmentForm as _berth_fleet_v1_AssignmentForm, AssignmentForm__Output as _berth_fleet_v1_AssignmentForm__Output } from '../../../berth/fleet/v1/AssignmentForm.js';
import type { EndpointsChange as _berth_fleet_v1_EndpointsChange, EndpointsChange__Output as _berth_fleet_v1_EndpointsChange__Output } from '../../../berth/fleet/v1/EndpointsChange.js';
import type { Long } from '@grpc/proto-loader';

export interface EndpointsUpdate {
  'epoch'?: (number | string | Long);
  'form'?: (_berth_fleet_v1_AssignmentForm);
  'digest'?: (string);
  'changes'?: (_berth_fleet_v1_EndpointsChange)[];
  'dropped'?: (string)[];
  'more'?: (boolean);
}

export interface EndpointsUpdate__Output {
  'epoch': (number);
  'form': (_berth_fleet_v1_AssignmentForm__Output);
  'digest': (string);
  'changes': (_berth_fleet_v1_EndpointsChange__Output)[];
  'dropped': (string)[];
  'more': (boolean);
}
