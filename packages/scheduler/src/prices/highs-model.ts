/** A program in the solver, kept between solves so that each starts from the last one's basis. */

import { WHOLE_DEVICE } from '@berth/core';
import type { Highs, Model } from 'highs';
import type { CuttingStock } from './cutting-stock.js';

/**
 * The primal method from the empty allocation, without presolve: nothing placed is feasible, and stays so when columns
 * come, so that there is never a first phase. Measured on openb: 8 times as fast as the solver's own choice.
 */
const PRIMAL_SIMPLEX = 4;

export class HighsModel {
  readonly #program: CuttingStock;
  readonly #model: Model;
  readonly #optimal: number;
  #columns = 0;

  /** `model`: empty, and disposed by whoever made it. */
  constructor(highs: Highs, model: Model, program: CuttingStock, timeLimitMs: number) {
    this.#program = program;
    this.#model = model;
    this.#optimal = highs.constants.modelStatus.optimal;
    model.options.set({
      output_flag: false,
      random_seed: 0,
      solver: 'simplex',
      simplex_strategy: PRIMAL_SIMPLEX,
      presolve: 'off',
      time_limit: timeLimitMs / 1000,
    });
    model.changeObjectiveSense(highs.constants.objectiveSense.maximize);
    const numRows = program.limits.length;
    model.addRows({
      lower: new Float64Array(numRows).fill(-highs.infinity),
      upper: program.limits,
      matrix: {
        format: 'csr',
        numRows,
        numCols: 0,
        starts: new Int32Array(numRows + 1),
        indices: new Int32Array(0),
        values: new Float64Array(0),
      },
    });
  }

  /** Solves with all columns that the program has by now. Undefined, or why there is no optimum. */
  solve(): string | undefined {
    this.#addColumns();
    const { modelStatus } = this.#model.run();
    return modelStatus === this.#optimal ? undefined : `the solver ended with model status ${modelStatus}`;
  }

  /** Of the last solution. */
  rowDuals(): Float64Array {
    return this.#model.getSolution().rowDual;
  }

  /** Milli that the last solution allocates. */
  reached(): number {
    return this.#model.getObjectiveValue() * WHOLE_DEVICE;
  }

  /** Milliseconds in the solver so far, by its own clock. */
  solveMs(): number {
    return this.#model.getRunTime() * 1000;
  }

  #addColumns(): void {
    const columns = this.#program.columns.slice(this.#columns);
    this.#columns = this.#program.columns.length;
    if (columns.length === 0) return;
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
        numRows: this.#program.limits.length,
        numCols: columns.length,
        starts,
        indices: Int32Array.from(columns.flatMap(({ rows }) => rows)),
        values: Float64Array.from(columns.flatMap(({ values }) => values)),
      },
    });
  }
}
