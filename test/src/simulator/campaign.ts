/** Many seeds, some of them twice: in this thread, or in several. */
import { Worker } from 'node:worker_threads';
import { type RunOptions, type RunResult, runSeed } from './run-seed.js';
import { Violation } from './trace.js';

export type CampaignOptions = Omit<RunOptions, 'seed'> & {
  readonly first: number;
  readonly count: number;
  /** Threads beside this one; none: here. */
  readonly threads?: number;
};

export type CampaignResult = {
  readonly failed: readonly RunResult[];
  readonly counts: ReadonlyMap<string, number>;
  readonly steps: number;
  readonly virtualMs: number;
};

export async function campaign(
  options: CampaignOptions,
  say: (line: string) => void,
): Promise<CampaignResult> {
  const { first, count, threads = 0, ...rest } = options;
  const failed: RunResult[] = [];
  const counts = new Map<string, number>();
  let [done, steps, virtualMs] = [0, 0, 0];
  const take = (result: RunResult) => {
    steps += result.steps;
    virtualMs += result.virtualMs;
    for (const [what, times] of result.counts) counts.set(what, (counts.get(what) ?? 0) + times);
    if (result.violation) {
      failed.push(result);
      say(`seed ${result.seed}: ${result.violation.message}`);
      say(`  faults ${JSON.stringify(result.faults)}`);
      say(`  ${commandFor({ ...rest, seed: result.seed })}`);
    }
    if (++done % 20 === 0) say(`${done} seeds`);
  };
  const seeds = Array.from({ length: count }, (_, at) => first + at);
  if (threads > 0) await inThreads(Math.min(threads, count), seeds, rest, take);
  else for (const seed of seeds) take(await runInCampaign({ ...rest, seed }));
  return { failed, counts, steps, virtualMs };
}

/** The line that runs a seed again. */
function commandFor({ seed, steps, coordinators, broken, focus }: RunOptions): string {
  const more = `${broken ? ` --break ${broken}` : ''}${focus ? ` --focus ${focus}` : ''}`;
  return `npm run sim -- --seed ${seed} --steps ${steps} --coordinators ${coordinators}${more}`;
}

function inThreads(
  threads: number,
  seeds: number[],
  options: Omit<RunOptions, 'seed'>,
  take: (result: RunResult) => void,
): Promise<unknown> {
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(new URL('./seed-worker.js', import.meta.url), { workerData: options });
      const next = () => {
        const seed = seeds.shift();
        if (seed !== undefined) worker.postMessage(seed);
        else void worker.terminate().then(() => resolve());
      };
      worker.on('message', (result: RunResult) => {
        take(result);
        next();
      });
      worker.on('error', reject);
      next();
    });
  return Promise.all(Array.from({ length: threads }, one));
}

/** What is not determined by its seed shows in few runs, and seeds look at more than second runs do. */
const TWICE_EVERY = 4;

export function runInCampaign(options: RunOptions): Promise<RunResult> {
  return options.seed % TWICE_EVERY === 0 ? runTwice(options) : runSeed(options);
}

/** The second run has to fold the same things into its hash, or the simulation is no evidence. */
async function runTwice(options: RunOptions): Promise<RunResult> {
  const result = await runSeed(options);
  const again = await runSeed(options);
  if (result.hash === again.hash) return result;
  const violation = new Violation(
    'same seed, same run',
    `hash ${result.hash} and ${again.hash} after ${result.steps} and ${again.steps} steps`,
  );
  return { ...result, violation: result.violation ?? violation };
}
