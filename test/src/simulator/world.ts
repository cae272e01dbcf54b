/** A cluster of production coordinators and agents in virtual time, with everything that can be done to it. */
import { type Agent, MemoryEndpointFiles, MemoryJournalDisk, startAgent } from '@berth/agent';
import { type Log, nodeId, SIZED_VOLUMES_ATTRIBUTE } from '@berth/core';
import { approximatePrices, createScheduler, Forecaster, rebalance } from '@berth/scheduler';
import { MemoryFabric } from '@berth/transport';
import { nodeInfo } from '../core/cluster-fixture.js';
import type { ModelFaults } from '../jetstream/model-stream.js';
import type { Breakage, ControlPlane, Surroundings } from './control-plane.js';
import { FaultyNetwork } from './faulty-network.js';
import { type Stream, stream } from './random-streams.js';
import { ReplicatedCoordinators } from './replicated-coordinators.js';
import { ProcessTable, SimulatedHost } from './simulated-host.js';
import { SingleCoordinator } from './single-coordinator.js';
import { Journal } from './trace.js';
import { ProcessClock, VirtualTime } from './virtual-time.js';

/** Two or three copies: assignments of more come in pieces. */
const PIECE_BYTES = 1_500;

export type WorldOptions = {
  readonly seed: number;
  readonly nodes: number;
  /** One on a disk of its own, or several on a stream. */
  readonly coordinators: number;
  readonly streamFaults: ModelFaults;
  readonly broken?: Breakage;
};

export type Machine = {
  readonly name: string;
  readonly host: SimulatedHost;
  readonly journal: MemoryJournalDisk;
  readonly endpointFiles: MemoryEndpointFiles;
  readonly wall: { offsetMs: number };
  agent: Agent | undefined;
  clock: ProcessClock | undefined;
  /** Goes up with every agent that is started here. */
  incarnation: number;
  /** With a taint that sends copies away. */
  tainted: boolean;
};

export class World {
  readonly options: WorldOptions;
  readonly time = new VirtualTime();
  readonly trace = new Journal(() => this.time.nowMs);
  readonly network: FaultyNetwork;
  readonly table = new ProcessTable();
  readonly machines: Machine[] = [];
  readonly fabric: MemoryFabric;
  readonly plane: ControlPlane;
  readonly #disks: Stream;
  /** Something broke that nobody asked to break. */
  failure: unknown;
  slowDisks = false;

  constructor(options: WorldOptions) {
    const { seed, nodes, broken, coordinators, streamFaults } = options;
    this.options = options;
    this.network = new FaultyNetwork(this.time, stream(seed, 'network'), this.trace);
    this.fabric = new MemoryFabric({
      clock: new ProcessClock(this.time, { offsetMs: 0 }),
      network: this.network,
    });
    this.#disks = stream(seed, 'disks');
    const around: Surroundings = {
      ...{ seed, broken, time: this.time, trace: this.trace, network: this.network, fabric: this.fabric },
      sync: () => this.#sync(),
      log: (who, alive) => this.#log(who, alive),
      fail: (thrown) => {
        this.failure ??= thrown;
      },
      common: (clock) => {
        const forecaster = new Forecaster({ solve: async (input) => approximatePrices(input), clock });
        const capacityCheck = broken !== 'capacity';
        return {
          createScheduler: (view) =>
            createScheduler(view, { capacityCheck, outlook: () => forecaster.outlook }),
          forecast: (state) => forecaster.look(state),
          rebalance,
          version: 'simulated',
          checkCapacity: capacityCheck,
          assignmentPieceBytes: PIECE_BYTES,
        };
      },
    };
    this.plane =
      coordinators > 1
        ? new ReplicatedCoordinators(around, coordinators, streamFaults)
        : new SingleCoordinator(around);
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
        hooks: stream(seed, `hooks ${name}`),
        fetching: stream(seed, `fetching ${name}`),
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
      tainted: false,
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

  jumpWallClock(byMs: number): void {
    this.plane.jumpWallClock(byMs);
    for (const machine of this.machines) machine.wall.offsetMs -= byMs / 2;
  }

  // ---- agents --------------------------------------------------------------------------------------------------------

  /** Unless one runs there already. */
  startAgent(machine: Machine): void {
    if (machine.clock) return;
    const incarnation = ++machine.incarnation;
    const { seed, broken } = this.options;
    const clock = new ProcessClock(this.time, machine.wall);
    const alive = () => machine.incarnation === incarnation;
    machine.clock = clock;
    this.trace.say(machine.name, 'agent starts');
    startAgent({
      clock,
      random: stream(seed, `agent ${machine.name} ${incarnation}`),
      log: this.#log(machine.name, alive),
      carriers: this.plane.addresses.map((address) => this.fabric.agent(address)),
      journal: machine.journal.open(),
      driver: machine.host.driver(alive),
      checker: machine.host.checker(alive),
      endpointFiles: machine.endpointFiles,
      node: simulatedNode(machine.name, machine.tainted),
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

  /** Starts its agent again, with a taint that sends copies away or without. */
  taint(machine: Machine, tainted: boolean): void {
    if (machine.tainted === tainted) return;
    machine.tainted = tainted;
    if (tainted) this.trace.seen('evicting taint');
    this.crashAgent(machine);
    this.startAgent(machine);
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
function simulatedNode(name: string, tainted: boolean) {
  const number = Number(name.slice(1));
  const info = nodeInfo(name);
  return {
    ...info,
    site: `s${number % 3}`,
    taints: tainted ? [{ key: 'upkeep', value: 'now', effect: 'evict' as const }] : [],
    attributes: { [SIZED_VOLUMES_ATTRIBUTE]: 'simulated' },
    labels: { tier: number % 2 === 0 ? 'gold' : 'silver' },
    inventory: {
      resources: {
        cpu: { total: 2_000, reserved: 200, allocationRatio: 1 },
        memory: { total: 1_024, reserved: 0, allocationRatio: 1 },
        disk: { total: 128, reserved: 0, allocationRatio: 1 },
      },
      ports: { first: 20_000, last: 20_011 },
      devices: CAMERAS.slice(0, number),
    },
  };
}
