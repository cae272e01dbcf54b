/** Many seeds, each twice. */
import { type RunOptions, type RunResult, runSeed } from './run-seed.js';
import { Violation } from './trace.js';

export type CampaignOptions = Omit<RunOptions, 'seed'> & { readonly first: number; readonly count: number };

export type CampaignResult = {
  readonly failed: readonly RunResult[];
  readonly counts: ReadonlyMap<string, number>;
  readonly steps: number;
};

export async function campaign(
  options: CampaignOptions,
  say: (line: string) => void,
): Promise<CampaignResult> {
  const { first, count, ...rest } = options;
  const failed: RunResult[] = [];
  const counts = new Map<string, number>();
  let steps = 0;
  for (let seed = first; seed < first + count; seed++) {
    const result = await runTwice({ ...rest, seed });
    steps += result.steps;
    for (const [what, times] of result.counts) counts.set(what, (counts.get(what) ?? 0) + times);
    if (result.violation) {
      failed.push(result);
      say(`seed ${seed}: ${result.violation.message}`);
      say(`  faults ${JSON.stringify(result.faults)}`);
      say(
        `  npm run sim -- --seed ${seed} --steps ${rest.steps} --coordinators ${rest.coordinators}${rest.broken ? ` --break ${rest.broken}` : ''}`,
      );
    } else if ((seed - first + 1) % 20 === 0) {
      say(`${seed - first + 1} seeds`);
    }
  }
  return { failed, counts, steps };
}

/** The second run has to fold the same things into its hash, or the simulation is no evidence. */
export async function runTwice(options: RunOptions): Promise<RunResult> {
  const result = await runSeed(options);
  const again = await runSeed(options);
  if (result.hash === again.hash) return result;
  const violation = new Violation(
    'same seed, same run',
    `hash ${result.hash} and ${again.hash} after ${result.steps} and ${again.steps} steps`,
  );
  return { ...result, violation: result.violation ?? violation };
}
