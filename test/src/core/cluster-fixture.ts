/** A cluster without a coordinator: the rules, the real scheduler, and time as a number. */
import {
  type ClusterState,
  type ControlCommand,
  type ControlReply,
  decideControl,
  decideStatus,
  emptyState,
  isStanding,
  type LedgerEvent,
  type NodeId,
  type NodeInfo,
  nodeId,
  type ObservedPhase,
  type Placement,
  type StackSpec,
  settleDirty,
  Turn,
  type WorkloadSpec,
} from '@berth/core';
import { createScheduler } from '@berth/scheduler';

export const LEASE_MS = 30_000;
const MOST_TURNS = 100;
export const ACTOR = { name: 'tester' };

export class ClusterFixture {
  readonly state: ClusterState = emptyState();
  readonly scheduler = createScheduler(this.state);
  /** Everything that was decided, block by block: what a ledger would hold. */
  readonly blocks: LedgerEvent[][] = [];
  readonly silentMs = new Map<NodeId, number>();
  nowMs = 1_000_000;
  protected sequence = 0;

  turn<Reply>(decide: (turn: Turn) => Reply): Reply {
    const { state, scheduler } = this;
    const moment = {
      nowMs: this.nowMs,
      leaseMs: LEASE_MS,
      silentMs: (node: NodeId) => this.silentMs.get(node) ?? 0,
    };
    const turn = new Turn({ state, scheduler, moment, index: this.blocks.length + 1 });
    const reply = decide(turn);
    settleDirty(turn);
    this.blocks.push(turn.events);
    this.state.index = this.blocks.length;
    return reply;
  }

  /** Turns until nothing is in doubt any more: without new facts that takes few. */
  settle(): void {
    const { changes } = this.state;
    for (let turns = 0; changes.dirty.size > 0 || changes.roomMade; turns++) {
      if (turns === MOST_TURNS) throw new Error(`no end: ${JSON.stringify(this.blocks.slice(-2))}`);
      this.turn(() => undefined);
    }
  }

  /** It comes back with what is held there. */
  reconnect(id: string): void {
    this.silentMs.delete(nodeId(id));
    this.turn((turn) =>
      turn.emit({
        kind: 'node.connection-changed',
        node: nodeId(id),
        connection: 'up',
        atMs: this.nowMs,
      }),
    );
    this.settle();
  }

  command(command: ControlCommand): ControlReply {
    const reply = this.turn((turn) => decideControl(turn, command));
    this.settle();
    return reply;
  }

  apply(spec: StackSpec): ControlReply {
    return this.command({ kind: 'apply', spec, actor: ACTOR });
  }

  join(...nodes: (string | NodeInfo)[]): void {
    for (const one of nodes) {
      const node = typeof one === 'string' ? nodeInfo(one) : one;
      this.turn((turn) =>
        turn.emit({ kind: 'node.registered', node, instance: `i-${node.id}`, atMs: this.nowMs }),
      );
    }
    this.settle();
  }

  disconnect(id: string, silentMs: number): void {
    this.silentMs.set(nodeId(id), silentMs);
    this.turn((turn) =>
      turn.emit({
        kind: 'node.connection-changed',
        node: nodeId(id),
        connection: 'disconnected',
        atMs: this.nowMs,
      }),
    );
    this.settle();
  }

  /** What the agents would say: every wanted placement gets `phase`, every stopped one is stopped. */
  observeAll(phase: ObservedPhase = 'running', only: (placement: Placement) => boolean = () => true): void {
    for (const node of [...this.state.nodes.values()]) {
      const statuses = [...node.placements.values()].filter(only).map((placement) => ({
        placement: placement.id,
        phase: placement.desired === 'stopped' ? ('stopped' as const) : phase,
        restarts: 0,
        message: '',
        atMs: this.nowMs,
      }));
      if (statuses.length === 0) continue;
      const report = { kind: 'status' as const, sequence: ++this.sequence, statuses };
      this.turn((turn) => decideStatus(turn, node.info.id, report));
    }
    this.settle();
  }

  /** What agents say of copies that run and are to run: their health, too. */
  observe(
    only: (placement: Placement) => boolean,
    said: { readonly ready?: boolean; readonly unready?: string; readonly misfit?: string },
  ): void {
    for (const placement of this.wanted().filter(only)) {
      const status = {
        placement: placement.id,
        phase: 'running' as const,
        restarts: 0,
        message: '',
        atMs: this.nowMs,
      };
      const report = {
        kind: 'status' as const,
        sequence: ++this.sequence,
        statuses: [{ ...status, ...said }],
      };
      this.turn((turn) => decideStatus(turn, placement.node, report));
    }
    this.settle();
  }

  /** Placements that are to run, by workload and replica. */
  wanted(): Placement[] {
    return [...this.state.placements.values()]
      .filter(isStanding)
      .sort((a, b) => (a.workload < b.workload ? -1 : a.workload > b.workload ? 1 : a.replica - b.replica));
  }

  kinds(): string[] {
    return this.blocks.flat().map((event) => event.kind);
  }
}

export function nodeInfo(id: string, overrides: Partial<NodeInfo> = {}): NodeInfo {
  return {
    id: nodeId(id),
    address: '127.0.0.1',
    site: `site-${id}`,
    region: 'r1',
    arch: 'x64',
    os: 'linux',
    labels: {},
    taints: [],
    attributes: {},
    inventory: {
      resources: {
        cpu: { total: 4000, reserved: 0, allocationRatio: 1 },
        memory: { total: 4096, reserved: 0, allocationRatio: 1 },
        disk: { total: 10_000, reserved: 0, allocationRatio: 1 },
      },
      ports: { first: 20_000, last: 20_099 },
      devices: [],
    },
    ...overrides,
  };
}

export function stack(name: string, workloads: Readonly<Record<string, WorkloadSpec>>): StackSpec {
  return { stack: name, workloads };
}

type Wish = {
  kind?: WorkloadSpec['run']['kind'];
  replicas?: number;
  cpu?: number;
  memory?: number;
  command?: readonly string[];
  ports?: Readonly<Record<string, 'auto' | number>>;
  devices?: Readonly<Record<string, number>>;
  placement?: Partial<WorkloadSpec['placement']>;
  disconnect?: WorkloadSpec['disconnect'];
  maxUnavailable?: number;
  update?: Partial<WorkloadSpec['update']>;
  priority?: number;
  gang?: WorkloadSpec['gang'];
  preempt?: boolean;
  failure?: Partial<WorkloadSpec['run']['failure']>;
  schedule?: WorkloadSpec['run']['schedule'];
};

const RULES = { service: { restarts: 10 }, batch: { restarts: 3, moves: 0 }, daemon: { moves: 0 } };

/** A service of one small replica, but for what is said. */
export function workload(wish: Wish = {}): WorkloadSpec {
  const kind = wish.kind ?? 'service';
  const disconnect = wish.disconnect ?? { policy: 'keep', afterMs: 0 };
  return {
    kind,
    replicas: kind === 'daemon' ? 0 : (wish.replicas ?? 1),
    run: {
      kind,
      process: { command: wish.command ?? ['serve'], env: {}, stopSignal: 'SIGTERM', graceMs: 10_000 },
      resources: {
        quantities: { cpu: wish.cpu ?? 100, memory: wish.memory ?? 64 },
        ports: wish.ports ?? {},
        devices: wish.devices ?? {},
      },
      failure: { ...RULES[kind], delayMs: 1000, maxDelayMs: 300_000, resetAfterMs: 600_000, ...wish.failure },
      batch: { timeoutMs: 0 },
      ...(disconnect.policy === 'exclusive' && { exclusiveAfterMs: disconnect.afterMs }),
      ...(wish.schedule && { schedule: wish.schedule }),
    },
    placement: { require: [], prefer: [], tolerate: [], ...wish.placement },
    disconnect,
    update: { maxUnavailable: wish.maxUnavailable ?? 1, ...wish.update },
    ...(wish.priority !== undefined && { priority: wish.priority }),
    ...(wish.gang && { gang: wish.gang }),
    ...(wish.preempt && { preempt: true }),
  };
}
