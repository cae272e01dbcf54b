// Original file: proto/berth/model/v1/run.proto

export const FileChange = {
  FILE_CHANGE_UNSPECIFIED: 'FILE_CHANGE_UNSPECIFIED',
  FILE_CHANGE_RESTART: 'FILE_CHANGE_RESTART',
  FILE_CHANGE_SIGNAL: 'FILE_CHANGE_SIGNAL',
  FILE_CHANGE_NOTHING: 'FILE_CHANGE_NOTHING',
} as const;

export type FileChange =
  | 'FILE_CHANGE_UNSPECIFIED'
  | 0
  | 'FILE_CHANGE_RESTART'
  | 1
  | 'FILE_CHANGE_SIGNAL'
  | 2
  | 'FILE_CHANGE_NOTHING'
  | 3

export type FileChange__Output = typeof FileChange[keyof typeof FileChange]
