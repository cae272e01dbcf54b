/** A folder of node and task tables with sequences of arrival, as published with the openb trace (its README says how). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTraceNodes, readTraceTasks, TraceModel } from '@berth/scheduler';

export type Sequence = {
  /** Rows of the task table, in order of arrival. */
  readonly arrivals: Uint16Array;
  /** Rows of the node table: of equally good nodes the first one here wins. */
  readonly order: Uint16Array;
};

type Index = {
  readonly workloads: Readonly<
    Record<
      string,
      {
        readonly file: string;
        readonly runs: readonly {
          readonly seed: number;
          readonly arrivals: number;
          readonly offset: number;
        }[];
      }
    >
  >;
};

export class OpenbFolder {
  readonly #folder: string;
  readonly #nodes: string;
  readonly #index: Index;

  constructor(folder: string) {
    this.#folder = folder;
    this.#nodes = this.#text('nodes.csv');
    this.#index = JSON.parse(this.#text('sequences', 'index.json')) as Index;
  }

  /** Those that have both tasks and sequences. */
  get workloads(): string[] {
    const tables = readdirSync(this.#folder).flatMap((name) => /^tasks_(.+)\.csv$/.exec(name)?.[1] ?? []);
    return tables.filter((name) => Object.hasOwn(this.#index.workloads, name)).sort();
  }

  seeds(workload: string): number[] {
    return (this.#index.workloads[workload]?.runs ?? []).map(({ seed }) => seed);
  }

  model(workload: string): TraceModel {
    const name = `tasks_${workload}.csv`;
    return new TraceModel(readTraceNodes(this.#nodes, 'nodes.csv'), readTraceTasks(this.#text(name), name));
  }

  sequence(workload: string, seed: number, nodes: number): Sequence | undefined {
    const entry = this.#index.workloads[workload];
    const run = entry?.runs.find((each) => each.seed === seed);
    if (!entry || !run) return undefined;
    const { arrivals, offset } = run;
    const bytes = readFileSync(join(this.#folder, 'sequences', entry.file));
    const at = (element: number) => bytes.readUInt16LE(2 * (offset + element));
    const order = new Uint16Array(nodes);
    for (let row = 0; row < nodes; row++) order[at(arrivals + row)] = row;
    return { arrivals: Uint16Array.from({ length: arrivals }, (_, element) => at(element)), order };
  }

  #text(...path: string[]): string {
    return readFileSync(join(this.#folder, ...path), 'utf8');
  }
}

/** Allocated percentage by arrived percentage, as published: "workload,policy,seed,0,1,...". */
export function readCurves(
  text: string,
): { workload: string; policy: string; seed: number; values: number[] }[] {
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [workload = '', policy = '', seed, ...values] = line.split(',');
      return { workload, policy, seed: Number(seed), values: values.map(Number) };
    });
}
