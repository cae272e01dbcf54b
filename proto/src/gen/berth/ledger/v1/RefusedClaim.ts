// Original file: proto/berth/ledger/v1/events.proto

export const RefusedClaim = {
  REFUSED_CLAIM_UNSPECIFIED: 'REFUSED_CLAIM_UNSPECIFIED',
  REFUSED_CLAIM_IDENTITY: 'REFUSED_CLAIM_IDENTITY',
  REFUSED_CLAIM_PROFILE: 'REFUSED_CLAIM_PROFILE',
  REFUSED_CLAIM_INVENTORY: 'REFUSED_CLAIM_INVENTORY',
  REFUSED_CLAIM_CONTROL: 'REFUSED_CLAIM_CONTROL',
} as const;

export type RefusedClaim =
  | 'REFUSED_CLAIM_UNSPECIFIED'
  | 0
  | 'REFUSED_CLAIM_IDENTITY'
  | 1
  | 'REFUSED_CLAIM_PROFILE'
  | 2
  | 'REFUSED_CLAIM_INVENTORY'
  | 3
  | 'REFUSED_CLAIM_CONTROL'
  | 4

export type RefusedClaim__Output = typeof RefusedClaim[keyof typeof RefusedClaim]
