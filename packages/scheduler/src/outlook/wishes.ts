/** What a request is to one class of devices. */
import { amountOf, type Quantities, type ResourceRequest, WHOLE_DEVICE } from '@berth/core';
import type { Demand } from '../engine/states.js';

/** The amounts that rank nodes beside devices, in the order of every vector of amounts. */
export const RANKED_AMOUNTS = ['cpu', 'memory'] as const;
/** What a wish is to one class of devices. */
export type DeviceWish = Demand & {
  /** Of the devices that it wants; undefined = any, or it wants none. */
  readonly model?: string;
};

/** Of wishes for several sorts of devices of the class, the largest one counts. Devices that are named are not counted. */
export function deviceWish({ quantities, devices }: ResourceRequest, deviceClass: string): DeviceWish {
  let thousandths = 0;
  let model: string | undefined;
  for (const selector in devices) {
    const [name, particular] = selector.split('/', 2);
    const amount = devices[selector] ?? 0;
    if (name !== deviceClass || amount <= thousandths) continue;
    thousandths = amount;
    model = particular;
  }
  const whole = Math.floor(thousandths / WHOLE_DEVICE);
  return {
    amounts: rankedAmounts(quantities),
    devices: thousandths === 0 ? 0 : Math.max(1, whole),
    milli: Math.min(thousandths, WHOLE_DEVICE),
    ...(model !== undefined && { model }),
  };
}

export function rankedAmounts(quantities: Quantities): Float64Array {
  return Float64Array.from(RANKED_AMOUNTS, (name) => amountOf(quantities, name));
}
