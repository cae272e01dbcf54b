/** A cluster of production coordinators and agents in virtual time, with everything that can be done to it. */
import { type Agent, MemoryEndpointFiles, MemoryJournalDisk, startAgent } from '@berth/agent';
import { type Coordinator, startCoordinator } from '@berth/coordinator';
import { type ClusterView, type Log, nodeId, type Scheduler } from '@berth/core';
import { type Ledger, MemoryDisk, openLedger } from '@berth/ledger';
import { approximatePrices, createScheduler, Forecaster, rebalance } from '@berth/scheduler';
import { blockCodec, MemoryFabric } from '@berth/transport';
import { nodeInfo } from '../core/cluster-fixture.js';
import { FaultyNetwork } from './faulty-network.js';
import { type Stream, stream, streamIds } from './random-streams.js';
import { ProcessTable, SimulatedHost } from './simulated-host.js';
import { Journal } from './trace.js';
import { ProcessClock, VirtualTime } from './virtual-time.js';

export type Breakage = 'durability' | 'fencing' | 'capacity';

export type WorldOptions = {
  readonly seed: number;
  readonly nodes: number;
  /** Addresses that coordinators take turns on; with more than one, the old one may linger after a take-over. */
  readonly coordinators: number;
  readonly broken?: Breakage;
};

type Leader = {
  readonly number: number;
  readonly address: string;
  readonly clock: ProcessClock;
  coordinator: Coordinator | undefined;
  ledger: Ledger | undefined;
  dead: boolean;
};

type Machine = {
  readonly name: string;
  readonly host: SimulatedHost;
  readonly journal: MemoryJournalDisk;
  readonly endpointFiles: MemoryEndpointFiles;
  readonly wall: { offsetMs: number };
  agent: Agent | undefined;
  clock: ProcessClock | undefined;
  /** Goes up with every agent that is started here. */
  incarnation: number;
};

export class World {
  readonly options: WorldOptions;
  readonly time = new VirtualTime();
  readonly trace = new Journal(() => this.time.nowMs);
  readonly network: FaultyNetwork;
  readonly table = new ProcessTable();
  readonly machines: Machine[] = [];
  readonly fabric: MemoryFabric;
  readonly disk: MemoryDisk;
  readonly #disks: Stream;
  readonly #wall = { offsetMs: 0 };
  readonly #lingering: Leader[] = [];
  #leader: Leader | undefined;
  #leaders = 0;
  /** Something broke that nobody asked to break. */
  failure: unknown;
  slowDisks = false;

  constructor(options: WorldOptions) {
    const { seed, nodes, broken } = options;
    this.options = options;
    this.network = new FaultyNetwork(this.time, stream(seed, 'network'), this.trace);
    this.fabric = new MemoryFabric({
      clock: new ProcessClock(this.time, { offsetMs: 0 }),
      network: this.network,
    });
    this.#disks = stream(seed, 'disks');
    this.disk = new MemoryDisk({ sync: () => this.#sync(), acknowledgeBeforeSync: broken === 'durability' });
    for (let at = 0; at < nodes; at++) this.machines.push(this.#machine(`n${at + 1}`));
  }

  #machine(name: string): Machine {
    const { seed, broken } = this.options;
    const { time, trace, table } = this;
    return {
      name,
      host: new SimulatedHost({
        name,
        time,
        trace,
        table,
        random: stream(seed, `host ${name}`),
        health: stream(seed, `health ${name}`),
        fences: broken !== 'fencing',
        onViolation: (violation) => {
          this.failure ??= violation;
        },
      }),
      journal: new MemoryJournalDisk({ instance: `i-${name}`, sync: () => this.#sync() }),
      endpointFiles: new MemoryEndpointFiles(),
      wall: { offsetMs: 0 },
      agent: undefined,
      clock: undefined,
      incarnation: 0,
    };
  }

  #sync(): Promise<void> {
    const ms = this.slowDisks ? this.#disks.between(50, 2_000) : this.#disks.between(1, 5);
    return new Promise((resolve) => void this.time.schedule(ms, resolve));
  }

  #log(who: string, alive: () => boolean): Log {
    const write = (message: string, fields?: object) => {
      if (!alive()) return;
      this.trace.say(who, message, fields ? JSON.stringify(fields) : '');
      this.trace.seen(`log: ${message}`);
      if (message === 'state recovered' && (fields as { checkpoint?: number }).checkpoint) {
        this.trace.seen('coordinator started from a checkpoint');
      }
    };
    return { debug: () => {}, info: write, warn: write, error: write };
  }

  // ---- coordinators --------------------------------------------------------------------------------------------------

  get coordinator(): Coordinator | undefined {
    return this.#leader?.dead ? undefined : this.#leader?.coordinator;
  }

  get ledger(): Ledger | undefined {
    return this.#leader?.dead ? undefined : this.#leader?.ledger;
  }

  /** One is there, or on its way. */
  get leading(): boolean {
    return this.#leader?.dead === false;
  }

  /** Starts one on what the disk has; it is there as soon as its claim is durable. */
  startCoordinator(): void {
    const number = ++this.#leaders;
    const leader: Leader = {
      number,
      address: this.#addressOf(number),
      clock: new ProcessClock(this.time, this.#wall),
      coordinator: undefined,
      ledger: undefined,
      dead: false,
    };
    // An address is free only once the process that had it is gone.
    for (const old of this.#lingering) if (old.address === leader.address && !old.dead) this.#bury(old);
    this.#leader = leader;
    this.trace.say('coordinator', `${number} starts`);
    this.#lead(leader).catch((thrown: unknown) => this.#endOf(leader, thrown));
  }

  #addressOf(number: number): string {
    return `c${number % this.options.coordinators}`;
  }

  async #lead(leader: Leader): Promise<void> {
    const { seed, broken } = this.options;
    const { clock, number } = leader;
    const ids = streamIds(seed, `coordinator ${number}`);
    const ledger = await openLedger({
      store: this.disk.open(),
      codec: blockCodec,
      ids,
      clock,
      leader: `c${number}`,
    });
    const forecaster = new Forecaster({ solve: async (input) => approximatePrices(input), clock });
    const coordinator = await startCoordinator({
      ...{ ledger, clock, ids },
      log: this.#log(`coordinator ${number}`, () => !leader.dead),
      carriers: [this.fabric.fleet(leader.address)],
      createScheduler: (view) => this.createScheduler(view, forecaster),
      forecast: (state) => forecaster.look(state),
      rebalance,
      name: `c${number}`,
      version: 'simulated',
      checkCapacity: broken !== 'capacity',
      // Often, so that most coordinators start from one.
      checkpointEveryBlocks: 5 + (number % 20),
      onFatal: (thrown) => this.#endOf(leader, thrown),
    });
    if (leader.dead) return;
    leader.ledger = ledger;
    leader.coordinator = coordinator;
  }

  createScheduler(view: ClusterView, forecaster?: Forecaster): Scheduler {
    const capacityCheck = this.options.broken !== 'capacity';
    return createScheduler(view, { capacityCheck, outlook: () => forecaster?.outlook });
  }

  /** It stopped by itself, as it must after a failed write; a supervisor starts it again. */
  #endOf(leader: Leader, thrown: unknown): void {
    if (leader.dead) return;
    const code = (thrown as { code?: string }).code;
    if (code !== 'storage' && code !== 'conflict') this.failure ??= thrown;
    this.trace.say('coordinator', `${leader.number} stopped by itself:`, String((thrown as Error).message));
    this.trace.seen(`coordinator stopped: ${code}`);
    this.#bury(leader);
    if (leader !== this.#leader) return;
    this.time.schedule(1_000, () => {
      if (!this.leading) this.startCoordinator();
    });
  }

  #bury(leader: Leader): void {
    leader.dead = true;
    leader.clock.die();
    leader.ledger?.close();
    this.fabric.crash(leader.address);
  }

  /** kill -9, or power off with everything that was not synced. */
  crashCoordinator(): void {
    const leader = this.#leader;
    if (!leader || leader.dead) return;
    this.trace.say('coordinator', `${leader.number} crashes`);
    this.trace.seen('coordinator crashed');
    this.disk.crash();
    this.#bury(leader);
  }

  /**
   * Another one leads while the old one does not know it yet. For less than the margin of exclusive copies only: the
   * embedded ledger has one owner by a lock, and a leader that proves itself before it renews leases comes with the
   * replicated one.
   */
  takeOver(lingerMs: number): void {
    const old = this.#leader;
    if (!old || old.dead || this.options.coordinators < 2) return;
    this.trace.seen('take-over with a lingering leader');
    this.#lingering.push(old);
    this.startCoordinator();
    this.time.schedule(lingerMs, () => {
      if (!old.dead) this.#bury(old);
    });
  }

  jumpWallClock(byMs: number): void {
    this.#wall.offsetMs += byMs;
    for (const machine of this.machines) machine.wall.offsetMs -= byMs / 2;
  }

  // ---- agents --------------------------------------------------------------------------------------------------------

  /** Unless one runs there already. */
  startAgent(machine: Machine): void {
    if (machine.clock) return;
    const incarnation = ++machine.incarnation;
    const { seed, broken, coordinators } = this.options;
    const clock = new ProcessClock(this.time, machine.wall);
    const alive = () => machine.incarnation === incarnation;
    machine.clock = clock;
    this.trace.say(machine.name, 'agent starts');
    const addresses = [...Array(coordinators).keys()].map((number) => `c${number}`);
    startAgent({
      clock,
      random: stream(seed, `agent ${machine.name} ${incarnation}`),
      log: this.#log(machine.name, alive),
      carriers: addresses.map((address) => this.fabric.agent(address)),
      journal: machine.journal.open(),
      driver: machine.host.driver(alive),
      checker: machine.host.checker(alive),
      endpointFiles: machine.endpointFiles,
      node: simulatedNode(machine.name),
      fencing: broken !== 'fencing',
    }).then(
      (agent) => {
        if (alive()) machine.agent = agent;
      },
      (thrown: unknown) => {
        if (alive()) this.failure ??= thrown;
      },
    );
  }

  /** kill -9 of the agent: its processes live on, what its journal had not synced is lost. */
  crashAgent(machine: Machine): void {
    this.trace.say(machine.name, 'agent crashes');
    this.trace.seen('agent crashed');
    machine.incarnation++;
    machine.agent = undefined;
    machine.clock?.die();
    machine.clock = undefined;
    machine.journal.crash();
    this.fabric.crash(nodeId(machine.name));
  }

  reboot(machine: Machine): void {
    this.trace.seen('host rebooted');
    this.crashAgent(machine);
    machine.host.reboot();
  }
}

const CAMERAS = [
  { name: 'cam0', class: 'camera', model: 'x' },
  { name: 'cam1', class: 'camera', model: 'y' },
];

/** Small nodes on three sites, so that room is short and spread means something. */
function simulatedNode(name: string) {
  const number = Number(name.slice(1));
  const info = nodeInfo(name);
  return {
    ...info,
    site: `s${number % 3}`,
    labels: { tier: number % 2 === 0 ? 'gold' : 'silver' },
    inventory: {
      resources: {
        cpu: { total: 2_000, reserved: 200, allocationRatio: 1 },
        memory: { total: 1_024, reserved: 0, allocationRatio: 1 },
      },
      ports: { first: 20_000, last: 20_011 },
      devices: CAMERAS.slice(0, number),
    },
  };
}
