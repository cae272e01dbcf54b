// Original file: proto/berth/model/v1/run.proto

import type { Hook as _berth_model_v1_Hook, Hook__Output as _berth_model_v1_Hook__Output } from '../../../berth/model/v1/Hook.js';

export interface HooksRule {
  'beforeStart'?: (_berth_model_v1_Hook | null);
  'afterStop'?: (_berth_model_v1_Hook | null);
}

export interface HooksRule__Output {
  'beforeStart': (_berth_model_v1_Hook__Output | null);
  'afterStop': (_berth_model_v1_Hook__Output | null);
}
