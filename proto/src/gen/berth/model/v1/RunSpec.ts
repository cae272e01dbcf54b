// Original file: proto/berth/model/v1/run.proto

import type { WorkloadKind as _berth_model_v1_WorkloadKind, WorkloadKind__Output as _berth_model_v1_WorkloadKind__Output } from '../../../berth/model/v1/WorkloadKind.js';
import type { ProcessSpec as _berth_model_v1_ProcessSpec, ProcessSpec__Output as _berth_model_v1_ProcessSpec__Output } from '../../../berth/model/v1/ProcessSpec.js';
import type { ResourceRequest as _berth_model_v1_ResourceRequest, ResourceRequest__Output as _berth_model_v1_ResourceRequest__Output } from '../../../berth/model/v1/ResourceRequest.js';
import type { BatchRule as _berth_model_v1_BatchRule, BatchRule__Output as _berth_model_v1_BatchRule__Output } from '../../../berth/model/v1/BatchRule.js';
import type { HealthRule as _berth_model_v1_HealthRule, HealthRule__Output as _berth_model_v1_HealthRule__Output } from '../../../berth/model/v1/HealthRule.js';
import type { ContainerSpec as _berth_model_v1_ContainerSpec, ContainerSpec__Output as _berth_model_v1_ContainerSpec__Output } from '../../../berth/model/v1/ContainerSpec.js';
import type { HooksRule as _berth_model_v1_HooksRule, HooksRule__Output as _berth_model_v1_HooksRule__Output } from '../../../berth/model/v1/HooksRule.js';
import type { FileSpec as _berth_model_v1_FileSpec, FileSpec__Output as _berth_model_v1_FileSpec__Output } from '../../../berth/model/v1/FileSpec.js';
import type { VolumeUse as _berth_model_v1_VolumeUse, VolumeUse__Output as _berth_model_v1_VolumeUse__Output } from '../../../berth/model/v1/VolumeUse.js';
import type { Schedule as _berth_model_v1_Schedule, Schedule__Output as _berth_model_v1_Schedule__Output } from '../../../berth/model/v1/Schedule.js';
import type { FailureRule as _berth_model_v1_FailureRule, FailureRule__Output as _berth_model_v1_FailureRule__Output } from '../../../berth/model/v1/FailureRule.js';
import type { Long } from '@grpc/proto-loader';

export interface RunSpec {
  'kind'?: (_berth_model_v1_WorkloadKind);
  'process'?: (_berth_model_v1_ProcessSpec | null);
  'resources'?: (_berth_model_v1_ResourceRequest | null);
  'batch'?: (_berth_model_v1_BatchRule | null);
  'exclusiveAfterMs'?: (number | string | Long);
  'health'?: (_berth_model_v1_HealthRule | null);
  'shutdownDelayMs'?: (number | string | Long);
  'upstreams'?: (string)[];
  'container'?: (_berth_model_v1_ContainerSpec | null);
  'hooks'?: (_berth_model_v1_HooksRule | null);
  'files'?: ({[key: string]: _berth_model_v1_FileSpec});
  'secrets'?: ({[key: string]: number});
  'volumes'?: (_berth_model_v1_VolumeUse)[];
  'schedule'?: (_berth_model_v1_Schedule | null);
  'failure'?: (_berth_model_v1_FailureRule | null);
  '_exclusiveAfterMs'?: "exclusiveAfterMs";
  '_shutdownDelayMs'?: "shutdownDelayMs";
}

export interface RunSpec__Output {
  'kind': (_berth_model_v1_WorkloadKind__Output);
  'process': (_berth_model_v1_ProcessSpec__Output | null);
  'resources': (_berth_model_v1_ResourceRequest__Output | null);
  'batch': (_berth_model_v1_BatchRule__Output | null);
  'exclusiveAfterMs'?: (number);
  'health': (_berth_model_v1_HealthRule__Output | null);
  'shutdownDelayMs'?: (number);
  'upstreams': (string)[];
  'container': (_berth_model_v1_ContainerSpec__Output | null);
  'hooks': (_berth_model_v1_HooksRule__Output | null);
  'files': ({[key: string]: _berth_model_v1_FileSpec__Output});
  'secrets': ({[key: string]: number});
  'volumes': (_berth_model_v1_VolumeUse__Output)[];
  'schedule': (_berth_model_v1_Schedule__Output | null);
  'failure': (_berth_model_v1_FailureRule__Output | null);
  '_exclusiveAfterMs'?: "exclusiveAfterMs";
  '_shutdownDelayMs'?: "shutdownDelayMs";
}
