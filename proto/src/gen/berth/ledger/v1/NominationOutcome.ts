// Original file: proto/berth/ledger/v1/events.proto

export const NominationOutcome = {
  NOMINATION_OUTCOME_UNSPECIFIED: 'NOMINATION_OUTCOME_UNSPECIFIED',
  NOMINATION_OUTCOME_TAKEN: 'NOMINATION_OUTCOME_TAKEN',
  NOMINATION_OUTCOME_EXPIRED: 'NOMINATION_OUTCOME_EXPIRED',
  NOMINATION_OUTCOME_WITHDRAWN: 'NOMINATION_OUTCOME_WITHDRAWN',
} as const;

export type NominationOutcome =
  | 'NOMINATION_OUTCOME_UNSPECIFIED'
  | 0
  | 'NOMINATION_OUTCOME_TAKEN'
  | 1
  | 'NOMINATION_OUTCOME_EXPIRED'
  | 2
  | 'NOMINATION_OUTCOME_WITHDRAWN'
  | 3

export type NominationOutcome__Output = typeof NominationOutcome[keyof typeof NominationOutcome]
