// Original file: proto/berth/model/v1/run.proto

export const ScheduleOverlap = {
  SCHEDULE_OVERLAP_UNSPECIFIED: 'SCHEDULE_OVERLAP_UNSPECIFIED',
  SCHEDULE_OVERLAP_SKIP: 'SCHEDULE_OVERLAP_SKIP',
  SCHEDULE_OVERLAP_REPLACE: 'SCHEDULE_OVERLAP_REPLACE',
} as const;

export type ScheduleOverlap =
  | 'SCHEDULE_OVERLAP_UNSPECIFIED'
  | 0
  | 'SCHEDULE_OVERLAP_SKIP'
  | 1
  | 'SCHEDULE_OVERLAP_REPLACE'
  | 2

export type ScheduleOverlap__Output = typeof ScheduleOverlap[keyof typeof ScheduleOverlap]
