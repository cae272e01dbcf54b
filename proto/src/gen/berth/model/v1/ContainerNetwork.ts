// Original file: proto/berth/model/v1/run.proto

export const ContainerNetwork = {
  CONTAINER_NETWORK_UNSPECIFIED: 'CONTAINER_NETWORK_UNSPECIFIED',
  CONTAINER_NETWORK_BRIDGE: 'CONTAINER_NETWORK_BRIDGE',
  CONTAINER_NETWORK_HOST: 'CONTAINER_NETWORK_HOST',
  CONTAINER_NETWORK_NONE: 'CONTAINER_NETWORK_NONE',
} as const;

export type ContainerNetwork =
  | 'CONTAINER_NETWORK_UNSPECIFIED'
  | 0
  | 'CONTAINER_NETWORK_BRIDGE'
  | 1
  | 'CONTAINER_NETWORK_HOST'
  | 2
  | 'CONTAINER_NETWORK_NONE'
  | 3

export type ContainerNetwork__Output = typeof ContainerNetwork[keyof typeof ContainerNetwork]
