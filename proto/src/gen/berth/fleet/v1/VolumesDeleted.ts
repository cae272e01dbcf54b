// Original file: proto/berth/fleet/v1/fleet.proto

import type { NumberedVolume as _berth_model_v1_NumberedVolume, NumberedVolume__Output as _berth_model_v1_NumberedVolume__Output } from '../../../berth/model/v1/NumberedVolume.js';

export interface VolumesDeleted {
  'volumes'?: (_berth_model_v1_NumberedVolume)[];
}

export interface VolumesDeleted__Output {
  'volumes': (_berth_model_v1_NumberedVolume__Output)[];
}
