// Original file: proto/berth/control/v1/control.proto

import type { CheckpointEntity as _berth_control_v1_CheckpointEntity, CheckpointEntity__Output as _berth_control_v1_CheckpointEntity__Output } from '../../../berth/control/v1/CheckpointEntity.js';

export interface CheckpointEntities {
  'entities'?: (_berth_control_v1_CheckpointEntity)[];
}

export interface CheckpointEntities__Output {
  'entities': (_berth_control_v1_CheckpointEntity__Output)[];
}
