// Original file: proto/berth/model/v1/actor.proto

export const ActorKind = {
  ACTOR_KIND_UNSPECIFIED: 'ACTOR_KIND_UNSPECIFIED',
  ACTOR_KIND_USER: 'ACTOR_KIND_USER',
  ACTOR_KIND_NODE: 'ACTOR_KIND_NODE',
  ACTOR_KIND_COORDINATOR: 'ACTOR_KIND_COORDINATOR',
} as const;

export type ActorKind =
  | 'ACTOR_KIND_UNSPECIFIED'
  | 0
  | 'ACTOR_KIND_USER'
  | 1
  | 'ACTOR_KIND_NODE'
  | 2
  | 'ACTOR_KIND_COORDINATOR'
  | 3

export type ActorKind__Output = typeof ActorKind[keyof typeof ActorKind]
