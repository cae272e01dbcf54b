// Original file: proto/berth/fleet/v1/fleet.proto

import type { NodeInfo as _berth_model_v1_NodeInfo, NodeInfo__Output as _berth_model_v1_NodeInfo__Output } from '../../../berth/model/v1/NodeInfo.js';
import type { Long } from '@grpc/proto-loader';

export interface Hello {
  'node'?: (_berth_model_v1_NodeInfo | null);
  'instance'?: (string);
  'maxEpoch'?: (number | string | Long);
  'assignmentVersion'?: (number | string | Long);
  'assignmentDigest'?: (string);
  'endpointsDigest'?: (string);
  'takesPieces'?: (boolean);
  'process'?: (string);
  '_endpointsDigest'?: "endpointsDigest";
  '_process'?: "process";
}

export interface Hello__Output {
  'node': (_berth_model_v1_NodeInfo__Output | null);
  'instance': (string);
  'maxEpoch': (number);
  'assignmentVersion': (number);
  'assignmentDigest': (string);
  'endpointsDigest'?: (string);
  'takesPieces': (boolean);
  'process'?: (string);
  '_endpointsDigest'?: "endpointsDigest";
  '_process'?: "process";
}
