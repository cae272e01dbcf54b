/**
 * A host with processes that outlive its agents, and a driver for one agent at a time. It behaves as the process driver
 * does: starts take time and may begin after the agent has died, exit codes are kept until somebody asks, fences fall
 * without an agent.
 */
import type { Checker, Driver, RunExit, RunHandle, StartRequest } from '@berth/agent';
import { BerthError, type PlacementId } from '@berth/core';
import type { Stream } from './random-streams.js';
import { type Journal, Violation } from './trace.js';
import type { VirtualTime } from './virtual-time.js';

export type SimulatedProcess = {
  readonly host: string;
  readonly request: StartRequest;
  readonly boot: number;
  alive: boolean;
  exit: RunExit | undefined;
  readonly waiting: Set<() => void>;
  cancelFence: () => void;
  /** Fails its checks while it is. */
  ill: boolean;
};

/** Every live process of the world, for the invariants that look across hosts. */
export class ProcessTable {
  readonly live = new Set<SimulatedProcess>();
  /** Placements whose end the ledger has acknowledged to the agent: never to be started again. */
  starts = 0;
  /** Of each due time of a placement, how often it ran. */
  readonly #dueRuns = new Map<string, number>();

  add(process: SimulatedProcess): void {
    const { placement, workload, replica, run } = process.request;
    for (const other of this.live) {
      const { request } = other;
      if (request.placement === placement) {
        throw new Violation(
          'one run per placement',
          `${placement} started on ${process.host}, runs on ${other.host}`,
        );
      }
      if (other.host === process.host) checkSharing(process, other);
      const same = request.workload === workload && request.replica === replica;
      if (same && run.exclusiveAfterMs !== undefined && request.run.exclusiveAfterMs !== undefined) {
        throw new Violation(
          'exclusive runs once',
          `${placement} on ${process.host} beside ${request.placement} on ${other.host}`,
        );
      }
    }
    checkDevices(process, this.live);
    this.live.add(process);
    if (run.schedule) this.#countDue(process.request);
    // What a schedule starts, it starts also where everything is as it should be.
    else this.starts++;
  }

  #countDue({ placement, run }: StartRequest): void {
    const { BERTH_DUE, BERTH_HOOK } = run.process.env;
    if (BERTH_HOOK) return;
    const due = `${placement}, due ${BERTH_DUE}`;
    const count = (this.#dueRuns.get(due) ?? 0) + 1;
    this.#dueRuns.set(due, count);
    if (BERTH_DUE === undefined || count > (run.failure.restarts ?? 0) + 1)
      throw new Violation('a due time has its runs once', `${due}: ${count} runs`);
  }
}

function checkSharing(process: SimulatedProcess, other: SimulatedProcess): void {
  const taken = new Set(Object.values(other.request.claim.ports));
  const port = Object.values(process.request.claim.ports).find((mine) => taken.has(mine));
  if (port === undefined) return;
  const both = `${process.request.placement} and ${other.request.placement} on ${process.host}`;
  throw new Violation('one holder per port', `${both} hold ${port}`);
}

/** What processes of one host were told to use of a device is no more than the device. */
function checkDevices(process: SimulatedProcess, live: Iterable<SimulatedProcess>): void {
  const free = new Map(Object.keys(process.request.claim.devices).map((name) => [name, 1000]));
  for (const { host, request } of [...live, process]) {
    if (host !== process.host) continue;
    for (const [name, share] of Object.entries(request.claim.devices)) {
      const left = free.get(name);
      if (left === undefined) continue;
      if (share > left) {
        const what = `${request.placement} uses ${share} of ${name} on ${host}, where ${left} is free`;
        throw new Violation('a device is not given twice', what);
      }
      free.set(name, left - share);
    }
  }
}

export type HostOptions = {
  readonly name: string;
  readonly time: VirtualTime;
  readonly random: Stream;
  /** Of its own: what checks find moves nothing else. */
  readonly health: Stream;
  readonly hooks: Stream;
  readonly fetching: Stream;
  readonly trace: Journal;
  readonly table: ProcessTable;
  readonly onViolation: (violation: unknown) => void;
  /** False to prove that fences matter. */
  readonly fences: boolean;
};

export class SimulatedHost {
  readonly #options: HostOptions;
  readonly #processes = new Map<string, SimulatedProcess>();
  readonly #claims = new Set<string>();
  #boot = 1;
  /** Off in the liveness phase: workloads behave. */
  crashesWorkloads = true;

  constructor(options: HostOptions) {
    this.#options = options;
  }

  live(): SimulatedProcess[] {
    return [...this.#processes.values()].filter((process) => process.alive);
  }

  /** Power off and on: processes are gone, files are there. */
  reboot(): void {
    this.#boot++;
    for (const process of this.#processes.values())
      this.#end(process, { message: 'the host was restarted', hostRestarted: true });
  }

  /** The driver of one agent. Once that agent is dead, none of its calls ever returns. */
  driver(alive: () => boolean): Driver {
    const { random } = this.#options;
    const answer = <T>(value: T): Promise<T> => (alive() ? Promise.resolve(value) : new Promise<T>(() => {}));
    const after = (ms: number) =>
      new Promise<void>((resolve) => void this.#options.time.schedule(ms, resolve));
    return {
      name: 'simulated',
      attributes: async () => ({ isolation: 'simulated' }),
      // An image on a thin link: meanwhile a lease may end, and a copy elsewhere take its place.
      prepare: async () => {
        const { fetching, trace } = this.#options;
        if (!this.crashesWorkloads || !fetching.chance(0.1)) return;
        trace.seen('a start waited for what it needs');
        await after(fetching.between(1_000, 120_000));
        return answer(undefined);
      },
      // Now and then more memory is in use than there is to be.
      resize: async () => {
        const { fetching, trace } = this.#options;
        await after(1);
        const isRefused = this.crashesWorkloads && fetching.chance(0.35);
        trace.seen(isRefused ? 'limits refused' : 'limits changed');
        if (isRefused && alive()) throw new BerthError('conflict', 'more memory is in use');
        return answer(undefined);
      },
      start: async (request) => {
        const boot = this.#boot;
        // Now and then it takes so long that an agent may die in between.
        await after(random.chance(0.05) ? random.between(1_000, 20_000) : random.between(1, 400));
        if (boot === this.#boot && this.#launch(request) === 'fenced')
          throw new BerthError('unreachable', 'not started: the fence has fallen');
        return answer(handleOf(request.placement, request.attempt, boot));
      },
      find: async (placement, attempt) => {
        await after(1);
        const key = keyOf(placement, attempt);
        const claimed = this.#claims.has(key);
        this.#claims.add(key);
        this.#options.trace.seen(claimed ? 'in-doubt start found' : 'in-doubt start never happened');
        return answer(
          claimed ? handleOf(placement, attempt, this.#processes.get(key)?.boot ?? 0) : undefined,
        );
      },
      isAlive: async (handle) => answer(this.#processOf(handle)?.alive ?? false),
      wait: async (handle, signal) => answer(await this.#wait(handle, signal)),
      stop: async (handle, { graceMs }) => {
        const process = this.#processOf(handle);
        // Some need the whole grace and the kill after it.
        await after(random.chance(0.2) ? graceMs : random.between(1, 500));
        if (process) this.#end(process, { exitCode: 143, message: 'killed by SIGTERM' });
        return answer(undefined);
      },
      fence: async (handle, afterMs) => {
        const process = this.#processOf(handle);
        if (process?.alive && this.#options.fences) this.#fence(process, afterMs);
        return answer(undefined);
      },
      remove: async (placement) => {
        for (const [key, process] of this.#processes)
          if (process.request.placement === placement) this.#processes.delete(key);
        return answer(undefined);
      },
      logs: async function* () {},
    };
  }

  /** Copies fall ill and recover by chance; some answers are late. Once the agent is dead, nobody hears of any. */
  checker(alive: () => boolean): Checker {
    const { health, time, trace } = this.#options;
    return {
      check: async (_probe, { handle }, { signal }) => {
        const process = this.#processOf(handle);
        if (process && health.chance(process.ill ? 0.3 : 0.05)) process.ill = !process.ill;
        const isSlow = this.crashesWorkloads && health.chance(0.02);
        await new Promise<void>((resolve) => {
          time.schedule(isSlow ? 60_000 : health.between(1, 200), resolve);
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
        if (!alive()) return new Promise(() => {});
        if (!process?.alive) return { ok: false, message: 'connection refused' };
        const ok = !this.crashesWorkloads || !process.ill;
        if (!ok) trace.seen('health check failed');
        return ok ? { ok } : { ok, message: 'status 503' };
      },
    };
  }

  #launch(request: StartRequest): 'fenced' | undefined {
    const key = keyOf(request.placement, request.attempt);
    // Somebody asked whether this start ever happened, and was told no.
    if (this.#claims.has(key)) return undefined;
    const fenceMs = request.run.exclusiveAfterMs === undefined ? undefined : (request.fenceLeftMs?.() ?? 0);
    if (fenceMs !== undefined && fenceMs <= 0 && this.#options.fences) return 'fenced';
    this.#claims.add(key);
    const { name, table, trace } = this.#options;
    const process: SimulatedProcess = {
      host: name,
      request,
      boot: this.#boot,
      alive: true,
      exit: undefined,
      waiting: new Set(),
      cancelFence: () => {},
      ill: false,
    };
    trace.say(name, 'process starts', request.placement, `attempt ${request.attempt}`);
    if (request.run.schedule) trace.seen('run on a schedule');
    this.#checkHooks(process);
    this.#processes.set(key, process);
    try {
      table.add(process);
    } catch (violation) {
      // Not an error of the driver, which the agent would deal with: the run is over.
      this.#options.onViolation(violation);
    }
    if (fenceMs !== undefined && this.#options.fences) this.#fence(process, fenceMs);
    this.#scheduleExit(process);
    return undefined;
  }

  /** A run begins after its hook was done, and nothing begins after a run before its other hook; no hook is done twice. */
  #checkHooks({ request: { placement, attempt, run } }: SimulatedProcess): void {
    const { trace, onViolation } = this.#options;
    const before = [...this.#processes.values()]
      .filter(({ request }) => request.placement === placement && request.attempt < attempt)
      .at(-1);
    const name = run.process.env.BERTH_HOOK ?? 'run';
    const last = before && (before.request.run.process.env.BERTH_HOOK ?? 'run');
    if (name !== 'run') trace.seen(`hook: ${name}`);
    const wrong = (what: string) => onViolation(new Violation('hooks', `${placement}#${attempt}: ${what}`));
    const { hooks } = run;
    if (name === 'run' && hooks?.beforeStart && (last !== 'beforeStart' || before?.exit?.exitCode !== 0))
      wrong(`begins after ${last}`);
    // After an exclusive run it is left out where another copy may run by then.
    const isFree = run.exclusiveAfterMs === undefined;
    const isDue = last === 'run' && hooks?.afterStop && isFree;
    if (isDue && name !== 'afterStop') wrong(`${name} begins, and nothing was done after the run before`);
    if (name === 'afterStop' && last === name && !before?.exit?.hostRestarted) wrong('done twice');
  }

  #scheduleExit(process: SimulatedProcess): void {
    const { random, time } = this.#options;
    const hook = process.request.run.process.env.BERTH_HOOK;
    if (hook) {
      this.#scheduleHookEnd(process);
      return;
    }
    const batch = process.request.run.kind === 'batch';
    const lifeMs = batch ? random.between(500, 20_000) : random.between(5_000, 900_000);
    const exitCode = batch && random.chance(0.7) ? 0 : random.between(1, 3);
    time.schedule(lifeMs, () => {
      if (!batch && !this.crashesWorkloads) return;
      this.#end(process, {
        exitCode: this.crashesWorkloads ? exitCode : 0,
        message: `exited with code ${exitCode}`,
      });
    });
  }

  #scheduleHookEnd(process: SimulatedProcess): void {
    const { hooks, time } = this.#options;
    const code = hooks.chance(0.2) ? 1 : 0;
    time.schedule(hooks.between(10, 8_000), () => {
      const exitCode = this.crashesWorkloads ? code : 0;
      this.#end(process, { exitCode, message: `exited with code ${exitCode}` });
    });
  }

  #fence(process: SimulatedProcess, afterMs: number): void {
    process.cancelFence();
    process.cancelFence = this.#options.time.schedule(Math.max(0, afterMs), () => {
      if (process.alive) this.#options.trace.seen('fence fell');
      this.#end(process, { exitCode: 137, message: 'killed by SIGKILL' });
    });
  }

  #end(process: SimulatedProcess, exit: RunExit): void {
    if (!process.alive) return;
    process.alive = false;
    process.exit = exit;
    process.cancelFence();
    this.#options.table.live.delete(process);
    this.#options.trace.say(process.host, 'process ends', process.request.placement, exit.message);
    for (const wake of process.waiting) wake();
  }

  async #wait(handle: RunHandle, signal: AbortSignal): Promise<RunExit> {
    const process = this.#processOf(handle);
    if (!process) return { message: 'ended, and its supervisor with it: the exit code is not known' };
    if (process.alive) {
      await new Promise<void>((resolve) => {
        process.waiting.add(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    if (signal.aborted) throw new BerthError('shutting_down', 'not watching any more');
    return process.exit ?? { message: 'unknown' };
  }

  #processOf(handle: RunHandle): SimulatedProcess | undefined {
    return this.#processes.get(keyOf(handle.placement as PlacementId, handle.attempt as number));
  }
}

function keyOf(placement: PlacementId, attempt: number): string {
  return `${placement}#${attempt}`;
}

function handleOf(placement: PlacementId, attempt: number, boot: number): RunHandle {
  return { driver: 'simulated', placement, attempt, boot };
}
