// Original file: proto/berth/fleet/v1/fleet.proto

import type { Usage as _berth_model_v1_Usage, Usage__Output as _berth_model_v1_Usage__Output } from '../../../berth/model/v1/Usage.js';
import type { Long } from '@grpc/proto-loader';

export interface Heartbeat {
  'beat'?: (number);
  'assignmentVersion'?: (number | string | Long);
  'assignmentDigest'?: (Buffer | Uint8Array | string);
  'usage'?: (_berth_model_v1_Usage | null);
  'endpointsDigest'?: (string);
  '_endpointsDigest'?: "endpointsDigest";
}

export interface Heartbeat__Output {
  'beat': (number);
  'assignmentVersion': (number);
  'assignmentDigest': (Buffer);
  'usage': (_berth_model_v1_Usage__Output | null);
  'endpointsDigest'?: (string);
  '_endpointsDigest'?: "endpointsDigest";
}
