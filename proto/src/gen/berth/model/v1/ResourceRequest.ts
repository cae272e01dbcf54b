// Original file: proto/berth/model/v1/run.proto

import type { PortRequest as _berth_model_v1_PortRequest, PortRequest__Output as _berth_model_v1_PortRequest__Output } from '../../../berth/model/v1/PortRequest.js';
import type { Long } from '@grpc/proto-loader';

export interface ResourceRequest {
  'quantities'?: ({[key: string]: number | string | Long});
  'ports'?: ({[key: string]: _berth_model_v1_PortRequest});
  'devices'?: ({[key: string]: number});
}

export interface ResourceRequest__Output {
  'quantities': ({[key: string]: number});
  'ports': ({[key: string]: _berth_model_v1_PortRequest__Output});
  'devices': ({[key: string]: number});
}
