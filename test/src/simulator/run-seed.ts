/**
 * One run: a SAFETY phase with faults, in which the invariants hold after every step, then a LIVENESS phase without, in
 * which actual becomes desired and stays so.
 */
import { isTerminal, unmetNeeds } from '@berth/core';
import type { Breakage } from './control-plane.js';
import { drawPlan, type FaultPlan } from './fault-plan.js';
import { CALM } from './faulty-network.js';
import { Injector } from './injector.js';
import { wantedEndpoints } from './invariants.js';
import { type Stream, stream } from './random-streams.js';
import { type Focus, Requests } from './requests.js';
import { Violation } from './trace.js';
import { waitsForRoom } from './waiting-canaries.js';
import { World } from './world.js';

export type RunOptions = {
  readonly seed: number;
  readonly coordinators: number;
  /** Entries of virtual time in the safety phase. */
  readonly steps: number;
  readonly broken?: Breakage;
  readonly focus?: Focus;
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

const FULL_CHECK_EVERY = 200;
const SETTLE_WITHIN_MS = 15 * 60_000;
const STAY_MS = 3 * 60_000;

export async function runSeed(options: RunOptions): Promise<RunResult> {
  const random = stream(options.seed, 'plan');
  const plan = drawPlan(random, options);
  const world = new World({ ...options, nodes: plan.nodes, streamFaults: plan.stream });
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

class Run {
  readonly #world: World;
  readonly #plan: FaultPlan;
  readonly #options: RunOptions;
  readonly #requests: Requests;
  readonly #injector: Injector;
  #faulty = true;

  constructor(world: World, plan: FaultPlan, options: RunOptions) {
    this.#world = world;
    this.#plan = plan;
    this.#options = options;
    const { trace, time } = world;
    this.#injector = new Injector(world, plan, stream(options.seed, 'faults'));
    this.#requests = new Requests({
      ...{ seed: options.seed, trace, time, focus: options.focus },
      nodes: world.machines.map((machine) => machine.name),
      onViolation: (violation) => {
        world.failure ??= violation;
      },
    });
  }

  // ---- safety --------------------------------------------------------------------------------------------------------

  async safety(): Promise<void> {
    const world = this.#world;
    const random = stream(this.#options.seed, 'schedule');
    world.plane.start();
    const late = random.between(0, 1);
    for (const machine of world.machines.slice(late)) world.startAgent(machine);
    for (const machine of world.machines.slice(0, late)) {
      world.time.schedule(random.between(10_000, 120_000), () => world.startAgent(machine));
    }
    world.network.faults = this.#plan;
    world.slowDisks = this.#plan.slowDisks;
    const { requestEveryMs, faultEveryMs } = this.#plan;
    this.#every(requestEveryMs, stream(this.#options.seed, 'asking'), () => this.#ask());
    this.#every(requestEveryMs * 4, stream(this.#options.seed, 'moving'), () => this.#move());
    this.#every(faultEveryMs, random, () => this.#injector.strike());
    while (world.time.steps < this.#options.steps) {
      await world.time.step(Number.MAX_SAFE_INTEGER);
      await this.#check(world.time.steps % FULL_CHECK_EVERY === 0);
    }
  }

  async #check(full: boolean): Promise<void> {
    const { failure, plane } = this.#world;
    if (failure) throw failure;
    const known = await plane.check(full);
    const { traces, dispatches } = plane.watcher;
    if (full && known) this.#requests.operations.check(traces, dispatches.ever);
  }

  #every(meanMs: number, random: Stream, run: () => void): void {
    this.#world.time.schedule(random.next() * 2 * meanMs, () => {
      if (!this.#faulty) return;
      run();
      this.#every(meanMs, random, run);
    });
  }

  #ask(): void {
    const { client } = this.#world.plane;
    if (client) this.#requests.send(client);
  }

  #move(): void {
    const { client, leader } = this.#world.plane;
    if (client && leader) this.#requests.move(leader, client);
  }

  // ---- liveness ------------------------------------------------------------------------------------------------------

  async liveness(): Promise<void> {
    const world = this.#world;
    this.#faulty = false;
    world.trace.say('liveness', 'begins');
    world.network.heal();
    world.network.faults = CALM;
    world.slowDisks = false;
    world.plane.heal();
    for (const machine of world.machines) {
      machine.host.crashesWorkloads = false;
      world.taint(machine, false);
      world.startAgent(machine);
    }
    const deadlineMs = world.time.nowMs + SETTLE_WITHIN_MS;
    let why = 'nothing was tried';
    while (world.time.nowMs < deadlineMs) {
      await this.#pass(1_000);
      const { client, leader } = world.plane;
      if (!client || !leader) {
        why = 'nobody leads';
        // A crash of the last moment.
        await this.#pass(2_000);
        world.plane.revive();
        continue;
      }
      void this.#requests.openAll(client);
      why = this.#difference() ?? '';
      if (why === '') break;
    }
    if (why !== '') throw new Violation('actual becomes desired', why);
    await this.#stays();
    // Each looks at another coordinator.
    for (let at = 0; at < this.#options.coordinators; at++) await this.#check(true);
    const { traces, dispatches } = world.plane.watcher;
    this.#requests.operations.checkAll(traces, dispatches.ever);
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
    const { index } = world.plane.leader?.state ?? { index: 0 };
    await this.#pass(STAY_MS);
    // A leader says from time to time that it leads: that block may be on its way just now.
    for (let tries = 0; tries < 10 && world.plane.unsettled(); tries++) await this.#pass(100);
    const why = this.#difference();
    if (why) throw new Violation('what settled stays settled', why);
    if (world.table.starts !== before)
      throw new Violation('what settled stays settled', 'processes were started');
    for await (const { block } of world.plane.blocks(index + 1)) {
      const moved = block.events.find(
        (event) => event.kind === 'placements.made' || event.kind === 'placements.stopped',
      );
      if (moved) throw new Violation('what settled stays settled', `${moved.kind} at index ${block.index}`);
    }
  }

  /** What is not as it should be, or undefined. */
  #difference(): string | undefined {
    const { plane, machines, table } = this.#world;
    const { leader } = plane;
    const open = plane.unsettled();
    if (!leader || open) return open ?? 'nobody leads';
    const { state } = leader;
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
      // What it does just now, its schedule says.
      if (placement.run.schedule && !ended) continue;
      if (!ended && placement.observed !== 'running') return `${placement.id} is ${placement.observed}`;
      if (!ended && !placement.ready) return `${placement.id} is not ready: ${placement.unready}`;
      if (placement.observed === 'failed') return `${placement.id} has failed`;
      if (ended && placement.run.kind !== 'batch') return `${placement.id} is ${placement.observed}`;
      if (!ended && placement.run.kind === 'batch') return `${placement.id} has not ended`;
    }
    for (const { id, node } of state.removedVolumes.values()) return `${id} is not deleted on ${node}`;
    const held = [...state.reservations.values()].find((reservation) => reservation.phase === 'held');
    if (held) return `${held.id} is still held`;
    for (const workload of state.workloads.values()) {
      const { replicas, run } = workload.spec;
      const missing = workload.blocked?.missing ?? 0;
      const lacking = replicas - workload.placements.size;
      // An update that would start copies beside others waits for room for more than are lacking.
      // What is not there need not be waited for in vain: it says so, and it is so.
      const waits = unmetNeeds(state, workload);
      if (waits.length !== (workload.waiting?.needs.length ?? 0))
        return `${workload.key} waits for ${workload.waiting?.needs.length ?? 0}, not ${waits.length}`;
      if (waits.length > 0) continue;
      const isAsked = missing === lacking || (missing > lacking && workload.outdated > 0);
      if (run.kind !== 'daemon' && !isAsked) {
        return `${workload.key}: ${replicas} requested, ${workload.placements.size} placed, ${missing} pending`;
      }
      // A batch gang that has given up is not placed any more, whatever room there is.
      if (missing > 0 && workload.blocked?.reasons.length === 0 && !workload.blocked.overdue)
        return `${workload.key} waits without a reason`;
      // Without room for all, an update that would take more out of service than allowed has to wait.
      const hasToWait = missing > 0 && lacking >= workload.spec.update.maxUnavailable;
      const { rollout } = workload;
      const mayGoOn = missing === 0 || workload.spec.update.progressDeadlineMs !== undefined;
      if (rollout && !rollout.ended && mayGoOn) return `an update of ${workload.key} is under way`;
      const isOver = rollout?.ended?.outcome === 'failed';
      const isHeld = isOver || waitsForRoom(state, workload);
      if (workload.outdated > 0 && !hasToWait && !isHeld) return `${workload.key} has outdated copies`;
    }
    const desired = [...state.placements.values()]
      .filter(({ observed, run }) => !isTerminal(observed) && !run.schedule)
      .map(({ id, node }) => `${node} ${id}`);
    const actual = [...table.live]
      .filter(({ request }) => !request.run.schedule)
      .map(({ host, request }) => `${host} ${request.placement}`);
    const extra = actual.find((entry) => !desired.includes(entry));
    if (extra) return `${extra} runs and should not`;
    const lacking = desired.find((entry) => !actual.includes(entry));
    return lacking && `${lacking} should run and does not`;
  }
}
