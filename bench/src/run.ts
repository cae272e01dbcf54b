/** What a benchmark is told, and what it gives. */
import type { Figure } from './report.js';
import type { Row } from './scheduler/row.js';

export type Run = {
  /** A line for people who wait. */
  readonly note: (text: string) => void;
  /** Just enough to see that the benchmark works; its figures mean nothing. */
  readonly small: boolean;
  /** Of the simulated fleet. */
  readonly nodes?: number;
  readonly placements?: number;
  /** How long agents are watched while nothing happens. */
  readonly minutes?: number;
};

/** `rows`: of measurements that are all alike. */
export type Findings = { readonly figures: readonly Figure[]; readonly rows?: readonly Row[] };

export type Benchmark = (run: Run) => Promise<readonly Figure[] | Findings>;

/** A wrong argument; the message is one line for whoever typed it. */
export class Misuse extends Error {}
