// Original file: proto/berth/model/v1/node.proto

export const TaintEffect = {
  TAINT_EFFECT_UNSPECIFIED: 'TAINT_EFFECT_UNSPECIFIED',
  TAINT_EFFECT_EVICT: 'TAINT_EFFECT_EVICT',
} as const;

export type TaintEffect =
  | 'TAINT_EFFECT_UNSPECIFIED'
  | 0
  | 'TAINT_EFFECT_EVICT'
  | 1

export type TaintEffect__Output = typeof TaintEffect[keyof typeof TaintEffect]
