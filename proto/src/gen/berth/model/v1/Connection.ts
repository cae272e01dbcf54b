// Original file: proto/berth/model/v1/node.proto

export const Connection = {
  CONNECTION_UNSPECIFIED: 'CONNECTION_UNSPECIFIED',
  CONNECTION_UP: 'CONNECTION_UP',
  CONNECTION_DISCONNECTED: 'CONNECTION_DISCONNECTED',
} as const;

export type Connection =
  | 'CONNECTION_UNSPECIFIED'
  | 0
  | 'CONNECTION_UP'
  | 1
  | 'CONNECTION_DISCONNECTED'
  | 2

export type Connection__Output = typeof Connection[keyof typeof Connection]
