/** What was measured of one shape, one way. */
export type Row = {
  readonly shape: string;
  readonly nodes: number;
  readonly placements: number;
  readonly calls: number;
  /** Decided, checked and recorded, from the first call to the last. */
  readonly placementsPerSecond: number;
  /** The scheduler's own part of that; through the ledger the two cannot be told apart. */
  readonly decidedPerSecond?: number;
  /** Of one call, whatever its count: the scheduler's answer in memory, the durable answer through the ledger. */
  readonly p50Us: number;
  readonly p99Us: number;
  /** The first call, which makes what is remembered. */
  readonly firstUs: number;
  readonly peakMemoryMiB: number;
  readonly through: 'memory' | 'ledger';
  /** Copies that found no room. */
  readonly missing: number;
};

export type Measured = Omit<Row, 'shape' | 'nodes' | 'peakMemoryMiB' | 'through'>;

export function printRows(rows: readonly Row[]): string {
  const head = [
    'shape',
    'nodes',
    'placements',
    'through',
    '/s',
    'decided/s',
    'p50 us',
    'p99 us',
    'first us',
    'MiB',
  ];
  const lines = rows.map((row) => [
    row.shape,
    count(row.nodes),
    count(row.placements),
    row.through,
    count(row.placementsPerSecond),
    row.decidedPerSecond === undefined ? '' : count(row.decidedPerSecond),
    row.p50Us.toFixed(1),
    row.p99Us.toFixed(1),
    count(row.firstUs),
    count(row.peakMemoryMiB),
  ]);
  const widths = head.map((name, at) =>
    Math.max(name.length, ...lines.map((line) => (line[at] ?? '').length)),
  );
  const text = (line: readonly string[]) =>
    line
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ');
  return `${[head, ...lines].map(text).join('\n')}\n`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}
