// Original file: proto/berth/enrol/v1/enrol.proto

import type { NodeProfile as _berth_model_v1_NodeProfile, NodeProfile__Output as _berth_model_v1_NodeProfile__Output } from '../../../berth/model/v1/NodeProfile.js';

export interface Grant {
  'certificate'?: (string);
  'authority'?: (string);
  'profile'?: (_berth_model_v1_NodeProfile | null);
  'fleet'?: (string);
}

export interface Grant__Output {
  'certificate': (string);
  'authority': (string);
  'profile': (_berth_model_v1_NodeProfile__Output | null);
  'fleet': (string);
}
