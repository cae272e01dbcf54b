/**
 * What a cluster is made of and what it is asked for, counted with the eyes of one class of devices ("gpu"): nodes by
 * kind, wished copies and reservations by class.
 *
 * The mix to come is taken to be the one that is there now: what is wanted, placed or not. For a cluster in its steady
 * state that is what arrives, weighted by how long it stays, which is what packing needs (Little, A Proof for the Queuing
 * Formula L = lambda W, 1961).
 */
import {
  type ClusterView,
  isStanding,
  isTerminal,
  type NodeInfo,
  type Placement,
  type PlacementRules,
  type ReadonlyNodeLog,
  type Reservation,
  type ReservationId,
  type ResourceRequest,
  type WorkloadKey,
  type WorkloadSpec,
} from '@berth/core';
import type { Expressions } from '../expressions.js';
import { Kinds } from './kinds.js';
import type { Mix } from './mix.js';
import { OpenKinds } from './open-kinds.js';
import { type DeviceWish, deviceWish, rankedAmounts } from './wishes.js';

/** A cluster with the wishes that it was given. The live state is one. */
export interface Prospect extends ClusterView {
  readonly nodeLog: ReadonlyNodeLog;
  readonly workloads: ReadonlyMap<WorkloadKey, WishedWorkload>;
  readonly reservations: ReadonlyMap<ReservationId, Pick<Reservation, 'node' | 'claim'>>;
}

export type WishedWorkload = {
  readonly spec: Pick<WorkloadSpec, 'replicas' | 'run'> & {
    readonly placement: Pick<PlacementRules, 'require'>;
  };
  readonly placements: ReadonlyMap<Placement['id'], Placement>;
  readonly blocked?: { readonly missing: number };
  readonly deleted: boolean;
};

/** Classes of devices that nodes are ranked by: those that most is asked of. */
const DEVICE_CLASSES_MAX = 4;
/** Classes of wishes that are counted; of more, the most frequent. */
const WISHES_MAX = 256;

type Counted = { readonly resources: ResourceRequest; readonly require: readonly string[]; count: number };

export type Census = {
  readonly deviceClass: string;
  readonly kinds: Kinds;
  readonly mix: Mix;
  /** What the mix says, under names that mean the same in the next census. */
  readonly wanted: ReadonlyMap<string, number>;
  readonly offered: ReadonlyMap<string, number>;
};

/**
 * One census for each class of devices that there is and that something is asked of, the most wanted class first. `before`
 * saves describing the same nodes again.
 */
export function takeCensus(
  prospect: Prospect,
  expressions: Expressions,
  before: readonly Census[] = [],
): Census[] {
  const wishes = mostFrequent(countWishes(prospect));
  const infos = [...prospect.nodes.values()].map(({ info }) => info);
  return wantedClasses(wishes, infos).map((deviceClass) => {
    const known = before.find((census) => census.deviceClass === deviceClass)?.kinds;
    const kinds = known?.isCurrent() ? known : new Kinds(deviceClass, infos);
    const kindCounts = kinds.count(infos);
    const merged = mergeEqual(wishes, deviceClass, new OpenKinds(kinds, infos, expressions));
    const classes = [...merged.values()];
    return {
      deviceClass,
      kinds,
      wanted: new Map([...merged].map(([key, { count }]) => [key, count])),
      offered: kinds.named(kindCounts),
      mix: {
        kinds: kinds.list,
        kindCounts,
        classes: classes.map(({ wish, open }) => ({
          ...wish,
          allows: (kind) => kinds.allows(kind, wish) && (open?.has(kind) ?? true),
        })),
        classCounts: classes.map(({ count }) => count),
      },
    };
  });
}

function countWishes({ nodes, workloads, reservations }: Prospect): Counted[] {
  const counted = new Map<string, Counted>();
  const add = (resources: ResourceRequest, require: readonly string[], count: number) => {
    if (count <= 0) return;
    const key = JSON.stringify([rankedAmounts(resources.quantities).join(), resources.devices, require]);
    const known = counted.get(key);
    if (known) known.count += count;
    else counted.set(key, { resources, require, count });
  };
  for (const workload of workloads.values()) {
    const { run, placement } = workload.spec;
    if (!workload.deleted) add(run.resources, placement.require, copiesOf(workload));
  }
  for (const { node, claim } of reservations.values()) {
    const info = nodes.get(node)?.info;
    if (!info) continue;
    const { quantities } = claim;
    add({ quantities, ports: {}, devices: byClass(info, claim.devices) }, [], 1);
  }
  return [...counted.values()];
}

/** Copies that hold something or wait for room. */
function copiesOf({ spec, placements, blocked }: WishedWorkload): number {
  if (spec.run.kind === 'service') return spec.replicas;
  let copies = blocked?.missing ?? 0;
  for (const placement of placements.values()) {
    if (isStanding(placement) && !isTerminal(placement.observed)) copies++;
  }
  return copies;
}

/** A claim names devices: as a wish it would have named their class and model. */
function byClass({ inventory }: NodeInfo, claimed: Readonly<Record<string, number>>) {
  const wished: Record<string, number> = {};
  for (const { name, class: deviceClass, model } of inventory.devices) {
    const thousandths = claimed[name];
    if (thousandths === undefined) continue;
    const selector = `${deviceClass}/${model}`;
    wished[selector] = (wished[selector] ?? 0) + thousandths;
  }
  return wished;
}

function mostFrequent(wishes: Counted[]): Counted[] {
  return wishes.sort((a, b) => b.count - a.count).slice(0, WISHES_MAX);
}

function wantedClasses(wishes: readonly Counted[], infos: readonly NodeInfo[]): string[] {
  const offered = new Set(infos.flatMap(({ inventory }) => inventory.devices.map((device) => device.class)));
  const wanted = new Map<string, number>();
  for (const { resources, count } of wishes) {
    for (const selector in resources.devices) {
      const [name = ''] = selector.split('/', 1);
      if (!offered.has(name)) continue;
      wanted.set(name, (wanted.get(name) ?? 0) + count * (resources.devices[selector] ?? 0));
    }
  }
  return [...wanted]
    .sort(([a, most], [b, more]) => more - most || (a < b ? -1 : 1))
    .slice(0, DEVICE_CLASSES_MAX)
    .map(([name]) => name);
}

/** `open`: kinds that its requirements leave; all where they are absent. */
type Merged = { readonly wish: DeviceWish; readonly open?: ReadonlySet<number>; count: number };

/** Wishes that are one wish to this class of devices. */
function mergeEqual(wishes: readonly Counted[], deviceClass: string, openKinds: OpenKinds) {
  const merged = new Map<string, Merged>();
  for (const { resources, require, count } of wishes) {
    const wish = deviceWish(resources, deviceClass);
    const open = wish.devices > 0 ? openKinds.of(require) : undefined;
    const where = open ? [...open].join() : 'all';
    const key = [...wish.amounts, wish.devices, wish.milli, wish.model ?? '', where].join(' ');
    const known = merged.get(key);
    if (known) known.count += count;
    else merged.set(key, { wish, ...(open && { open }), count });
  }
  return merged;
}
