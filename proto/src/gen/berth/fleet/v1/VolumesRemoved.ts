// Original file: proto/berth/fleet/v1/fleet.proto

import type { NumberedVolume as _berth_model_v1_NumberedVolume, NumberedVolume__Output as _berth_model_v1_NumberedVolume__Output } from '../../../berth/model/v1/NumberedVolume.js';
import type { Long } from '@grpc/proto-loader';

export interface VolumesRemoved {
  'epoch'?: (number | string | Long);
  'volumes'?: (_berth_model_v1_NumberedVolume)[];
}

export interface VolumesRemoved__Output {
  'epoch': (number);
  'volumes': (_berth_model_v1_NumberedVolume__Output)[];
}
