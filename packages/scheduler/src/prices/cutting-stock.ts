/**
 * The linear program behind prices, as data: its rows, and the columns known so far. It knows no solver.
 *
 * Allocate the most milli. It may turn tasks away, splits tasks and devices, and lets all nodes of a shape share their
 * quantities, so that no policy can do better. Units: a device is 1 and a node has 1 of each quantity, which keeps
 * coefficients near 1, so that absolute tolerances mean the same in every row; `pricesOf` goes back to milli and the
 * caller's units.
 *
 * | row                        |                                                    | its dual is the price of |
 * | -------------------------- | -------------------------------------------------- | ------------------------ |
 * | devices of shape k         | devices cut by each pattern  <= count x devices    | a device                 |
 * | quantity q of shape k      | tasks x amount / capacity    <= count              | all of a node's q        |
 * | size s on shape k          | pieces taken - pieces cut    <= 0                  | a piece                  |
 * | class d                    | tasks on all shapes          <= weight             | one more task            |
 *
 * Columns: tasks of class d on shape k, where they fit; devices of shape k that are cut by a pattern (a multiset of pieces
 * of one device). There are too many patterns to list: those that pay are found by pricing, with a knapsack per shape.
 */
import { WHOLE_DEVICE } from '@berth/core';
import type { RawPrices } from './dual-bound.js';
import { addBestPattern } from './knapsack.js';
import {
  fits,
  type PricedClass,
  type PricedShape,
  type PricesInput,
  type ShapePrices,
  worth,
} from './prices.js';

/** One variable, at least 0. `rows` and `values` are its coefficients. */
export type Column = {
  /** Devices that it allocates: the objective. */
  readonly cost: number;
  readonly rows: readonly number[];
  readonly values: readonly number[];
};

/** Where the rows of one shape are. */
type ShapeRows = {
  readonly shape: PricedShape;
  readonly device: number;
  /** The first of its quantities' rows. */
  readonly quantity: number;
  /** The first of its sizes' rows. */
  readonly size: number;
  /** In thousandths, ascending: of classes that fit the shape. */
  readonly sizes: readonly number[];
};

export class CuttingStock {
  /** Right-hand side of each row: activity <= limit. None is negative, so that nothing placed is a solution. */
  readonly limits: Float64Array;
  /** Grows at its end only. */
  readonly columns: Column[] = [];
  readonly #shapes: readonly ShapeRows[];
  /** Patterns that are columns already: shape, then counts. */
  readonly #patterns = new Set<string>();

  constructor(input: PricesInput) {
    const limits: number[] = [];
    this.#shapes = input.shapes.map((shape, shapeIndex) => {
      const sizes = sizesOn(input, shapeIndex);
      const device = limits.length;
      limits.push(shape.count * shape.devices, ...Array.from(shape.quantities, () => shape.count));
      const size = limits.length;
      limits.push(...sizes.map(() => 0));
      return { shape, device, quantity: device + 1, size, sizes };
    });
    input.classes.forEach((task) => {
      if (matters(task)) this.#addTasks(input, task, limits.push(task.weight) - 1);
    });
    this.limits = Float64Array.from(limits);
    this.#shapes.forEach(({ sizes }, shapeIndex) => {
      sizes.forEach((milli, at) => {
        const counts = new Uint16Array(sizes.length);
        counts[at] = Math.floor(WHOLE_DEVICE / milli);
        this.#addPattern(shapeIndex, counts);
      });
    });
  }

  /** What the rows' duals say, in milli and the caller's units. */
  pricesOf(duals: Float64Array): RawPrices[] {
    // A price is never negative; a solver's may be, by its tolerance.
    const price = (row: number): number => Math.max(0, (duals[row] as number) * WHOLE_DEVICE);
    return this.#shapes.map(({ shape, device, quantity, size, sizes }) => ({
      device: price(device),
      pieces: sizes.map((milli, at) => ({ milli, price: price(size + at) })),
      quantityDuals: shape.quantities.map((capacity, dimension) =>
        capacity > 0 ? price(quantity + dimension) / capacity : 0,
      ),
    }));
  }

  /**
   * For each shape and size, the best pattern with a piece of that size, where its pieces bring more than `device` by at
   * least `paysMilli`: many columns per round make for few rounds. Returns how many are new.
   */
  addPatterns(raw: readonly RawPrices[], shapes: readonly ShapePrices[], paysMilli: number): number {
    const before = this.columns.length;
    raw.forEach(({ device, pieces }, shapeIndex) => {
      const { value } = shapes[shapeIndex] as ShapePrices;
      pieces.forEach(({ milli, price }, at) => {
        const left = WHOLE_DEVICE - milli;
        if (price + (value[left] as number) < device + paysMilli) return;
        const counts = new Uint16Array(pieces.length);
        counts[at] = 1;
        addBestPattern(pieces, value, left, counts);
        this.#addPattern(shapeIndex, counts);
      });
    });
    return this.columns.length - before;
  }

  #addTasks({ shapes }: PricesInput, task: PricedClass, classRow: number): void {
    shapes.forEach((shape, shapeIndex) => {
      if (!fits(shape, task, shapeIndex)) return;
      const { quantity, size, sizes } = this.#shapes[shapeIndex] as ShapeRows;
      const rows: number[] = [];
      const values: number[] = [];
      task.quantities.forEach((amount, dimension) => {
        if (amount === 0) return;
        rows.push(quantity + dimension);
        values.push(amount / (shape.quantities[dimension] as number));
      });
      rows.push(size + sizes.indexOf(task.milli), classRow);
      values.push(task.devices, 1);
      this.columns.push({ cost: worth(task) / WHOLE_DEVICE, rows, values });
    });
  }

  #addPattern(shapeIndex: number, counts: Uint16Array): void {
    const key = `${shapeIndex}:${counts.join(',')}`;
    if (this.#patterns.has(key)) return;
    this.#patterns.add(key);
    const { device, size } = this.#shapes[shapeIndex] as ShapeRows;
    const rows = [device];
    const values = [1];
    counts.forEach((count, at) => {
      if (count === 0) return;
      rows.push(size + at);
      values.push(-count);
    });
    this.columns.push({ cost: 0, rows, values });
  }
}

function matters({ devices, weight }: PricedClass): boolean {
  return devices > 0 && weight > 0;
}

function sizesOn({ shapes, classes }: PricesInput, shapeIndex: number): readonly number[] {
  const shape = shapes[shapeIndex] as PricedShape;
  const sizes = new Set(
    classes.filter((task) => matters(task) && fits(shape, task, shapeIndex)).map(({ milli }) => milli),
  );
  return [...sizes].sort((a, b) => a - b);
}
