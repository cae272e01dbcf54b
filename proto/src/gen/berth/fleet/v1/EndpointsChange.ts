// Original file: proto/berth/fleet/v1/fleet.proto

import type { Endpoint as _berth_model_v1_Endpoint, Endpoint__Output as _berth_model_v1_Endpoint__Output } from '../../../berth/model/v1/Endpoint.js';

export interface EndpointsChange {
  'workload'?: (string);
  'set'?: (_berth_model_v1_Endpoint)[];
  'removed'?: (string)[];
}

export interface EndpointsChange__Output {
  'workload': (string);
  'set': (_berth_model_v1_Endpoint__Output)[];
  'removed': (string)[];
}
