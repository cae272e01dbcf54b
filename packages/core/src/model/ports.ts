/** What the rules need from the world. Real ones live in `runtime`, virtual ones in the simulator. */

export interface Clock {
  /** Wall clock, milliseconds since 1970. May jump; for records only. */
  nowMs(): number;
  /** Milliseconds that never go back, from an arbitrary start. For measuring and leases. */
  monotonicMs(): number;
  /** Runs `run` once after `afterMs`; the returned function cancels it. */
  schedule(afterMs: number, run: () => void): () => void;
}

export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
}

export interface Ids {
  /** A new id that nobody else has, e.g. `next('lgr')` -> "lgr-8f3k2m0q9x1c". */
  next(prefix: string): string;
}

export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}
