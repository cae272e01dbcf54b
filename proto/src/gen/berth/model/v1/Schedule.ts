// Original file: proto/berth/model/v1/run.proto

import type { ScheduleOverlap as _berth_model_v1_ScheduleOverlap, ScheduleOverlap__Output as _berth_model_v1_ScheduleOverlap__Output } from '../../../berth/model/v1/ScheduleOverlap.js';
import type { ScheduleCatchUp as _berth_model_v1_ScheduleCatchUp, ScheduleCatchUp__Output as _berth_model_v1_ScheduleCatchUp__Output } from '../../../berth/model/v1/ScheduleCatchUp.js';
import type { Long } from '@grpc/proto-loader';

export interface Schedule {
  'cron'?: (string);
  'timeZone'?: (string);
  'overlap'?: (_berth_model_v1_ScheduleOverlap);
  'catchUp'?: (_berth_model_v1_ScheduleCatchUp);
  'deadlineMs'?: (number | string | Long);
  '_deadlineMs'?: "deadlineMs";
}

export interface Schedule__Output {
  'cron': (string);
  'timeZone': (string);
  'overlap': (_berth_model_v1_ScheduleOverlap__Output);
  'catchUp': (_berth_model_v1_ScheduleCatchUp__Output);
  'deadlineMs'?: (number);
  '_deadlineMs'?: "deadlineMs";
}
