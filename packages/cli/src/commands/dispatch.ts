/** `berth dispatch`: runs of a batch, each with parameters and input of its own. */
import { type BerthClient, followDispatch, followLogs } from '@berth/client';
import {
  BerthError,
  type Dispatched,
  type DispatchView,
  EXIT,
  splitWorkloadKey,
  type WorkloadKey,
} from '@berth/core';
import { age } from '../age.js';
import {
  type CommonOptions,
  type Effects,
  printJson,
  type ReadOptions,
  sayWhenStale,
  withClient,
} from '../effects.js';
import { type Cell, type Colour, needLines, rejectLine, table } from '../render.js';

export type DispatchOptions = CommonOptions & {
  /** NAME=VALUE each. */
  readonly param: readonly string[];
  /** "-": standard input. */
  readonly inputFile?: string;
  readonly id?: string;
  readonly follow?: boolean;
  readonly reason?: string;
};

/** As of a program that Ctrl-C has ended. */
const INTERRUPTED = 130;
/** A copy that prints nothing yet is looked at this often. */
const LOOK_EVERY_MS = 500;
/** After the end of the run, for what it printed last to arrive. */
const LAST_OUTPUT_MS = 10_000;

/** Returns the exit code: with --follow, that of the run. */
export async function dispatch(target: string, options: DispatchOptions, effects: Effects): Promise<number> {
  const { id, inputFile, follow = false, reason } = options;
  const params = paramsOf(options.param);
  const input = inputFile === undefined ? undefined : await effects.readBytes(inputFile);
  // A coordinator that does not lead may not know yet of a run that it has only just handed on.
  return withClient({ ...options, consistent: follow }, effects, async (client) => {
    const made = await client.dispatch({
      ...{ workload: target, params },
      ...(input && { input }),
      ...(id !== undefined && { id }),
      actor: { name: effects.userName, ...(reason !== undefined && { reason }) },
    });
    if (follow) return followed(client, made, options, effects);
    const { kind: _kind, ...shown } = made;
    if (!printJson(options, effects, shown)) effects.out(`${madeText(made)}\n`);
    return EXIT.done;
  });
}

function madeText({ workload, created }: Dispatched): string {
  return created ? `${workload}: dispatched` : `${workload}: known already, nothing is dispatched again`;
}

function paramsOf(pairs: readonly string[]): Record<string, string> {
  const params: Record<string, string> = {};
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, Math.max(0, at));
    if (name === '')
      throw new BerthError('invalid_request', `"${pair}" is no parameter: write NAME=VALUE, e.g. file=a.jpg`);
    if (Object.hasOwn(params, name))
      throw new BerthError('invalid_request', `parameter "${name}" is given twice: write it once`);
    params[name] = pair.slice(at + 1);
  }
  return params;
}

/** What it prints goes to standard output, what becomes of it to standard error. */
async function followed(
  client: BerthClient,
  made: Dispatched,
  options: DispatchOptions,
  effects: Effects,
): Promise<number> {
  const { workload } = made;
  const say = (text: string) => void (options.json || effects.err(`${text}\n`));
  say(madeText(made));
  const output = new Output(client, workload, effects);
  let told = '';
  let end: DispatchView;
  try {
    end = await followDispatch(
      client,
      {
        ...{ workload, clock: effects.clock },
        onChange: (run) => {
          const text = stateText(run);
          if (text !== told && run.endedAtMs === undefined) say(text);
          told = text;
          if (!options.json && run.startedAtMs !== undefined) output.look();
        },
        onLost: (why) => say(`berth: ${why}; trying again`),
      },
      effects.signal,
    );
  } catch (thrown) {
    if (!effects.signal.aborted) throw thrown;
    say(`berth: interrupted; ${workload} goes on: \`berth dispatch stop ${workload}\` ends it`);
    return INTERRUPTED;
  }
  await output.ends();
  const { kind: _kind, ...shown } = made;
  if (!printJson(options, effects, { ...shown, run: end })) say(stateText(end));
  return exitOf(end);
}

function exitOf({ state, exitCode = 0 }: DispatchView): number {
  if (state === 'completed') return EXIT.done;
  return state === 'failed' && exitCode > 0 && exitCode <= 255 ? exitCode : EXIT.failed;
}

/** What all copies of a run print, as it comes. */
class Output {
  readonly #client: BerthClient;
  readonly #workload: WorkloadKey;
  readonly #effects: Effects;
  /** Nothing more comes, but for what has not arrived yet. */
  readonly #over = new AbortController();
  readonly #late = new AbortController();
  readonly #reading = new Map<string, Promise<void>>();
  #looking: Promise<void> = Promise.resolve();

  constructor(client: BerthClient, workload: WorkloadKey, effects: Effects) {
    this.#client = client;
    this.#workload = workload;
    this.#effects = effects;
  }

  /** For copies that are not read yet. */
  look(): void {
    this.#looking = this.#looking.then(() => this.#look()).catch(() => {});
  }

  async #look(): Promise<void> {
    const { stack, workload } = splitWorkloadKey(this.#workload);
    const { placements } = await this.#client.listPlacements({ stack, workload });
    for (const { id } of placements) {
      if (this.#reading.has(id)) continue;
      const reading = this.#read(id).catch((thrown: unknown) => this.#lost(id, thrown));
      this.#reading.set(id, reading);
    }
  }

  /** What a copy prints is followed until the run ends; what is left then is read to its end. */
  async #read(placement: string): Promise<void> {
    const { clock, signal, write } = this.#effects;
    let next = 0;
    const wish = { tailBytes: 0, follow: true };
    const until = AbortSignal.any([signal, this.#over.signal]);
    while (!until.aborted) {
      const following = { placement, wish: { ...wish, from: next }, clock };
      for await (const { at, data } of followLogs(this.#client, following, until)) {
        next = at + data.length;
        await write(data);
      }
      // It has not begun to print.
      await pause(LOOK_EVERY_MS, clock, until);
    }
    const rest = { placement, ...wish, follow: false, from: next };
    const last = AbortSignal.any([signal, this.#late.signal]);
    for await (const { data } of this.#client.logs(rest, last)) await write(data);
  }

  #lost(placement: string, thrown: unknown): void {
    this.#effects.err(
      `berth: what ${placement} printed cannot be read: ${BerthError.from(thrown).message}\n`,
    );
  }

  async ends(): Promise<void> {
    const cancel = this.#effects.clock.schedule(LAST_OUTPUT_MS, () => this.#late.abort());
    await this.#looking;
    this.#over.abort();
    await Promise.all(this.#reading.values());
    cancel();
  }
}

function pause(ms: number, clock: Effects['clock'], signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      cancel();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = clock.schedule(ms, finish);
    signal.addEventListener('abort', finish);
    if (signal.aborted) finish();
  });
}

/** "shop/resize@7: failed with exit code 3: no such picture". */
function stateText(run: DispatchView): string {
  const { workload, state, exitCode, message } = run;
  const code = exitCode === undefined || state !== 'failed' ? '' : ` with exit code ${exitCode}`;
  const why = state === 'waiting' ? waitLines(run).join('; ') : message;
  return `${workload}: ${state}${code}${why ? `: ${why}` : ''}`;
}

function waitLines(run: DispatchView): string[] {
  return [...needLines({ ...(run.waitsFor && { waitsFor: run.waitsFor }) }), ...run.rejects.map(rejectLine)];
}

export async function listDispatches(target: string, options: ReadOptions, effects: Effects): Promise<void> {
  await withClient(options, effects, async (client) => {
    const { dispatches, ...shown } = await client.listDispatches(target);
    if (!printJson(options, effects, dispatches)) effects.out(runTable(target, dispatches, effects));
    sayWhenStale(shown, effects);
  });
}

const COLOURS: Readonly<Record<DispatchView['state'], Colour>> = {
  waiting: 'yellow',
  running: 'green',
  stopping: 'yellow',
  completed: 'dim',
  failed: 'red',
  stopped: 'dim',
};

function runTable(target: string, runs: readonly DispatchView[], effects: Effects): string {
  if (runs.length === 0) return `no runs of ${target}; \`berth dispatch ${target}\` makes one\n`;
  const nowMs = effects.clock.nowMs();
  const rows = runs.map(({ id, state, exitCode, dispatchedAtMs, actor, params }): Cell[] => [
    id,
    { text: state, colour: COLOURS[state] },
    exitCode === undefined ? '' : String(exitCode),
    age(dispatchedAtMs, nowMs),
    actor.name,
    paramText(params),
  ]);
  return table(effects, ['RUN', 'STATE', 'EXIT', 'AGE', 'BY', 'PARAMS'], rows);
}

/** Whoever gave them may have given anything: nothing of it may draw on a terminal. */
function paramText(params: DispatchView['params']): string {
  return Object.entries(params)
    .map(([name, value]) => `${name}=${/^[\w./:@%+,-]*$/.test(value) ? value : JSON.stringify(value)}`)
    .join(' ');
}

export async function stopDispatch(
  run: string,
  options: CommonOptions & { readonly reason?: string },
  effects: Effects,
): Promise<void> {
  await withClient(options, effects, async (client) => {
    const { reason } = options;
    const actor = { name: effects.userName, ...(reason !== undefined && { reason }) };
    const { workload } = await client.stopDispatch({ workload: run, actor });
    if (!printJson(options, effects, { workload })) effects.out(`${workload}: stopping\n`);
  });
}

/** `berth status` of one run. Returns the index that it shows. */
export async function showRun(
  client: BerthClient,
  target: string,
  options: CommonOptions,
  effects: Effects,
): Promise<number> {
  const { dispatches, ...shown } = await client.listDispatches(target);
  sayWhenStale(shown, effects);
  const [run] = dispatches;
  if (!run || printJson(options, effects, run)) return shown.index;
  const { version, actor, dispatchedAtMs, params, inputBytes, startedAtMs, endedAtMs } = run;
  const nowMs = effects.clock.nowMs();
  effects.out(`${stateText(run)}\n`);
  effects.out(`  dispatched ${age(dispatchedAtMs, nowMs)} ago by ${actor.name}, stack version ${version}\n`);
  if (startedAtMs !== undefined && endedAtMs !== undefined)
    effects.out(`  took ${age(startedAtMs, endedAtMs)}\n`);
  if (Object.keys(params).length > 0) effects.out(`  ${paramText(params)}\n`);
  if (inputBytes !== undefined) effects.out(`  input of ${inputBytes} bytes\n`);
  return shown.index;
}
