/**
 * A cluster and a load to replay on it, from two tables (CSV with a header):
 *
 * nodes: cpu_milli, memory_mib, gpu (how many devices), model
 * tasks: cpu_milli, memory_mib, num_gpu (whole devices, or 1 when shared), gpu_milli (thousandths of one device), gpu_spec
 *        ("A|B": models that will do; empty: any)
 */
import { BerthError } from '@berth/core';

export type TraceNode = {
  readonly cpuMillis: number;
  readonly memoryMiB: number;
  readonly devices: number;
  readonly model: string;
};

export type TraceTask = {
  readonly cpuMillis: number;
  readonly memoryMiB: number;
  readonly devices: number;
  /** Thousandths of each device; 0 without devices. */
  readonly milli: number;
  /** Empty for any. */
  readonly models: readonly string[];
};

export function readTraceNodes(text: string, name: string): TraceNode[] {
  return readTable(text, name, ['cpu_milli', 'memory_mib', 'gpu', 'model']).map((row) => ({
    cpuMillis: row.whole('cpu_milli'),
    memoryMiB: row.whole('memory_mib'),
    devices: row.whole('gpu', 255),
    model: row.text('model'),
  }));
}

export function readTraceTasks(text: string, name: string): TraceTask[] {
  const columns = ['cpu_milli', 'memory_mib', 'num_gpu', 'gpu_milli', 'gpu_spec'];
  return readTable(text, name, columns).map((row) => {
    const devices = row.whole('num_gpu', 255);
    const milli = devices === 0 ? 0 : row.whole('gpu_milli', 1000);
    if (devices > 0 && milli === 0) row.fail('gpu_milli', 'is 0 although devices are asked for');
    if (devices > 1 && milli < 1000) row.fail('gpu_milli', 'is below 1000: only one device can be shared');
    const models = row.text('gpu_spec').split('|').filter(Boolean);
    return { cpuMillis: row.whole('cpu_milli'), memoryMiB: row.whole('memory_mib'), devices, milli, models };
  });
}

type Row = {
  readonly text: (column: string) => string;
  /** A whole number from 0 to `most`; an empty cell is 0. */
  readonly whole: (column: string, most?: number) => number;
  readonly fail: (column: string, problem: string) => never;
};

function readTable(text: string, name: string, columns: readonly string[]): Row[] {
  const [header = '', ...lines] = text.split(/\r?\n/);
  const found = header.split(',').map((cell) => cell.trim());
  const missing = columns.find((column) => !found.includes(column));
  if (missing !== undefined) {
    const needs = `its first line must name the columns ${columns.join(', ')}`;
    throw new BerthError('invalid_request', `${name} has no column "${missing}": ${needs}`);
  }
  return lines.flatMap((line, at) => {
    if (line.trim() === '') return [];
    const cells = line.split(',');
    const textOf = (column: string) => (cells[found.indexOf(column)] ?? '').trim();
    const fail = (column: string, problem: string): never => {
      throw new BerthError(
        'invalid_request',
        `${name}, line ${at + 2}: ${column} "${textOf(column)}" ${problem}`,
      );
    };
    const whole = (column: string, most = Number.MAX_SAFE_INTEGER) => {
      const value = Number(textOf(column));
      if (Number.isSafeInteger(value) && value >= 0 && value <= most) return value;
      return fail(column, `is not a whole number from 0 to ${most}`);
    };
    return [{ text: textOf, whole, fail }];
  });
}
