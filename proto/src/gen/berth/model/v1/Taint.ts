// Original file: proto/berth/model/v1/node.proto

import type { TaintEffect as _berth_model_v1_TaintEffect, TaintEffect__Output as _berth_model_v1_TaintEffect__Output } from '../../../berth/model/v1/TaintEffect.js';

export interface Taint {
  'key'?: (string);
  'value'?: (string);
  'effect'?: (_berth_model_v1_TaintEffect);
}

export interface Taint__Output {
  'key': (string);
  'value': (string);
  'effect': (_berth_model_v1_TaintEffect__Output);
}
