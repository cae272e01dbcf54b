// Original file: proto/berth/model/v1/run.proto

import type { HealthCheck as _berth_model_v1_HealthCheck, HealthCheck__Output as _berth_model_v1_HealthCheck__Output } from '../../../berth/model/v1/HealthCheck.js';

export interface HealthRule {
  'start'?: (_berth_model_v1_HealthCheck | null);
  'ready'?: (_berth_model_v1_HealthCheck | null);
  'live'?: (_berth_model_v1_HealthCheck | null);
}

export interface HealthRule__Output {
  'start': (_berth_model_v1_HealthCheck__Output | null);
  'ready': (_berth_model_v1_HealthCheck__Output | null);
  'live': (_berth_model_v1_HealthCheck__Output | null);
}
