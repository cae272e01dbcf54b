/** What people and programs do to the cluster, by chance, and the record of what they were told. */
import type { Coordinator } from '@berth/coordinator';
import {
  BerthError,
  type Eligibility,
  HEALTH_MEANINGS,
  type HealthCheck,
  type HealthRule,
  nodeId,
  type PlaceWish,
  type Reservation,
  ROLLOUT_ACTIONS,
  type StackSpec,
  type WorkloadSpec,
  workloadKey,
} from '@berth/core';
import { stack, workload } from '../core/cluster-fixture.js';
import type { Stream } from './random-streams.js';
import { type Journal, Violation } from './trace.js';

const ACTOR = { name: 'simulator' };
const STACKS = ['red', 'green', 'blue'];

/** What was acknowledged: has to be in the ledger for ever. */
export type History = {
  readonly applied: { stack: string; version: number }[];
  readonly deleted: string[];
  readonly reserved: string[];
  readonly confirmed: string[];
  acknowledged: number;
  unknown: number;
  refused: number;
};

export class Requests {
  readonly history: History = {
    applied: [],
    deleted: [],
    reserved: [],
    confirmed: [],
    acknowledged: 0,
    unknown: 0,
    refused: 0,
  };
  readonly #random: Stream;
  /** Of their own, so that what seeds drew before there were ranks stays as it was. */
  readonly #ranks: Stream;
  readonly #health: Stream;
  readonly #rollouts: Stream;
  readonly #trace: Journal;
  readonly #nodes: readonly string[];
  readonly #reservations: Reservation[] = [];
  readonly #closed = new Set<string>();

  constructor(
    streams: { random: Stream; ranks: Stream; health: Stream; rollouts: Stream },
    trace: Journal,
    nodes: readonly string[],
  ) {
    this.#random = streams.random;
    this.#ranks = streams.ranks;
    this.#health = streams.health;
    this.#rollouts = streams.rollouts;
    this.#trace = trace;
    this.#nodes = nodes;
  }

  /** One request, not waited for: the answer comes when it comes, or never. */
  send({ api }: Coordinator): void {
    const act = this.#rollouts.chance(0.1) ? (it: typeof api) => this.#rollout(it) : this.#choose();
    act(api).then(
      () => this.history.acknowledged++,
      (thrown: unknown) => this.#notDone(thrown),
    );
  }

  #notDone(thrown: unknown): void {
    if (!(thrown instanceof BerthError)) throw thrown;
    if (thrown.code === 'storage' || thrown.code === 'conflict' || thrown.code === 'shutting_down')
      this.history.unknown++;
    else this.history.refused++;
    this.#trace.fold('not done', thrown.code);
  }

  #choose(): (api: Coordinator['api']) => Promise<void> {
    const draw = this.#random.next();
    if (draw < 0.45) return (api) => this.#apply(api);
    if (draw < 0.55) return (api) => this.#delete(api);
    if (draw < 0.75) return (api) => this.#place(api);
    if (draw < 0.88) return (api) => this.#settleReservation(api);
    return (api) => this.#eligibility(api);
  }

  async #apply(api: Coordinator['api']): Promise<void> {
    const spec = this.#stack();
    this.#trace.say('request', 'apply', spec.stack, Object.keys(spec.workloads).join(','));
    const applied = await api.apply({ source: sourceOf(spec), actor: ACTOR });
    this.#trace.say('reply', 'applied', applied.stack, applied.version);
    this.history.applied.push({ stack: applied.stack, version: applied.version });
    for (const { workload: key, wanted, placed, stopped, missing } of applied.workloads) {
      if (placed.length + missing > Math.max(wanted, placed.length + stopped.length)) {
        throw new Violation(
          'requested = placed + pending',
          `${key}: wanted ${wanted}, placed ${placed.length}, missing ${missing}`,
        );
      }
    }
  }

  #stack(): StackSpec {
    const random = this.#random;
    const workloads: Record<string, WorkloadSpec> = {};
    for (const name of ['web', 'db', 'job', 'beacon']) {
      if (random.chance(0.6)) workloads[name] = this.#checked(this.#workload(name));
    }
    return stack(random.pick(STACKS), workloads);
  }

  #workload(name: string): WorkloadSpec {
    const random = this.#random;
    const size = { cpu: random.pick([50, 200, 600]), memory: random.pick([32, 128, 400]) };
    const command = ['serve', `v${random.between(1, 4)}`];
    if (name === 'beacon') return workload({ kind: 'daemon', cpu: 20, memory: 16, command });
    if (name === 'job') {
      const wish = { kind: 'batch' as const, replicas: random.between(0, 3), ...size, command };
      return workload({ ...wish, ...this.#rank(), ...(this.#ranks.chance(0.5) && this.#gang()) });
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
      disconnect: { policy, afterMs: random.pick([0, 10_000]) },
      maxUnavailable: random.between(1, 3),
      update: this.#update(),
      placement: {
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
    };
    return { ...spec, run };
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
  async #rollout(api: Coordinator['api']): Promise<void> {
    const target = this.#rollouts.pick(STACKS);
    const action = this.#rollouts.pick(ROLLOUT_ACTIONS);
    this.#trace.say('request', 'rollout', action, target);
    await api.rollout({ target, action, actor: ACTOR });
    this.#trace.seen(`rollout ${action}`);
  }

  #rank(): { priority: number; preempt: boolean } {
    return { priority: this.#ranks.pick([20, 50, 80]), preempt: this.#ranks.chance(0.5) };
  }

  #gang(): { gang: NonNullable<WorkloadSpec['gang']> } {
    return { gang: { timeoutMs: this.#ranks.pick([10_000, 120_000]) } };
  }

  /** Whole cameras, or a share of one. */
  #devices(): Readonly<Record<string, number>> {
    const random = this.#random;
    return { [random.pick(['camera', 'camera', 'camera/y', 'cam0'])]: random.pick([150, 400, 500, 1000]) };
  }

  async #delete(api: Coordinator['api']): Promise<void> {
    const name = this.#random.pick(STACKS);
    this.#trace.say('request', 'delete', name);
    await api.deleteStack({ stack: name, actor: ACTOR });
    this.history.deleted.push(name);
  }

  async #place(api: Coordinator['api']): Promise<void> {
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
    const { results } = await api.place({ wishes: [wish], actor: ACTOR });
    for (const result of results) {
      const count = 'reservations' in result ? result.reservations.length : result.missing;
      if ('reservations' in result ? count !== wish.count : count < 1)
        throw new Violation('all or nothing', `${count} of ${wish.count}`);
      if (!('reservations' in result)) continue;
      for (const reservation of result.reservations) {
        this.#reservations.push(reservation);
        this.history.reserved.push(reservation.id);
      }
    }
  }

  /** Confirms or releases; sometimes with a generation of the past, which has to be refused. */
  async #settleReservation(api: Coordinator['api']): Promise<void> {
    const random = this.#random;
    const [reservation] = this.#reservations.splice(
      random.between(0, Math.max(0, this.#reservations.length - 1)),
      1,
    );
    if (!reservation) return;
    const request = { reservation: reservation.id, generation: reservation.generation, actor: ACTOR };
    if (random.chance(0.2)) {
      await api.confirm({ ...request, generation: request.generation + 1 }).then(
        () => {
          throw new Violation(
            'generations guard',
            `${reservation.id} was confirmed with a generation it never had`,
          );
        },
        (thrown: unknown) => {
          if (thrown instanceof Violation) throw thrown;
        },
      );
    }
    if (random.chance(0.5)) {
      const { reservation: confirmed } = await api.confirm(request);
      this.history.confirmed.push(confirmed.id);
      this.#reservations.push(confirmed);
    } else {
      await api.release(request);
    }
  }

  async #eligibility(api: Coordinator['api']): Promise<void> {
    const node = this.#random.pick(this.#nodes);
    const eligibility: Eligibility = this.#closed.has(node)
      ? 'eligible'
      : this.#random.pick(['cordoned', 'draining']);
    if (eligibility === 'eligible') this.#closed.delete(node);
    else if (this.#closed.size < this.#nodes.length / 3) this.#closed.add(node);
    else return;
    await api.setEligibility({ node: nodeId(node), eligibility, actor: ACTOR });
  }

  /** For the end of a run: nothing stays closed or held by chance. */
  async openAll({ api }: Coordinator): Promise<void> {
    const { reservations } = await api.listReservations().catch(() => ({ reservations: [] }));
    for (const { id, generation, phase } of reservations) {
      if (phase === 'held') await api.release({ reservation: id, generation, actor: ACTOR }).catch(() => {});
    }
    const { nodes } = await api.listNodes().catch(() => ({ nodes: [] }));
    for (const { id: node, eligibility } of nodes) {
      if (eligibility !== 'eligible')
        await api.setEligibility({ node, eligibility: 'eligible', actor: ACTOR }).catch(() => {});
    }
    this.#closed.clear();
    const { rollouts } = await api.listRollouts({}).catch(() => ({ rollouts: [] }));
    for (const { workload: target, state } of rollouts) {
      if (state !== 'paused' && state !== 'failed') continue;
      await api.rollout({ target, action: 'resume', actor: ACTOR }).catch(() => {});
    }
  }
}

/** A stack as people would write it: the API takes text. */
function sourceOf(spec: StackSpec): string {
  const workloads = Object.entries(spec.workloads).map(([name, wish]) => {
    const { kind, replicas, run, placement, disconnect, update, priority, preempt, gang } = wish;
    const { require, spread, apart } = placement;
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
        restart: { delay: '1s', maxDelay: '60s' },
        ...(kind === 'batch' && { batch: { retries: 3 } }),
        disconnect: { policy: disconnect.policy, after: `${disconnect.afterMs}ms` },
        placement: { require, ...(spread && { spread }), ...(apart && { apart }) },
        ...(kind !== 'batch' && { update: updateSource(update) }),
        ...{ priority, preempt, gang },
        ...(run.health && { health: healthSource(run.health) }),
        ...{ shutdown: { delayMs: run.shutdownDelayMs ?? 0 }, upstreams: run.upstreams },
      },
    ];
  });
  return JSON.stringify({ stack: spec.stack, workloads: Object.fromEntries(workloads) });
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
