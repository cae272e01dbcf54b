// Original file: proto/berth/model/v1/placement.proto

export const DesiredPhase = {
  DESIRED_PHASE_UNSPECIFIED: 'DESIRED_PHASE_UNSPECIFIED',
  DESIRED_PHASE_RUNNING: 'DESIRED_PHASE_RUNNING',
  DESIRED_PHASE_STOPPED: 'DESIRED_PHASE_STOPPED',
} as const;

export type DesiredPhase =
  | 'DESIRED_PHASE_UNSPECIFIED'
  | 0
  | 'DESIRED_PHASE_RUNNING'
  | 1
  | 'DESIRED_PHASE_STOPPED'
  | 2

export type DesiredPhase__Output = typeof DesiredPhase[keyof typeof DesiredPhase]
