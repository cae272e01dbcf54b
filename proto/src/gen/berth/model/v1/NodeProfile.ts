// Original file: proto/berth/model/v1/identity.proto

import type { Taint as _berth_model_v1_Taint, Taint__Output as _berth_model_v1_Taint__Output } from '../../../berth/model/v1/Taint.js';
import type { Long } from '@grpc/proto-loader';

export interface NodeProfile {
  'site'?: (string);
  'region'?: (string);
  'location'?: (string);
  'labels'?: ({[key: string]: string});
  'taints'?: (_berth_model_v1_Taint)[];
  'costMillisPerHour'?: (number | string | Long);
  'ceiling'?: ({[key: string]: number | string | Long});
  '_location'?: "location";
}

export interface NodeProfile__Output {
  'site': (string);
  'region': (string);
  'location'?: (string);
  'labels': ({[key: string]: string});
  'taints': (_berth_model_v1_Taint__Output)[];
  'costMillisPerHour': (number);
  'ceiling': ({[key: string]: number});
  '_location'?: "location";
}
