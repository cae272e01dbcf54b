/** highs, an exact solver of mixed-integer programs: what could be reached at best. */
import type { Highs } from 'highs';

/** Terms as the LP format has them: "3 x_1", "- y". Binary: every variable. */
export type Program = {
  readonly maximize: readonly string[];
  readonly rows: readonly string[];
  readonly binaries: readonly string[];
};

export async function openSolver(): Promise<(program: Program) => number> {
  // The package's types describe its CommonJS form, where the loader would be one level deeper.
  const { default: load } = (await import('highs')) as unknown as { readonly default: () => Promise<Highs> };
  const solver = await load();
  return ({ maximize, rows, binaries }) => {
    const text = [
      'Maximize',
      ` obj: ${maximize.join(' + ')}`,
      'Subject To',
      ...rows.map((row, at) => ` c${at}: ${row}`),
      'Binary',
      ...binaries.map((name) => ` ${name}`),
      'End',
    ];
    const { Status, ObjectiveValue } = solver.solve(text.join('\n'));
    if (Status !== 'Optimal') throw new Error(`the solver says ${Status}`);
    return Math.round(ObjectiveValue);
  };
}
