// Original file: proto/berth/fleet/v1/fleet.proto

export const AssignmentForm = {
  ASSIGNMENT_FORM_UNSPECIFIED: 'ASSIGNMENT_FORM_UNSPECIFIED',
  ASSIGNMENT_FORM_SNAPSHOT: 'ASSIGNMENT_FORM_SNAPSHOT',
  ASSIGNMENT_FORM_DELTA: 'ASSIGNMENT_FORM_DELTA',
  ASSIGNMENT_FORM_PIECE: 'ASSIGNMENT_FORM_PIECE',
} as const;

export type AssignmentForm =
  | 'ASSIGNMENT_FORM_UNSPECIFIED'
  | 0
  | 'ASSIGNMENT_FORM_SNAPSHOT'
  | 1
  | 'ASSIGNMENT_FORM_DELTA'
  | 2
  | 'ASSIGNMENT_FORM_PIECE'
  | 3

export type AssignmentForm__Output = typeof AssignmentForm[keyof typeof AssignmentForm]
