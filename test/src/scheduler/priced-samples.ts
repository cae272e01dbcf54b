/** Inputs of prices that are made up: small ones to count by hand, and random ones. */
import type { PricedClass, PricedShape, PricesInput } from '@berth/scheduler';
import type { SeededRandom } from '../fixtures/seeded-random.js';

type Shape = { readonly count?: number; readonly cpu?: number; readonly devices?: number };
type Task = Partial<Omit<PricedClass, 'quantities' | 'allowed'>> & {
  readonly cpu?: number;
  readonly allowed?: readonly number[];
};

/** One quantity, of which there is enough unless a sample says otherwise. */
export function pricesInput(shapes: readonly Shape[], tasks: readonly Task[]): PricesInput {
  return {
    shapes: shapes.map(({ count = 1, cpu = 1000, devices = 1 }) => ({
      count,
      quantities: Float64Array.of(cpu),
      devices,
    })),
    classes: tasks.map(({ cpu = 0, devices = 1, milli = 1000, weight = 1, allowed }) => ({
      quantities: Float64Array.of(cpu),
      devices,
      milli,
      allowed: Uint8Array.from(shapes, (_, index) => (!allowed || allowed.includes(index) ? 1 : 0)),
      weight,
    })),
  };
}

/** At most two nodes of two devices, five tasks: small enough to try every placement. */
export function tinyInput(random: SeededRandom): PricesInput {
  const shapes = Array.from({ length: random.between(1, 2) }, () => ({
    cpu: random.between(4, 10) * 100,
    devices: random.between(1, 2),
  }));
  const tasks = Array.from({ length: random.between(2, 5) }, () => {
    const whole = random.between(0, 3) === 0;
    return {
      cpu: random.between(0, 5) * 100,
      devices: whole ? random.between(1, 2) : 1,
      milli: whole ? 1000 : random.between(1, 9) * 100 + random.between(0, 9) * 10,
      allowed: shapes.map((_, index) => index).filter((index) => index === 0 || random.between(0, 2) > 0),
    };
  });
  return pricesInput(shapes, tasks);
}

/** As many shapes, classes and sizes as openb, two quantities, some classes bound to some shapes. */
export function largeInput(random: SeededRandom): PricesInput {
  const shapes: PricedShape[] = Array.from({ length: 15 }, () => {
    const devices = random.pick([1, 2, 4, 8]);
    const quantities = Float64Array.of(devices * random.between(4, 16) * 1000, devices * 32_768);
    return { count: random.between(1, 150), quantities, devices };
  });
  const sizes = Array.from({ length: 20 }, () => random.between(28, 95) * 10);
  const classes: PricedClass[] = Array.from({ length: 150 }, () => {
    const devices = random.pick([0, 1, 1, 1, 1, 1, 1, 1, 1, 2]);
    const isShared = devices === 1 && random.between(0, 9) > 0;
    return {
      quantities: Float64Array.of(random.between(1, 8) * 1000, random.between(1, 8) * 4096),
      devices,
      milli: devices === 0 ? 0 : isShared ? random.pick(sizes) : 1000,
      allowed: Uint8Array.from(shapes, () => (random.between(0, 9) > 0 ? 1 : 0)),
      weight: random.between(1, 60) + random.next(),
    };
  });
  return { shapes, classes };
}

/** The most milli that whole tasks take on whole nodes, by trying every placement. Weights and counts are taken as 1. */
export function bestByTrying({ shapes, classes }: PricesInput): number {
  const nodes = shapes.map(({ quantities, devices }) => ({
    cpu: quantities[0] ?? 0,
    free: new Array<number>(devices).fill(1000),
  }));
  const tryFrom = (at: number): number => {
    const task = classes[at];
    if (!task) return 0;
    const { devices, milli, allowed } = task;
    const cpu = task.quantities[0] ?? 0;
    let best = tryFrom(at + 1);
    nodes.forEach((node, index) => {
      if (allowed[index] !== 1 || cpu > node.cpu) return;
      for (const chosen of choices(node.free, devices, milli)) {
        node.cpu -= cpu;
        for (const device of chosen) node.free[device] = (node.free[device] ?? 0) - milli;
        best = Math.max(best, devices * milli + tryFrom(at + 1));
        for (const device of chosen) node.free[device] = (node.free[device] ?? 0) + milli;
        node.cpu += cpu;
      }
    });
    return best;
  };
  return tryFrom(0);
}

/** Each way to take `count` devices that have `milli` free. */
function choices(free: readonly number[], count: number, milli: number): number[][] {
  const open = free.flatMap((left, device) => (left >= milli ? [device] : []));
  if (count === 1) return open.map((device) => [device]);
  return open.length < count ? [] : [open.slice(0, count)];
}
