/**
 * Prices: what a thousandth of a device and a unit of each quantity are worth on each shape of node, for a given mix of
 * tasks. They are the dual of a linear program whose value no policy of placing can exceed (`solve-prices.ts`).
 *
 * Tasks of one class are equal. A task takes `devices` devices of one node, `milli` thousandths of each, and its
 * quantities; its worth is the milli that it takes. Shapes that equal each other are merged by the caller, as are classes.
 */

/** Nodes that are alike. */
export type PricedShape = {
  /** Nodes of this shape. */
  readonly count: number;
  /** What one node has of each quantity, in the caller's order and units, e.g. [cpuMillis, memoryMiB]. */
  readonly quantities: Float64Array;
  /** Devices of one node, WHOLE_DEVICE thousandths each. */
  readonly devices: number;
};

/** Tasks that are alike. */
export type PricedClass = {
  /** What one task takes of each quantity, in the order of the shapes. */
  readonly quantities: Float64Array;
  /** Devices that one task takes, all on one node; 0 for a task without devices, which counts for nothing here. */
  readonly devices: number;
  /** Thousandths that it takes of each of its devices, a whole number from 1 to 1000; 0 when it takes no device. */
  readonly milli: number;
  /** Per shape: 1 where the task may run, else 0. */
  readonly allowed: Uint8Array;
  /** How many such tasks are expected, or came; may be a fraction. */
  readonly weight: number;
};

export type PricesInput = {
  readonly shapes: readonly PricedShape[];
  readonly classes: readonly PricedClass[];
};

export type ShapePrices = {
  /** Worth in milli of one unit of each quantity. */
  readonly quantityDuals: Float64Array;
  /**
   * `value[r]`, r from 0 to 1000: the most worth in milli that fits in r free thousandths of one device. Never falls as r
   * grows, and value[a] + value[b] <= value[a + b]; value[1000] is the worth of a device that is wholly free.
   */
  readonly value: Float64Array;
};

/** Prices of one mix of tasks. They are feasible in the dual, so `bound` holds however early the solver stopped. */
export type Prices = {
  /** By the linear program's solver, or without it, a little above the optimum. */
  readonly method: 'exact' | 'approximate';
  /** Milli: no policy allocates more to these tasks on these nodes. */
  readonly bound: number;
  /** Milli that the linear program can allocate: its optimum is between this and `bound`. 0 when not known. */
  readonly reached: number;
  /** In the order of the input. */
  readonly shapes: readonly ShapePrices[];
  /** Worth in milli of one more task of each class, in the order of the input. */
  readonly classDuals: Float64Array;
  /** Linear programs solved, or steps made. */
  readonly iterations: number;
  /** Milliseconds in the solver by its own clock; 0 without one. */
  readonly solveMs: number;
};

export type PricesResult =
  | ({ readonly kind: 'solved' } & Prices)
  | { readonly kind: 'failed'; readonly why: string };

/** Whether an empty node of the shape has room for a task of the class. */
export function fits(shape: PricedShape, task: PricedClass, shapeIndex: number): boolean {
  if (task.allowed[shapeIndex] !== 1 || task.devices > shape.devices) return false;
  return task.quantities.every((amount, index) => amount <= (shape.quantities[index] ?? 0));
}

/** Milli that one task takes. */
export function worth({ devices, milli }: PricedClass): number {
  return devices * milli;
}
