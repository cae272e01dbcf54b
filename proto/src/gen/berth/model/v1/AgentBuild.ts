// Original file: proto/berth/model/v1/node.proto

import type { FailedBuild as _berth_model_v1_FailedBuild, FailedBuild__Output as _berth_model_v1_FailedBuild__Output } from '../../../berth/model/v1/FailedBuild.js';

export interface AgentBuild {
  'version'?: (string);
  'digest'?: (string);
  'platform'?: (string);
  'fixed'?: (string);
  'failed'?: (_berth_model_v1_FailedBuild)[];
}

export interface AgentBuild__Output {
  'version': (string);
  'digest': (string);
  'platform': (string);
  'fixed': (string);
  'failed': (_berth_model_v1_FailedBuild__Output)[];
}
