// Original file: proto/berth/model/v1/run.proto

import type { HttpProbe as _berth_model_v1_HttpProbe, HttpProbe__Output as _berth_model_v1_HttpProbe__Output } from '../../../berth/model/v1/HttpProbe.js';
import type { TcpProbe as _berth_model_v1_TcpProbe, TcpProbe__Output as _berth_model_v1_TcpProbe__Output } from '../../../berth/model/v1/TcpProbe.js';
import type { GrpcProbe as _berth_model_v1_GrpcProbe, GrpcProbe__Output as _berth_model_v1_GrpcProbe__Output } from '../../../berth/model/v1/GrpcProbe.js';
import type { ExecProbe as _berth_model_v1_ExecProbe, ExecProbe__Output as _berth_model_v1_ExecProbe__Output } from '../../../berth/model/v1/ExecProbe.js';
import type { Long } from '@grpc/proto-loader';

export interface HealthCheck {
  'http'?: (_berth_model_v1_HttpProbe | null);
  'tcp'?: (_berth_model_v1_TcpProbe | null);
  'grpc'?: (_berth_model_v1_GrpcProbe | null);
  'exec'?: (_berth_model_v1_ExecProbe | null);
  'intervalMs'?: (number | string | Long);
  'timeoutMs'?: (number | string | Long);
  'failures'?: (number);
  'successes'?: (number);
  'graceMs'?: (number | string | Long);
  'probe'?: "http"|"tcp"|"grpc"|"exec";
}

export interface HealthCheck__Output {
  'http'?: (_berth_model_v1_HttpProbe__Output | null);
  'tcp'?: (_berth_model_v1_TcpProbe__Output | null);
  'grpc'?: (_berth_model_v1_GrpcProbe__Output | null);
  'exec'?: (_berth_model_v1_ExecProbe__Output | null);
  'intervalMs': (number);
  'timeoutMs': (number);
  'failures': (number);
  'successes': (number);
  'graceMs': (number);
  'probe'?: "http"|"tcp"|"grpc"|"exec";
}
