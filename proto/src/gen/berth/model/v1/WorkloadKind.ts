// Original file: proto/berth/model/v1/run.proto

export const WorkloadKind = {
  WORKLOAD_KIND_UNSPECIFIED: 'WORKLOAD_KIND_UNSPECIFIED',
  WORKLOAD_KIND_SERVICE: 'WORKLOAD_KIND_SERVICE',
  WORKLOAD_KIND_BATCH: 'WORKLOAD_KIND_BATCH',
  WORKLOAD_KIND_DAEMON: 'WORKLOAD_KIND_DAEMON',
} as const;

export type WorkloadKind =
  | 'WORKLOAD_KIND_UNSPECIFIED'
  | 0
  | 'WORKLOAD_KIND_SERVICE'
  | 1
  | 'WORKLOAD_KIND_BATCH'
  | 2
  | 'WORKLOAD_KIND_DAEMON'
  | 3

export type WorkloadKind__Output = typeof WorkloadKind[keyof typeof WorkloadKind]
