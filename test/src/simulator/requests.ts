/** What people and programs do to the cluster, by chance, and the record of what they were told. */
import {
  type Applied,
  BerthError,
  CATCH_UPS,
  type Eligibility,
  HEALTH_MEANINGS,
  type HealthCheck,
  type HealthRule,
  nodeId,
  ON_RETURN,
  OVERLAPS,
  type PlaceWish,
  type Reservation,
  ROLLOUT_ACTIONS,
  type Schedule,
  type StackSpec,
  type VolumeId,
  type WorkloadSpec,
  workloadKey,
} from '@berth/core';
import type { ControlApi } from '@berth/transport';
import { stack as stackOf, workload } from '../core/cluster-fixture.js';
import type { Leading } from './control-plane.js';
import { neverAsked } from './control-wire.js';
import { type Act, DispatchRequests } from './dispatch-requests.js';
import { Operations } from './operations.js';
import { type Stream, stream } from './random-streams.js';
import { failureSource, Resizes, withBrittleness } from './stack-changes.js';
import { type Journal, Violation } from './trace.js';
import type { VirtualTime } from './virtual-time.js';
import { volumesSource, withVolumes } from './volumes.js';

const STACKS = ['red', 'green', 'blue'];

/** What a campaign may look at more closely. */
export type Focus = 'exclusive';

/** Codes of answers that say for certain that nothing was done. */
const NOT_DONE: ReadonlySet<string> = new Set([
  ...['invalid_request', 'not_found', 'conflict', 'unschedulable', 'overloaded', 'not_leader', 'refused'],
]);

export type RequestsDeps = {
  readonly seed: number;
  readonly trace: Journal;
  readonly time: VirtualTime;
  readonly nodes: readonly string[];
  readonly focus: Focus | undefined;
  readonly onViolation: (violation: unknown) => void;
};

export class Requests {
  readonly operations = new Operations();
  readonly #deps: RequestsDeps;
  readonly #random: Stream;
  /** Of their own, so that what seeds drew before there were ranks or moves stays as it was. */
  readonly #ranks: Stream;
  readonly #moves: Stream;
  readonly #health: Stream;
  readonly #rollouts: Stream;
  readonly #needs: Stream;
  readonly #failures: Stream;
  readonly #volumes: Stream;
  readonly #schedules: Stream;
  readonly #brittle: Stream;
  readonly #resizes: Resizes;
  readonly #dispatches: DispatchRequests;
  readonly #reservations: Reservation[] = [];
  readonly #closed = new Set<string>();

  constructor(deps: RequestsDeps) {
    const { seed } = deps;
    this.#deps = deps;
    this.#random = stream(seed, 'requests');
    this.#ranks = stream(seed, 'ranks');
    this.#moves = stream(seed, 'moves');
    this.#health = stream(seed, 'health');
    this.#rollouts = stream(seed, 'rollouts');
    this.#needs = stream(seed, 'needs');
    this.#failures = stream(seed, 'failures');
    this.#volumes = stream(seed, 'volumes');
    this.#schedules = stream(seed, 'schedules');
    this.#brittle = stream(seed, 'brittle');
    this.#resizes = new Resizes(stream(seed, 'sizes'));
    this.#dispatches = new DispatchRequests(seed);
  }

  /** One request, not waited for: the answer comes when it comes, or never. */
  send(api: ControlApi): void {
    const act = this.#rollouts.chance(0.1) ? this.#rollout() : this.#choose();
    this.#send(api, act).catch(this.#deps.onViolation);
    if (this.#failures.chance(0.05)) this.#send(api, this.#retry()).catch(this.#deps.onViolation);
    this.#send(api, this.#dispatches.act(STACKS)).catch(this.#deps.onViolation);
  }

  /** A move of some copy that runs, as a plan of moves would ask for; and now and then some volume is removed. */
  move({ api, state }: Leading, through: ControlApi): void {
    const random = this.#moves;
    const volumes = [...state.volumes.keys()];
    if (volumes.length > 0 && this.#volumes.chance(0.4)) {
      const removal = this.#removeVolume(this.#volumes.pick(volumes));
      this.#send(through, removal).catch(this.#deps.onViolation);
    }
    // Most of the time one that can be moved.
    const sensible = random.chance(0.8);
    const placements = [...state.placements.values()].filter(
      ({ desired, observed, run }) =>
        desired === 'running' && (!sensible || (observed === 'running' && run.kind === 'service')),
    );
    if (placements.length === 0) return;
    const { id: placement } = random.pick(placements);
    const to = nodeId(random.pick(this.#deps.nodes));
    // Now and then as people do it: what a plan says, one by one.
    if (random.chance(0.3)) return void this.#rebalance(api, through).catch(this.#deps.onViolation);
    const act: Act = {
      what: `move ${placement} to ${to}`,
      ask: (asked, actor) => asked.move({ placement, to, actor }),
    };
    this.#send(through, act).catch(this.#deps.onViolation);
  }

  async #rebalance(planner: ControlApi, through: ControlApi): Promise<void> {
    const plan = await planner.rebalance({ moves: 3 }).catch(() => undefined);
    for (const { placement, to } of plan?.moves ?? []) {
      this.#deps.trace.seen('move of a plan');
      await this.#send(through, {
        what: `move ${placement} to ${to}`,
        ask: (api, actor) => api.move({ placement, to, actor }),
      });
    }
  }

  async #send(api: ControlApi, act: Act | undefined): Promise<void> {
    if (!act) return;
    const { trace, time } = this.#deps;
    const operation = this.operations.begin(act.what, time.nowMs);
    trace.say('request', operation.name, act.what);
    try {
      const reply = await act.ask(api, { name: operation.name });
      trace.say('reply', operation.name, reply.kind);
      trace.seen(`done: ${reply.kind}`);
      this.operations.end(operation, 'acknowledged', time.nowMs, reply);
    } catch (thrown) {
      if (!(thrown instanceof BerthError)) throw thrown;
      const certain = NOT_DONE.has(thrown.code) || neverAsked(thrown);
      this.operations.end(operation, certain ? 'refused' : 'unknown', time.nowMs);
      trace.say('reply', operation.name, thrown.code, thrown.message);
      trace.seen(`not done: ${thrown.code}`);
    }
  }

  #choose(): Act | undefined {
    const draw = this.#random.next();
    if (draw < 0.45) return this.#apply();
    if (draw < 0.55) return this.#delete();
    if (draw < 0.75) return this.#place();
    if (draw < 0.88) return this.#settleReservation();
    return this.#eligibility();
  }

  #apply(): Act {
    const spec = this.#resizes.next() ?? this.#stack();
    const source = sourceOf(spec);
    return {
      what: `apply ${spec.stack} ${Object.keys(spec.workloads).join(',')}`,
      ask: async (api, actor) => {
        const applied = checkApplied(await api.apply({ source, actor }));
        this.#resizes.note(spec);
        return applied;
      },
    };
  }

  #stack(): StackSpec {
    const random = this.#random;
    const workloads: Record<string, WorkloadSpec> = {};
    for (const name of ['web', 'db', 'job', 'beacon']) {
      if (random.chance(this.#deps.focus === 'exclusive' && name === 'db' ? 0.95 : 0.6))
        workloads[name] = withBrittleness(
          this.#brittle,
          withVolumes(this.#volumes, this.#checked(this.#workload(name))),
        );
    }
    const stack = random.pick(STACKS);
    return stackOf(stack, { ...this.#needing(stack, workloads), ...this.#dispatches.workloads() });
  }

  /** Now and then one needs another one, of its stack or of any; what goes in a circle is refused. */
  #needing(stack: string, workloads: Record<string, WorkloadSpec>): Record<string, WorkloadSpec> {
    const random = this.#needs;
    const names = Object.keys(workloads);
    const needing: Record<string, WorkloadSpec> = {};
    for (const [name, spec] of Object.entries(workloads)) {
      const isOwn = random.chance(0.8);
      const target = isOwn
        ? workloadKey(stack, random.pick(names))
        : workloadKey(random.pick(STACKS), random.pick(['web', 'db']));
      const isOther = isOwn ? target !== `${stack}/${name}` : !target.startsWith(`${stack}/`);
      const until = random.chance(0.2) ? { until: 'running' as const } : {};
      const needs = random.chance(0.4) && isOther ? { needs: [{ workload: target, ...until }] } : {};
      needing[name] = { ...spec, ...needs };
    }
    return needing;
  }

  #workload(name: string): WorkloadSpec {
    const random = this.#random;
    const size = { cpu: random.pick([50, 200, 600]), memory: random.pick([32, 128, 400]) };
    const command = ['serve', `v${random.between(1, 4)}`];
    if (name === 'beacon') return workload({ kind: 'daemon', cpu: 20, memory: 16, command });
    if (name === 'job') {
      const wish = { kind: 'batch' as const, replicas: random.between(0, 3), ...size, command };
      const rank = this.#rank();
      const gang = this.#ranks.chance(0.5) && this.#gang();
      const scheduled = this.#schedules.chance(0.4);
      return workload({ ...wish, ...rank, ...(scheduled ? this.#schedule() : gang) });
    }
    if (name === 'db') {
      const disconnect = { policy: 'exclusive' as const, afterMs: random.pick([5_000, 20_000]) };
      return workload({
        ...size,
        ...this.#rank(),
        command,
        disconnect,
        replicas: 1,
        ports: { sql: random.pick(['auto' as const, 20_005]) },
      });
    }
    const policy = random.pick(['keep', 'replace'] as const);
    return workload({
      ...size,
      ...this.#rank(),
      ...(this.#ranks.chance(0.3) && this.#gang()),
      command,
      replicas: random.between(0, 6),
      ports: random.chance(0.7) ? { http: 'auto' } : {},
      devices: random.chance(0.2) ? this.#devices() : {},
      disconnect: {
        policy,
        afterMs: random.pick([0, 10_000]),
        ...(policy === 'replace' && { onReturn: this.#ranks.pick(ON_RETURN) }),
      },
      maxUnavailable: random.between(1, 3),
      update: this.#update(),
      placement: {
        ...(this.#moves.chance(0.4) && {
          tolerate: [{ key: 'upkeep', ...(this.#moves.chance(0.7) && { forMs: 20_000 }) }],
        }),
        ...(random.chance(0.4) && {
          spread: [
            { by: 'site', maxSkew: random.between(1, 2) },
            { by: 'node', weight: random.between(1, 100) },
          ],
        }),
        ...(random.chance(0.2) && { distinct: { by: 'site', limit: random.between(1, 3) } }),
        ...(random.chance(0.2) && { apart: { by: 'node', from: [] } }),
        ...(random.chance(0.2) && { near: { workload: name, by: 'region' } }),
        require: random.chance(0.2) ? ["node.labels.tier == 'gold'"] : [],
      },
    });
  }

  /** With health checks, a delay before the stop, and somebody whose endpoints it wants to know; each now and then. */
  #checked(spec: WorkloadSpec): WorkloadSpec {
    const health = this.#health;
    const check = (failures: number): HealthCheck => ({
      probe: { kind: 'exec', command: ['check'] },
      intervalMs: health.pick([500, 5_000]),
      timeoutMs: 2_000,
      failures,
      successes: health.between(1, 2),
      graceMs: health.pick([0, 3_000]),
    });
    const rule: HealthRule = {
      ...(health.chance(0.3) && { start: check(100) }),
      ...(health.chance(0.8) && { ready: check(2) }),
      ...(health.chance(0.3) && { live: check(6) }),
    };
    const run = {
      ...spec.run,
      ...(health.chance(0.5) && Object.keys(rule).length > 0 && { health: rule }),
      ...(health.chance(0.3) && { shutdownDelayMs: health.pick([500, 5_000]) }),
      ...(health.chance(0.4) && {
        upstreams: [workloadKey(health.pick(STACKS), health.pick(['web', 'db']))],
      }),
      ...(this.#needs.chance(0.3) && { hooks: this.#hooks() }),
    };
    return { ...spec, run };
  }

  #hooks(): NonNullable<WorkloadSpec['run']['hooks']> {
    const hook = { command: ['hook'], timeoutMs: this.#needs.pick([4_000, 60_000]) };
    return {
      ...(this.#needs.chance(0.6) && { beforeStart: hook }),
      ...(this.#needs.chance(0.7) && { afterStop: hook }),
    };
  }

  /** How it is updated; those that nobody would promote go on by themselves. */
  #update(): Partial<WorkloadSpec['update']> {
    const rollouts = this.#rollouts;
    return {
      ...(rollouts.chance(0.5) && { maxSurge: rollouts.between(1, 2) }),
      ...(rollouts.chance(0.3) && { canaries: rollouts.between(1, 2), autoPromote: true }),
      ...(rollouts.chance(0.4) && { autoRevert: true, progressDeadlineMs: rollouts.pick([20_000, 60_000]) }),
      ...(rollouts.chance(0.5) && { healthyForMs: rollouts.pick([1_000, 5_000]) }),
    };
  }

  /** What people say of rollouts; often there is none, and the answer is no. */
  #rollout(): Act {
    const target = this.#rollouts.pick(STACKS);
    const action = this.#rollouts.pick(ROLLOUT_ACTIONS);
    return {
      what: `rollout ${action} ${target}`,
      ask: (api, actor) => api.rollout({ target, action, actor }),
    };
  }

  #retry(): Act {
    const target = this.#failures.pick(STACKS);
    return { what: `retry ${target}`, ask: (api, actor) => api.retry({ target, actor }) };
  }

  #rank(): { priority: number; preempt: boolean } {
    return { priority: this.#ranks.pick([20, 50, 80]), preempt: this.#ranks.chance(0.5) };
  }

  #gang(): { gang: NonNullable<WorkloadSpec['gang']> } {
    return { gang: { timeoutMs: this.#ranks.pick([10_000, 120_000]) } };
  }

  #schedule(): { schedule: Schedule } {
    const schedules = this.#schedules;
    const catchUp = schedules.pick(CATCH_UPS);
    return {
      schedule: {
        cron: schedules.pick(['*/30 * * * * *', '* * * * *', '@hourly']),
        timeZone: schedules.pick(['UTC', 'Europe/Berlin']),
        overlap: schedules.pick(OVERLAPS),
        catchUp,
        ...(catchUp === 'last' && schedules.chance(0.5) && { deadlineMs: 600_000 }),
      },
    };
  }

  /** Whole cameras, or a share of one. */
  #devices(): Readonly<Record<string, number>> {
    const random = this.#random;
    return { [random.pick(['camera', 'camera', 'camera/y', 'cam0'])]: random.pick([150, 400, 500, 1000]) };
  }

  #delete(): Act {
    const name = this.#random.pick(STACKS);
    const force = this.#needs.chance(0.3);
    return {
      what: `delete ${name}`,
      ask: (api, actor) => api.deleteStack({ stack: name, force, actor }),
    };
  }

  /** Refused as long as a copy uses it, unless its node is away. */
  #removeVolume(volume: VolumeId): Act {
    const force = this.#volumes.chance(0.5);
    return {
      what: `remove volume ${volume}`,
      ask: (api, actor) => api.removeVolume({ volume, force, actor }),
    };
  }

  #place(): Act {
    const random = this.#random;
    const wish: PlaceWish = {
      resources: {
        quantities: { cpu: random.pick([100, 700]), memory: 64 },
        ports: random.chance(0.5) ? { p: 'auto' } : {},
        devices: random.chance(0.3) ? this.#devices() : {},
      },
      rules: { require: [], prefer: [], tolerate: [] },
      count: random.between(1, 4),
      ttlMs: random.pick([5_000, 60_000]),
      holder: 'app',
    };
    return {
      what: `place ${wish.count}`,
      ask: async (api, actor) => {
        const placed = await api.place({ wishes: [wish], actor });
        for (const result of placed.results) {
          const count = 'reservations' in result ? result.reservations.length : result.missing;
          if ('reservations' in result ? count !== wish.count : count < 1)
            throw new Violation('all or nothing', `${count} of ${wish.count}`);
          if ('reservations' in result) this.#reservations.push(...result.reservations);
        }
        return placed;
      },
    };
  }

  /** Confirms or releases; sometimes with a generation of the past, which has to be refused. */
  #settleReservation(): Act | undefined {
    const random = this.#random;
    const [reservation] = this.#reservations.splice(
      random.between(0, Math.max(0, this.#reservations.length - 1)),
      1,
    );
    if (!reservation) return undefined;
    const { id, generation } = reservation;
    if (random.chance(0.2)) {
      return {
        what: `confirm ${id} with a wrong generation`,
        ask: async (api, actor) => {
          await api.confirm({ reservation: id, generation: generation + 1, actor });
          throw new Violation('generations guard', `${id} was confirmed with a generation it never had`);
        },
      };
    }
    const request = { reservation: id, generation };
    if (random.chance(0.5)) {
      return {
        what: `confirm ${id}`,
        ask: async (api, actor) => {
          const confirmed = await api.confirm({ ...request, actor });
          this.#reservations.push(confirmed.reservation);
          return confirmed;
        },
      };
    }
    return { what: `release ${id}`, ask: (api, actor) => api.release({ ...request, actor }) };
  }

  #eligibility(): Act | undefined {
    const node = this.#random.pick(this.#deps.nodes);
    const eligibility: Eligibility = this.#closed.has(node)
      ? 'eligible'
      : this.#random.pick(['cordoned', 'draining']);
    if (eligibility === 'eligible') this.#closed.delete(node);
    else if (this.#closed.size < this.#deps.nodes.length / 3) this.#closed.add(node);
    else return undefined;
    return {
      what: `${node} ${eligibility}`,
      ask: (api, actor) => api.setEligibility({ node: nodeId(node), eligibility, actor }),
    };
  }

  /** For the end of a run: nothing stays closed or held by chance. */
  async openAll(api: ControlApi): Promise<void> {
    const { reservations } = await api.listReservations().catch(() => ({ reservations: [] }));
    for (const { id, generation, phase } of reservations) {
      if (phase === 'held')
        await api.release({ reservation: id, generation, actor: { name: 'the end' } }).catch(() => {});
    }
    const { nodes } = await api.listNodes().catch(() => ({ nodes: [] }));
    for (const { id: node, eligibility } of nodes) {
      if (eligibility !== 'eligible')
        await api
          .setEligibility({ node, eligibility: 'eligible', actor: { name: 'the end' } })
          .catch(() => {});
    }
    this.#closed.clear();
    const { rollouts } = await api.listRollouts({}).catch(() => ({ rollouts: [] }));
    for (const { workload: target, state } of rollouts) {
      if (state !== 'paused' && state !== 'failed') continue;
      await api.rollout({ target, action: 'resume', actor: { name: 'the end' } }).catch(() => {});
    }
    for (const target of STACKS) await api.retry({ target, actor: { name: 'the end' } }).catch(() => {});
  }
}

/** A reply says no more than what was wanted. */
function checkApplied(applied: Applied): Applied {
  for (const { workload: key, wanted, placed, stopped, missing } of applied.workloads) {
    if (placed.length + missing > Math.max(wanted, placed.length + stopped.length)) {
      throw new Violation(
        'requested = placed + pending',
        `${key}: wanted ${wanted}, placed ${placed.length}, missing ${missing}`,
      );
    }
  }
  return applied;
}

/** A stack as people would write it: the API takes text. */
function sourceOf(spec: StackSpec): string {
  const workloads = Object.entries(spec.workloads).map(([name, wish]) => {
    const { kind, run, placement, disconnect, update, priority, preempt, gang, needs } = wish;
    const { replicas = wish.replicas, ...dispatch } = wish.dispatch ?? {};
    const { require, spread, apart, tolerate } = placement;
    return [
      name,
      {
        kind,
        ...(kind !== 'daemon' && { replicas }),
        process: { command: run.process.command, grace: '10s' },
        resources: {
          cpu: `${run.resources.quantities.cpu}m`,
          memory: `${run.resources.quantities.memory}Mi`,
          ports: run.resources.ports,
        },
        failure: failureSource(spec.stack, wish),
        ...(kind === 'batch' && { schedule: run.schedule }),
        ...(wish.dispatch && { dispatch }),
        disconnect: {
          policy: disconnect.policy,
          ...(disconnect.policy !== 'keep' && { after: `${disconnect.afterMs}ms` }),
          ...(disconnect.onReturn && { onReturn: disconnect.onReturn }),
        },
        placement: {
          require,
          ...(spread && { spread }),
          ...(apart && { apart }),
          ...(tolerate.length > 0 && {
            tolerate: tolerate.map(({ key, forMs }) => ({
              key,
              ...(forMs !== undefined && { for: `${forMs}ms` }),
            })),
          }),
        },
        ...(kind !== 'batch' && { update: updateSource(update) }),
        ...{ priority, preempt, gang, needs },
        ...(run.health && { health: healthSource(run.health) }),
        ...{ shutdown: { delayMs: run.shutdownDelayMs ?? 0 }, upstreams: run.upstreams, hooks: run.hooks },
        ...(run.volumes && { volumes: run.volumes.map(({ volume }) => ({ volume })) }),
      },
    ];
  });
  return JSON.stringify({
    stack: spec.stack,
    ...volumesSource(spec.workloads),
    workloads: Object.fromEntries(workloads),
  });
}

function updateSource({ canaries, ...rest }: WorkloadSpec['update']): object {
  return { ...rest, ...(canaries && { canary: canaries }) };
}

function healthSource(rule: HealthRule): object {
  const checks = HEALTH_MEANINGS.flatMap((meaning) => {
    const check = rule[meaning];
    if (check?.probe.kind !== 'exec') return [];
    const { probe, ...rest } = check;
    return [[meaning, { exec: { command: probe.command }, ...rest }] as const];
  });
  return Object.fromEntries(checks);
}
