// Original file: proto/berth/control/v1/control.proto

import type { ResourceRequest as _berth_model_v1_ResourceRequest, ResourceRequest__Output as _berth_model_v1_ResourceRequest__Output } from '../../../berth/model/v1/ResourceRequest.js';
import type { Preference as _berth_control_v1_Preference, Preference__Output as _berth_control_v1_Preference__Output } from '../../../berth/control/v1/Preference.js';
import type { Toleration as _berth_control_v1_Toleration, Toleration__Output as _berth_control_v1_Toleration__Output } from '../../../berth/control/v1/Toleration.js';
import type { Place as _berth_control_v1_Place, Place__Output as _berth_control_v1_Place__Output } from '../../../berth/control/v1/Place.js';
import type { Long } from '@grpc/proto-loader';

export interface PlaceWish {
  'resources'?: (_berth_model_v1_ResourceRequest | null);
  'require'?: (string)[];
  'prefer'?: (_berth_control_v1_Preference)[];
  'tolerate'?: (_berth_control_v1_Toleration)[];
  'count'?: (number);
  'ttlMs'?: (number | string | Long);
  'holder'?: (string);
  'policy'?: ({[key: string]: number});
  'closeTo'?: (_berth_control_v1_Place | null);
  '_closeTo'?: "closeTo";
}

export interface PlaceWish__Output {
  'resources': (_berth_model_v1_ResourceRequest__Output | null);
  'require': (string)[];
  'prefer': (_berth_control_v1_Preference__Output)[];
  'tolerate': (_berth_control_v1_Toleration__Output)[];
  'count': (number);
  'ttlMs': (number);
  'holder': (string);
  'policy': ({[key: string]: number});
  'closeTo'?: (_berth_control_v1_Place__Output | null);
  '_closeTo'?: "closeTo";
}
