// Original file: proto/berth/ledger/v1/events.proto

export const RolloutTurn = {
  ROLLOUT_TURN_UNSPECIFIED: 'ROLLOUT_TURN_UNSPECIFIED',
  ROLLOUT_TURN_PROGRESSED: 'ROLLOUT_TURN_PROGRESSED',
  ROLLOUT_TURN_PAUSED: 'ROLLOUT_TURN_PAUSED',
  ROLLOUT_TURN_RESUMED: 'ROLLOUT_TURN_RESUMED',
  ROLLOUT_TURN_PROMOTED: 'ROLLOUT_TURN_PROMOTED',
} as const;

export type RolloutTurn =
  | 'ROLLOUT_TURN_UNSPECIFIED'
  | 0
  | 'ROLLOUT_TURN_PROGRESSED'
  | 1
  | 'ROLLOUT_TURN_PAUSED'
  | 2
  | 'ROLLOUT_TURN_RESUMED'
  | 3
  | 'ROLLOUT_TURN_PROMOTED'
  | 4

export type RolloutTurn__Output = typeof RolloutTurn[keyof typeof RolloutTurn]
