/** What a copy asks for, and by which rules it is placed: a test says only what matters to it. */
import type { Device, PlacementRules, PlaceRequest, Quantities, ResourceRequest } from '@berth/core';

export type ResourceWish = {
  readonly cpu?: number;
  readonly memory?: number;
  /** Disk, bandwidth, custom resources. */
  readonly more?: Quantities;
  readonly ports?: ResourceRequest['ports'];
  readonly devices?: ResourceRequest['devices'];
};

/** 100 millicores and 64 MiB, no ports, no devices, but for what is said. */
export function resources({
  cpu = 100,
  memory = 64,
  more = {},
  ports = {},
  devices = {},
}: ResourceWish = {}) {
  return { quantities: { cpu, memory, ...more }, ports, devices } satisfies ResourceRequest;
}

/** Anywhere, but for what is said. */
export function rules(wish: Partial<PlacementRules> = {}): PlacementRules {
  return { require: [], prefer: [], tolerate: [], ...wish };
}

export type PlaceWish = Partial<Omit<PlaceRequest, 'resources' | 'rules'>> &
  ResourceWish & { readonly rules?: Partial<PlacementRules> };

/** One small copy of no workload, placed anywhere, but for what is said. */
export function placeRequest(wish: PlaceWish = {}): PlaceRequest {
  const { workload, onlyNodes, avoidNodes, wanted, count = 1 } = wish;
  return {
    ...(workload !== undefined && { workload }),
    ...(wanted !== undefined && { wanted }),
    ...(onlyNodes && { onlyNodes }),
    ...(avoidNodes && { avoidNodes }),
    resources: resources(wish),
    rules: rules(wish.rules),
    count,
  };
}

/** "gpu-0 gpu t4" -> that device. */
export function device(text: string): Device {
  const [name = '', deviceClass = '', model = ''] = text.split(' ');
  return { name, class: deviceClass, model };
}
