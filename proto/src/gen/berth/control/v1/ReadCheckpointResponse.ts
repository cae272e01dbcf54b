// Original file: proto/berth/control/v1/control.proto

import type { CheckpointAbout as _berth_control_v1_CheckpointAbout, CheckpointAbout__Output as _berth_control_v1_CheckpointAbout__Output } from '../../../berth/control/v1/CheckpointAbout.js';
import type { CheckpointEntities as _berth_control_v1_CheckpointEntities, CheckpointEntities__Output as _berth_control_v1_CheckpointEntities__Output } from '../../../berth/control/v1/CheckpointEntities.js';

export interface ReadCheckpointResponse {
  'about'?: (_berth_control_v1_CheckpointAbout | null);
  'entities'?: (_berth_control_v1_CheckpointEntities | null);
  'part'?: "about"|"entities";
}

export interface ReadCheckpointResponse__Output {
  'about'?: (_berth_control_v1_CheckpointAbout__Output | null);
  'entities'?: (_berth_control_v1_CheckpointEntities__Output | null);
  'part'?: "about"|"entities";
}
