/** What a benchmark is told, and what it gives. */
import type { Figure } from './report.js';

export type Run = {
  /** A line for people who wait. */
  readonly note: (text: string) => void;
  /** Just enough to see that the benchmark works; its figures mean nothing. */
  readonly small: boolean;
  /** Of the simulated fleet. */
  readonly nodes?: number;
  readonly placements?: number;
};

export type Benchmark = (run: Run) => Promise<Figure[]>;

/** A wrong argument; the message is one line for whoever typed it. */
export class Misuse extends Error {}
