// Original file: proto/berth/model/v1/node.proto

export const Eligibility = {
  ELIGIBILITY_UNSPECIFIED: 'ELIGIBILITY_UNSPECIFIED',
  ELIGIBILITY_ELIGIBLE: 'ELIGIBILITY_ELIGIBLE',
  ELIGIBILITY_CORDONED: 'ELIGIBILITY_CORDONED',
  ELIGIBILITY_DRAINING: 'ELIGIBILITY_DRAINING',
} as const;

export type Eligibility =
  | 'ELIGIBILITY_UNSPECIFIED'
  | 0
  | 'ELIGIBILITY_ELIGIBLE'
  | 1
  | 'ELIGIBILITY_CORDONED'
  | 2
  | 'ELIGIBILITY_DRAINING'
  | 3

export type Eligibility__Output = typeof Eligibility[keyof typeof Eligibility]
