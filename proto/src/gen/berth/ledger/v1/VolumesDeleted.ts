// Original file: proto/berth/ledger/v1/events.proto

import type { NumberedVolume as _berth_model_v1_NumberedVolume, NumberedVolume__Output as _berth_model_v1_NumberedVolume__Output } from '../../../berth/model/v1/NumberedVolume.js';
import type { Long } from '@grpc/proto-loader';

export interface VolumesDeleted {
  'node'?: (string);
  'volumes'?: (_berth_model_v1_NumberedVolume)[];
  'atMs'?: (number | string | Long);
}

export interface VolumesDeleted__Output {
  'node': (string);
  'volumes': (_berth_model_v1_NumberedVolume__Output)[];
  'atMs': (number);
}
