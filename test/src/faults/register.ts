/**
 * Judges reads and writes of one number that only grows (a stack's version): whether one order explains them all in which
 * each operation takes effect between its begin and its end. For a number that only grows three rules are enough.
 */
export type Timed = { readonly version: number; readonly invokedMs: number; readonly endedMs: number };

export type WriteBegun = Timed & { readonly isAcknowledged: boolean };

/** What is wrong, a line each. A write without an acknowledgement may have happened or not, from its begin on. */
export function registerFaults(writes: readonly WriteBegun[], reads: readonly Timed[]): string[] {
  return reads.flatMap((read) => {
    const before = ({ endedMs }: Timed) => endedMs < read.invokedMs;
    const written = newest(writes.filter((write) => write.isAcknowledged && before(write)));
    const seen = newest(reads.filter(before));
    const possible = newest(writes.filter(({ invokedMs }) => invokedMs < read.endedMs));
    return [
      ...(read.version < written ? [`${shown(read)}, after ${written} was acknowledged`] : []),
      ...(read.version < seen ? [`${shown(read)}, after ${seen} was read`] : []),
      ...(read.version > possible ? [`${shown(read)}, before it was written`] : []),
    ];
  });
}

function newest(operations: readonly Timed[]): number {
  return Math.max(0, ...operations.map(({ version }) => version));
}

function shown({ version, invokedMs, endedMs }: Timed): string {
  return `${version} was read between ${Math.round(invokedMs)} and ${Math.round(endedMs)} ms`;
}
