// Original file: proto/berth/ledger/v1/events.proto

export const NeedLack = {
  NEED_LACK_UNSPECIFIED: 'NEED_LACK_UNSPECIFIED',
  NEED_LACK_ABSENT: 'NEED_LACK_ABSENT',
  NEED_LACK_FEW: 'NEED_LACK_FEW',
  NEED_LACK_UPDATING: 'NEED_LACK_UPDATING',
  NEED_LACK_FAILED: 'NEED_LACK_FAILED',
  NEED_LACK_ENDLESS: 'NEED_LACK_ENDLESS',
} as const;

export type NeedLack =
  | 'NEED_LACK_UNSPECIFIED'
  | 0
  | 'NEED_LACK_ABSENT'
  | 1
  | 'NEED_LACK_FEW'
  | 2
  | 'NEED_LACK_UPDATING'
  | 3
  | 'NEED_LACK_FAILED'
  | 4
  | 'NEED_LACK_ENDLESS'
  | 5

export type NeedLack__Output = typeof NeedLack[keyof typeof NeedLack]
