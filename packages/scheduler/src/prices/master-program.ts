/**
 * The master program of the column generation: rows, and the columns known so far.
 *
 * Units: a device is 1 (not 1000), and a node has 1 of each quantity, so that coefficients stay near 1 and the solver's
 * absolute tolerances mean the same for all rows. Prices are brought back to milli and the caller's units in `prices()`.
 *
 * | row                        |                                                             | dual            |
 * | -------------------------- | ----------------------------------------------------------- | --------------- |
 * | devices of shape k         | sum of pattern columns              <= count x devices      | a device        |
 * | quantity q of shape k      | sum of y x amount / capacity        <= count                | a node's q      |
 * | size s on shape k          | pieces taken - pieces in patterns   <= 0                    | a piece         |
 * | class d                    | sum of y over shapes                <= weight               | one more task   |
 */
import type { Highs, Model } from 'highs';
import type { RawPrices } from './dual-bound.js';
import { DEVICE_MILLI, fits, type PricesInput, worth } from './prices.js';

/** Where the rows of one shape are. */
type ShapeRows = {
  readonly device: number;
  /** The first of its quantities' rows. */
  readonly quantity: number;
  /** The first of its sizes' rows. */
  readonly size: number;
  /** In thousandths, ascending: of classes that fit the shape. */
  readonly sizes: readonly number[];
};

type Column = { readonly cost: number; readonly rows: readonly number[]; readonly values: readonly number[] };

export class MasterProgram {
  readonly #input: PricesInput;
  readonly #model: Model;
  readonly #shapes: readonly ShapeRows[];
  readonly #optimal: number;
  /** Patterns that are columns already: shape, then counts. */
  readonly #known = new Set<string>();
  #waiting: Column[] = [];

  constructor(highs: Highs, input: PricesInput, timeLimitMs: number) {
    this.#input = input;
    this.#optimal = highs.constants.modelStatus.optimal;
    const upper: number[] = [];
    this.#shapes = input.shapes.map((shape, index) => {
      const sizes = sizesOn(input, index);
      const device = upper.length;
      upper.push(shape.count * shape.devices);
      for (let dimension = 0; dimension < shape.quantities.length; dimension++) upper.push(shape.count);
      const size = upper.length;
      for (let at = 0; at < sizes.length; at++) upper.push(0);
      return { device, quantity: device + 1, size, sizes };
    });
    const firstClass = upper.length;
    for (const task of input.classes) upper.push(task.weight);
    this.#model = highs.createModel();
    try {
      this.#model.options.set({
        output_flag: false,
        random_seed: 0,
        solver: 'simplex',
        time_limit: timeLimitMs / 1000,
      });
      this.#model.changeObjectiveSense(highs.constants.objectiveSense.maximize);
      const starts = new Int32Array(upper.length + 1);
      const matrix = {
        format: 'csr' as const,
        numRows: upper.length,
        numCols: 0,
        starts,
        indices: new Int32Array(0),
        values: new Float64Array(0),
      };
      this.#model.addRows({
        lower: new Float64Array(upper.length).fill(-highs.infinity),
        upper: Float64Array.from(upper),
        matrix,
      });
    } catch (error) {
      this.#model.dispose();
      throw error;
    }
    this.#addAssignments(firstClass);
    this.#shapes.forEach(({ sizes }, shapeIndex) => {
      sizes.forEach((milli, at) => {
        const counts = new Uint16Array(sizes.length);
        counts[at] = Math.floor(DEVICE_MILLI / milli);
        this.addPattern(shapeIndex, counts);
      });
    });
  }

  sizes(shapeIndex: number): readonly number[] {
    return (this.#shapes[shapeIndex] as ShapeRows).sizes;
  }

  /** `counts`: pieces of each of the shape's sizes on one device. False when it is a column already. */
  addPattern(shapeIndex: number, counts: Uint16Array): boolean {
    const key = `${shapeIndex}:${counts.join(',')}`;
    if (this.#known.has(key)) return false;
    this.#known.add(key);
    const { device, size } = this.#shapes[shapeIndex] as ShapeRows;
    const rows = [device];
    const values = [1];
    counts.forEach((count, at) => {
      if (count === 0) return;
      rows.push(size + at);
      values.push(-count);
    });
    this.#waiting.push({ cost: 0, rows, values });
    return true;
  }

  /** Solves with every column added so far, from the last basis. Undefined, or why there is no optimum. */
  solve(): string | undefined {
    this.#flush();
    const { modelStatus } = this.#model.run();
    return modelStatus === this.#optimal ? undefined : `the solver ended with status ${modelStatus}`;
  }

  /** Milli that the columns known so far can allocate. */
  reached(): number {
    return this.#model.getObjectiveValue() * DEVICE_MILLI;
  }

  solveMs(): number {
    return this.#model.getRunTime() * 1000;
  }

  /** Prices of the last solution, in milli and the caller's units. */
  prices(): { readonly devicePrices: Float64Array; readonly raw: readonly RawPrices[] } {
    const duals = this.#model.getSolution().rowDual;
    // A price is never negative; the solver's may be by its tolerance.
    const price = (row: number): number => Math.max(0, (duals[row] as number) * DEVICE_MILLI);
    const raw = this.#shapes.map(({ quantity, size, sizes }, shapeIndex) => ({
      pieces: sizes.map((milli, at) => ({ milli, price: price(size + at) })),
      quantityDuals: (this.#input.shapes[shapeIndex] as PricesInput['shapes'][number]).quantities.map(
        (capacity, dimension) => (capacity > 0 ? price(quantity + dimension) / capacity : 0),
      ),
    }));
    return { devicePrices: Float64Array.from(this.#shapes, ({ device }) => price(device)), raw };
  }

  dispose(): void {
    this.#model.dispose();
  }

  #addAssignments(firstClass: number): void {
    this.#input.classes.forEach((task, classIndex) => {
      if (!counts(task)) return;
      this.#input.shapes.forEach((shape, shapeIndex) => {
        if (!fits(shape, task, shapeIndex)) return;
        const { quantity, size, sizes } = this.#shapes[shapeIndex] as ShapeRows;
        const rows: number[] = [];
        const values: number[] = [];
        task.quantities.forEach((amount, dimension) => {
          if (amount === 0) return;
          rows.push(quantity + dimension);
          values.push(amount / (shape.quantities[dimension] as number));
        });
        rows.push(size + sizes.indexOf(task.milli), firstClass + classIndex);
        values.push(task.devices, 1);
        this.#waiting.push({ cost: worth(task) / DEVICE_MILLI, rows, values });
      });
    });
  }

  #flush(): void {
    const columns = this.#waiting;
    if (columns.length === 0) return;
    this.#waiting = [];
    const starts = new Int32Array(columns.length + 1);
    columns.forEach(({ rows }, at) => {
      starts[at + 1] = (starts[at] as number) + rows.length;
    });
    this.#model.addCols({
      cost: Float64Array.from(columns, ({ cost }) => cost),
      lower: new Float64Array(columns.length),
      upper: new Float64Array(columns.length).fill(Number.POSITIVE_INFINITY),
      matrix: {
        format: 'csc',
        numRows: this.#model.getDimensions().numRows,
        numCols: columns.length,
        starts,
        indices: Int32Array.from(columns.flatMap(({ rows }) => rows)),
        values: Float64Array.from(columns.flatMap(({ values }) => values)),
      },
    });
  }
}

function counts({ devices, weight }: PricesInput['classes'][number]): boolean {
  return devices > 0 && weight > 0;
}

function sizesOn({ shapes, classes }: PricesInput, shapeIndex: number): readonly number[] {
  const shape = shapes[shapeIndex] as PricesInput['shapes'][number];
  const sizes = new Set(
    classes.filter((task) => counts(task) && fits(shape, task, shapeIndex)).map(({ milli }) => milli),
  );
  return [...sizes].sort((a, b) => a - b);
}
