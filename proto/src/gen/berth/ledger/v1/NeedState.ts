// Original file: proto/berth/ledger/v1/events.proto

export const NeedState = {
  NEED_STATE_UNSPECIFIED: 'NEED_STATE_UNSPECIFIED',
  NEED_STATE_READY: 'NEED_STATE_READY',
  NEED_STATE_RUNNING: 'NEED_STATE_RUNNING',
  NEED_STATE_COMPLETED: 'NEED_STATE_COMPLETED',
} as const;

export type NeedState =
  | 'NEED_STATE_UNSPECIFIED'
  | 0
  | 'NEED_STATE_READY'
  | 1
  | 'NEED_STATE_RUNNING'
  | 2
  | 'NEED_STATE_COMPLETED'
  | 3

export type NeedState__Output = typeof NeedState[keyof typeof NeedState]
