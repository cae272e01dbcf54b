/**
 * One run: a SAFETY phase with faults, in which the invariants hold after every step, then a LIVENESS phase without, in
 * which actual becomes desired and stays so.
 */
import { isTerminal } from '@berth/core';
import { CALM, type NetworkFaults } from './faulty-network.js';
import {
  checkAcknowledged,
  checkCapacity,
  checkConservation,
  checkReadiness,
  checkReplay,
  LedgerWatcher,
  wantedEndpoints,
} from './invariants.js';
import { type Stream, stream } from './random-streams.js';
import { Requests } from './requests.js';
import { Violation } from './trace.js';
import { type Breakage, World } from './world.js';

export type RunOptions = {
  readonly seed: number;
  readonly coordinators: number;
  /** Entries of virtual time in the safety phase. */
  readonly steps: number;
  readonly broken?: Breakage;
};

export type RunResult = {
  readonly seed: number;
  readonly hash: string;
  readonly counts: ReadonlyMap<string, number>;
  readonly steps: number;
  readonly virtualMs: number;
  readonly faults: FaultPlan;
  readonly violation?: Error;
  readonly lines: readonly string[];
};

/** Drawn from the seed, printed with a failure. */
export type FaultPlan = NetworkFaults & {
  readonly nodes: number;
  /** Mean time between two faults of any kind. */
  readonly faultEveryMs: number;
  readonly requestEveryMs: number;
  readonly wallJumps: boolean;
  readonly slowDisks: boolean;
};

const FULL_CHECK_EVERY = 200;
const SETTLE_WITHIN_MS = 15 * 60_000;
const STAY_MS = 3 * 60_000;

export async function runSeed(options: RunOptions): Promise<RunResult> {
  const random = stream(options.seed, 'plan');
  const plan = drawPlan(random);
  const world = new World({ ...options, nodes: plan.nodes });
  const run = new Run(world, plan, options);
  let violation: Error | undefined;
  try {
    await run.safety();
    await run.liveness();
  } catch (thrown) {
    violation = thrown instanceof Error ? thrown : new Error(String(thrown));
  }
  const { trace, time } = world;
  return {
    seed: options.seed,
    hash: trace.hash,
    counts: trace.counts,
    steps: time.steps,
    virtualMs: time.nowMs,
    faults: plan,
    lines: trace.lines,
    ...(violation && { violation }),
  };
}

function drawPlan(random: Stream): FaultPlan {
  return {
    nodes: random.between(3, 6),
    dropProbability: random.pick([0, 0.02, 0.1, 0.3]),
    repeatProbability: random.pick([0, 0.05, 0.3]),
    delayMsMax: random.pick([5, 50, 1_000]),
    faultEveryMs: random.pick([10_000, 30_000, 90_000]),
    requestEveryMs: random.pick([500, 3_000, 15_000]),
    wallJumps: random.chance(0.5),
    slowDisks: random.chance(0.3),
  };
}

class Run {
  readonly #world: World;
  readonly #plan: FaultPlan;
  readonly #options: RunOptions;
  readonly #requests: Requests;
  readonly #faults: Stream;
  readonly #watcher: LedgerWatcher;
  #faulty = true;

  constructor(world: World, plan: FaultPlan, options: RunOptions) {
    this.#world = world;
    this.#plan = plan;
    this.#options = options;
    this.#faults = stream(options.seed, 'faults');
    const names = world.machines.map((machine) => machine.name);
    this.#watcher = new LedgerWatcher((what) => world.trace.seen(what));
    this.#requests = new Requests(
      {
        random: stream(options.seed, 'requests'),
        ranks: stream(options.seed, 'ranks'),
        health: stream(options.seed, 'health'),
        rollouts: stream(options.seed, 'rollouts'),
      },
      world.trace,
      names,
    );
  }

  // ---- safety --------------------------------------------------------------------------------------------------------

  async safety(): Promise<void> {
    const world = this.#world;
    world.startCoordinator();
    const late = this.#faults.between(0, 1);
    for (const machine of world.machines.slice(late)) world.startAgent(machine);
    for (const machine of world.machines.slice(0, late)) {
      world.time.schedule(this.#faults.between(10_000, 120_000), () => world.startAgent(machine));
    }
    world.network.faults = this.#plan;
    world.slowDisks = this.#plan.slowDisks;
    this.#scheduleRequest();
    this.#scheduleFault();
    while (world.time.steps < this.#options.steps) {
      await world.time.step(Number.MAX_SAFE_INTEGER);
      await this.#check(world.time.steps % FULL_CHECK_EVERY === 0);
    }
  }

  async #check(full: boolean): Promise<void> {
    const { failure, coordinator, ledger } = this.#world;
    if (failure) throw failure;
    if (!coordinator || !ledger) return;
    if (this.#options.broken !== undefined || full) checkCapacity(coordinator.state);
    if (!full) return;
    checkConservation(coordinator.state);
    checkReadiness(coordinator.state);
    await this.#watcher.catchUp(ledger);
    checkAcknowledged(this.#requests.history, this.#watcher);
    // Between turns only: while an append is under way the working state is one block ahead.
    if (coordinator.state.index === ledger.head.index && (await quiet(coordinator))) {
      await checkReplay(ledger, coordinator.state);
    }
  }

  #scheduleRequest(): void {
    const { time } = this.#world;
    time.schedule(this.#faults.next() * 2 * this.#plan.requestEveryMs, () => {
      if (!this.#faulty) return;
      const { coordinator } = this.#world;
      if (coordinator) this.#requests.send(coordinator);
      this.#scheduleRequest();
    });
  }

  #scheduleFault(): void {
    this.#world.time.schedule(this.#faults.next() * 2 * this.#plan.faultEveryMs, () => {
      if (!this.#faulty) return;
      this.#inject();
      this.#scheduleFault();
    });
  }

  #inject(): void {
    const world = this.#world;
    const random = this.#faults;
    const machine = random.pick(world.machines);
    const backAfterMs = random.pick([100, 5_000, 60_000]);
    const draw = random.next();
    if (draw < 0.2) {
      world.crashCoordinator();
      world.time.schedule(backAfterMs, () => {
        if (!world.leading) world.startCoordinator();
      });
    } else if (draw < 0.45) {
      if (draw < 0.38) world.crashAgent(machine);
      else world.reboot(machine);
      world.time.schedule(backAfterMs, () => world.startAgent(machine));
    } else if (draw < 0.75) {
      this.#cut(machine.name, random.pick(['in', 'out', 'both']));
    } else if (draw < 0.85) {
      world.trace.seen('append failed');
      world.disk.failNextAppend();
    } else if (draw < 0.93) {
      if (this.#plan.wallJumps) world.jumpWallClock(random.pick([-3_600_000, 60_000, 86_400_000]));
    } else {
      world.takeOver(random.between(100, 4_000));
    }
  }

  /** One way or both; heals after a while together with every other cut. */
  #cut(node: string, way: 'in' | 'out' | 'both'): void {
    const { network, time, trace, options } = this.#world;
    trace.say('network', `cuts ${node} (${way})`);
    trace.seen(way === 'both' ? 'partition' : 'one-way partition');
    for (let number = 0; number < options.coordinators; number++) {
      if (way !== 'in') network.cut(node, `c${number}`);
      if (way !== 'out') network.cut(`c${number}`, node);
    }
    time.schedule(this.#faults.pick([2_000, 45_000, 120_000]), () => network.heal());
  }

  // ---- liveness ------------------------------------------------------------------------------------------------------

  async liveness(): Promise<void> {
    const world = this.#world;
    this.#faulty = false;
    world.trace.say('liveness', 'begins');
    world.network.heal();
    world.network.faults = CALM;
    world.slowDisks = false;
    for (const machine of world.machines) {
      machine.host.crashesWorkloads = false;
      world.startAgent(machine);
    }
    const deadlineMs = world.time.nowMs + SETTLE_WITHIN_MS;
    let why = 'nothing was tried';
    while (world.time.nowMs < deadlineMs) {
      await this.#pass(1_000);
      if (!world.coordinator) {
        // A take-over or a crash of the last moment.
        await this.#pass(2_000);
        if (!world.leading) world.startCoordinator();
        continue;
      }
      void this.#requests.openAll(world.coordinator);
      why = this.#difference() ?? '';
      if (why === '') break;
    }
    if (why !== '') throw new Violation('actual becomes desired', why);
    await this.#stays();
    await this.#check(true);
  }

  async #pass(ms: number): Promise<void> {
    const { time } = this.#world;
    const untilMs = time.nowMs + ms;
    while (await time.step(untilMs)) await this.#check(false);
  }

  /** Nothing further happens once everything is as it should be. */
  async #stays(): Promise<void> {
    const world = this.#world;
    const before = world.table.starts;
    const { index } = world.coordinator?.state ?? { index: 0 };
    await this.#pass(STAY_MS);
    const why = this.#difference();
    if (why) throw new Violation('what settled stays settled', why);
    if (world.table.starts !== before)
      throw new Violation('what settled stays settled', 'processes were started');
    if (!world.ledger) throw new Violation('what settled stays settled', 'the coordinator is gone');
    for await (const { block } of world.ledger.read(index + 1)) {
      const moved = block.events.find(
        (event) => event.kind === 'placements.made' || event.kind === 'placements.stopped',
      );
      if (moved) throw new Violation('what settled stays settled', `${moved.kind} at index ${block.index}`);
    }
  }

  /** What is not as it should be, or undefined. */
  #difference(): string | undefined {
    const { coordinator, machines, table } = this.#world;
    if (!coordinator) return 'no coordinator';
    const { state } = coordinator;
    if (state.nodes.size !== machines.length) return `${state.nodes.size} nodes are registered`;
    for (const machine of machines) {
      const node = state.nodes.get(machine.name as never);
      if (node?.connection !== 'up' || !machine.agent?.connected()) return `${machine.name} is not connected`;
      if (node.eligibility !== 'eligible') return `${machine.name} is ${node.eligibility}`;
      if (machine.agent.digest() !== node.digest.toString()) return `${machine.name} has another assignment`;
      if (machine.agent.endpointsDigest() !== wantedEndpoints(state, node.info.id))
        return `${machine.name} knows other endpoints`;
    }
    for (const placement of state.placements.values()) {
      if (placement.desired === 'stopped') return `${placement.id} is still stopping`;
      const ended = isTerminal(placement.observed);
      if (!ended && placement.observed !== 'running') return `${placement.id} is ${placement.observed}`;
      if (!ended && !placement.ready) return `${placement.id} is not ready: ${placement.unready}`;
      if (ended && placement.run.kind !== 'batch') return `${placement.id} is ${placement.observed}`;
      if (!ended && placement.run.kind === 'batch') return `${placement.id} has not ended`;
    }
    const held = [...state.reservations.values()].find((reservation) => reservation.phase === 'held');
    if (held) return `${held.id} is still held`;
    for (const workload of state.workloads.values()) {
      const { replicas, run } = workload.spec;
      const missing = workload.blocked?.missing ?? 0;
      if (run.kind !== 'daemon' && workload.placements.size + missing !== replicas) {
        return `${workload.key}: ${replicas} requested, ${workload.placements.size} placed, ${missing} pending`;
      }
      if (missing > 0 && workload.blocked?.reasons.length === 0)
        return `${workload.key} waits without a reason`;
      // Without room for all, an update that would take more out of service than allowed has to wait.
      if (workload.outdated > 0 && missing === 0) return `${workload.key} has outdated copies`;
    }
    const desired = [...state.placements.values()]
      .filter((placement) => !isTerminal(placement.observed))
      .map(({ id, node }) => `${node} ${id}`);
    const actual = [...table.live].map(({ host, request }) => `${host} ${request.placement}`);
    const extra = actual.find((entry) => !desired.includes(entry));
    if (extra) return `${extra} runs and should not`;
    const lacking = desired.find((entry) => !actual.includes(entry));
    return lacking && `${lacking} should run and does not`;
  }
}

/** Whether no turn is under way: a read that is answered at once. */
async function quiet(coordinator: NonNullable<World['coordinator']>): Promise<boolean> {
  let answered = false;
  void coordinator.api.info().then(
    () => {
      answered = true;
    },
    () => {},
  );
  for (let i = 0; i < 5; i++) await Promise.resolve();
  return answered && coordinator.state.changes.dirty.size === 0 && !coordinator.state.changes.roomMade;
}
