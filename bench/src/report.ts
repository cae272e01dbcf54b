/** What a benchmark found, as a table for people and JSON for machines. */
import { cpus, totalmem } from 'node:os';

export type Figure = {
  readonly benchmark: string;
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  /** From design section 7, where there is one. */
  readonly goal?: string;
};

export type Machine = {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly node: string;
  readonly platform: string;
};

export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
  };
}

/** Makes the figures of one benchmark. */
export function figuresOf(benchmark: string) {
  return (figure: string, value: number, unit: string, goal?: string): Figure => ({
    benchmark,
    figure,
    value,
    unit,
    ...(goal !== undefined && { goal }),
  });
}

export function printTable(figures: readonly Figure[], on: Machine): string {
  const head = `${on.cores} cores (${on.cpu}), ${on.memoryGiB} GiB, Node ${on.node}, ${on.platform}`;
  const lines = [head, ''];
  let last = '';
  for (const { benchmark, figure, value, unit, goal } of figures) {
    if (benchmark !== last) lines.push(benchmark);
    last = benchmark;
    const text = `  ${figure.padEnd(44)} ${round(value).padStart(10)} ${unit.padEnd(8)}`;
    lines.push(goal ? `${text} goal ${goal}` : text.trimEnd());
  }
  return `${lines.join('\n')}\n`;
}

function round(value: number): string {
  if (value >= 100 || Number.isInteger(value)) return Math.round(value).toLocaleString('en');
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** The value below which `share` of the samples lie. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
