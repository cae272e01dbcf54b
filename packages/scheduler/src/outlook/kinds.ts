/**
 * Machines that are alike to one class of devices, as small numbers. Amounts are compared in steps, coarse enough that a
 * cluster of machines that all differ a little has no more than {@link KINDS_MAX} kinds when it is looked at first. Later
 * nodes of another kind add one.
 */
import { capacityOf, type NodeInfo } from '@berth/core';
import type { NodeKind } from '../engine/policy.js';
import { type DeviceWish, RANKED_AMOUNTS, rankedAmounts } from './wishes.js';

const KINDS_MAX = 64;
/** Steps of the largest amount, finest first. Below that, amounts do not make a kind. */
const STEPS = [Number.POSITIVE_INFINITY, 64, 16, 4, 1];

type Kind = NodeKind & { readonly models: ReadonlySet<string> };

export class Kinds {
  readonly list: Kind[] = [];
  readonly #deviceClass: string;
  readonly #numbers = new Map<string, number>();
  readonly #ofInfo = new WeakMap<NodeInfo, number>();
  /** Per amount, 0 for exact. */
  #grains: readonly number[] = RANKED_AMOUNTS.map(() => 0);

  constructor(deviceClass: string, infos: readonly NodeInfo[]) {
    this.#deviceClass = deviceClass;
    const all = infos.map((info) => rankedAmounts(capacityOf(info.inventory)));
    const largest = RANKED_AMOUNTS.map((_, at) =>
      all.reduce((most, one) => Math.max(most, one[at] as number), 1),
    );
    for (const steps of STEPS) {
      this.#grains = largest.map((most) => most / steps);
      if (new Set(infos.map((info) => this.#keyOf(this.#describe(info)))).size <= KINDS_MAX) break;
    }
  }

  /** False when so many kinds came later that their amounts want coarser steps. */
  isCurrent(): boolean {
    return this.list.length <= 2 * KINDS_MAX;
  }

  of(info: NodeInfo): number {
    const known = this.#ofInfo.get(info);
    if (known !== undefined) return known;
    const kind = this.#describe(info);
    const key = this.#keyOf(kind);
    const number = this.#numbers.get(key) ?? this.list.push(kind) - 1;
    this.#numbers.set(key, number);
    this.#ofInfo.set(info, number);
    return number;
  }

  /** How many of these nodes are of each kind. */
  count(infos: readonly NodeInfo[]): number[] {
    const numbers = infos.map((info) => this.of(info));
    const counts = this.list.map(() => 0);
    for (const kind of numbers) counts[kind] = (counts[kind] ?? 0) + 1;
    return counts;
  }

  named(counts: readonly number[]): Map<string, number> {
    return new Map([...this.#numbers].map(([key, kind]) => [key, counts[kind] ?? 0]));
  }

  allows(kind: number, { devices, model }: DeviceWish): boolean {
    return devices === 0 || model === undefined || (this.list[kind] as Kind).models.has(model);
  }

  #describe({ inventory }: NodeInfo): Kind {
    const ours = inventory.devices.filter((device) => device.class === this.#deviceClass);
    const models = new Set(ours.map(({ model }) => model).sort());
    const amounts = rankedAmounts(capacityOf(inventory)).map((amount, at) => {
      const grain = this.#grains[at] as number;
      return grain > 0 ? Math.floor(amount / grain) * grain : amount;
    });
    return { amounts, devices: ours.length, models };
  }

  #keyOf({ amounts, devices, models }: Kind): string {
    return JSON.stringify([[...amounts], devices, [...models]]);
  }
}
