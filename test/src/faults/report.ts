/** What a campaign is told to people as: a row for each fault, and what was wrong. */
import type { Counts, Outcome, Struck } from './campaign.js';
import type { Fault } from './fault.js';

export type Row = Counts & {
  readonly fault: string;
  readonly rounds: number;
  /** Milliseconds to the end of the next acknowledged operation that began after the fault. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly goalMs?: number;
};

/** In the order in which the faults were struck first. */
export function rowsOf(struck: readonly Struck[]): Row[] {
  const faults = [...new Set(struck.map(({ fault }) => fault))];
  return faults.map((fault) =>
    rowOf(
      fault,
      struck.filter((one) => one.fault === fault),
    ),
  );
}

function rowOf({ name, goalMs }: Fault, struck: readonly Struck[]): Row {
  const sorted = struck.map(({ recoveryMs }) => recoveryMs).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  const sum = (count: keyof Counts) => struck.reduce((all, { during }) => all + during[count], 0);
  return {
    fault: name,
    rounds: struck.length,
    ...{ acknowledged: sum('acknowledged'), refused: sum('refused'), unanswered: sum('unanswered') },
    ...{ p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) },
    ...(goalMs !== undefined && { goalMs }),
  };
}

const HEADER = ['fault', 'n', 'acked', 'refused', 'no answer', 'p50 s', 'p99 s', 'max s', 'goal'];

export function reportOf(outcome: Outcome): string[] {
  const { operations, violations, endings, notes } = outcome;
  const cells = rowsOf(outcome.struck).map((row) => [
    ...[row.fault, row.rounds, row.acknowledged, row.refused, row.unanswered].map(String),
    ...[row.p50Ms, row.p99Ms, row.maxMs].map(seconds),
    goalWord(row),
  ]);
  const { acknowledged, refused, unanswered } = operations;
  return [
    ...table([HEADER, ...cells]),
    'p50, p99, max: to the next acknowledged operation that began after the fault',
    `${acknowledged} acknowledged, ${refused} refused, ${unanswered} without an answer`,
    ...notes,
    ...endings.map(({ name, code, lastLine }) => `${name} ended with code ${code}: ${lastLine}`),
    ...violations.slice(0, VIOLATIONS_SHOWN).map((violation) => `VIOLATION ${violation}`),
    violations.length === 0 ? 'nothing lost, nothing twice' : `${violations.length} violations`,
  ];
}
const VIOLATIONS_SHOWN = 20;

function goalWord({ goalMs, maxMs }: Row): string {
  if (goalMs === undefined) return '';
  return maxMs <= goalMs ? `${goalMs / 1000}` : `${goalMs / 1000} missed`;
}

export function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}

/** The first column to the left, the others to the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join(' ')
      .trimEnd(),
  );
}
