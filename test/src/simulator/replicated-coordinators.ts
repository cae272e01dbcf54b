/** Several coordinators over one stream, clients with a list of their addresses, and everything that can be done to them. */
import type { BerthError } from '@berth/core';
import type { UnsafeAppends } from '@berth/ledger';
import type { ControlApi } from '@berth/transport';
import { type ModelFaults, ModelStream } from '../jetstream/model-stream.js';
import type { Breakage, ControlPlane, Fault, Leading, Surroundings } from './control-plane.js';
import { ControlWire, clientOf } from './control-wire.js';
import { CoordinatorMachine } from './coordinator-machine.js';
import { checkConservation, checkReadiness, checkReplica, LedgerWatcher } from './invariants.js';
import { quiet } from './quiet.js';
import { type Stream, stream } from './random-streams.js';
import { SimulatedPeers } from './simulated-peers.js';
import { StreamDamage } from './stream-damage.js';
import { StreamLog } from './stream-log.js';
import { Violation } from './trace.js';

const BACK_AFTER_MS = [100, 5_000, 60_000];
const PAUSES_MS = [2_000, 15_000, 40_000];
const HEALS_AFTER_MS = [2_000, 45_000, 120_000];

const UNSAFE: Partial<Record<Breakage, UnsafeAppends>> = {
  fence: { withoutFence: true },
  'exact-ack': { anyAcknowledgement: true },
  resolve: { withoutResolve: true },
};

export class ReplicatedCoordinators implements ControlPlane {
  readonly addresses: readonly string[];
  readonly client: ControlApi;
  readonly watcher: LedgerWatcher;
  readonly faults: readonly Fault[] = [
    { name: 'crash', weight: 14, strike: (random) => this.#some(random).crash(random.pick(BACK_AFTER_MS)) },
    { name: 'pause', weight: 12, strike: (random) => this.#some(random).pause(random.pick(PAUSES_MS)) },
    {
      name: 'hand over',
      weight: 10,
      strike: (random) => this.#some(random).handOver(random.pick(BACK_AFTER_MS)),
    },
    { name: 'cut', weight: 24, strike: (random) => this.#cut(random) },
    { name: 'stream is full', weight: 3, strike: (random) => this.#fill(random) },
    { name: 'stream is damaged', weight: 4, strike: (random) => this.#damage.strike(random) },
  ];
  readonly #around: Surroundings;
  readonly #model: ModelStream;
  readonly #machines: readonly CoordinatorMachine[];
  readonly #log: StreamLog;
  readonly #damage: StreamDamage;
  #compared = 0;
  /** By epoch, who was seen to lead in it. */
  readonly #leaders = new Map<number, string>();

  constructor(around: Surroundings, count: number, faults: ModelFaults) {
    const { time, trace, network, seed, broken } = around;
    this.#around = around;
    this.addresses = [...Array(count).keys()].map((number) => `c${number}`);
    this.watcher = new LedgerWatcher((what) => trace.seen(what));
    this.#log = new StreamLog(this.watcher);
    this.#model = new ModelStream(time, stream(seed, 'stream'), faults, (what) =>
      trace.seen(`stream: ${what}`),
    );
    this.#model.onCommit = (sequence, bytes) => {
      trace.fold('committed', sequence, bytes.length);
      this.#damage.committed(sequence);
      this.#log.take(sequence, bytes);
    };
    network.onHeal = () => this.#model.wake();
    const wire = new ControlWire(time, network);
    this.client = clientOf(wire, this.addresses, stream(seed, 'client'));
    const shared = { peers: new SimulatedPeers(network), wire, model: this.#model };
    const unsafe = (broken && UNSAFE[broken]) ?? {};
    const onStopped = (name: string, error: BerthError) => this.#stopped(name, error);
    this.#machines = this.addresses.map(
      (name) => new CoordinatorMachine({ ...around, ...shared, name, unsafe, onStopped }),
    );
    this.#damage = new StreamDamage({ model: this.#model, machines: this.#machines, time, trace, network });
  }

  get leader(): Leading | undefined {
    const leading = this.#machines.filter(({ replica }) => replica?.role === 'leader');
    // Whoever leads in the newest epoch: older ones do not know it yet.
    const newest = leading.sort((a, b) => epochOf(b) - epochOf(a))[0];
    return newest?.replica;
  }

  get undisturbed(): boolean {
    return this.#damage.active;
  }

  start(): void {
    for (const machine of this.#machines) machine.start();
  }

  #some(random: Stream): CoordinatorMachine {
    // Whoever leads, twice as often as chance would have it.
    const leading = this.#machines.find(({ replica }) => replica?.role === 'leader');
    return leading && random.chance(0.3) ? leading : random.pick(this.#machines);
  }

  /** One way or both, between a coordinator and the stream, another coordinator, or clients. */
  #cut(random: Stream): void {
    const { network, time, trace } = this.#around;
    const { name } = this.#some(random);
    const others = this.addresses.filter((other) => other !== name);
    const other = random.pick(['stream', 'stream', random.pick(others), 'client']);
    const way = random.pick(['in', 'out', 'both']);
    trace.say('network', `cuts ${name} from ${other} (${way})`);
    trace.seen(`cut: coordinator and ${other.startsWith('c') && other !== 'client' ? 'coordinator' : other}`);
    if (way !== 'both') trace.seen('one-way cut of a coordinator');
    if (way !== 'in') network.cut(name, other);
    if (way !== 'out') network.cut(other, name);
    time.schedule(random.pick(HEALS_AFTER_MS), () => network.heal());
  }

  #fill(random: Stream): void {
    this.#around.trace.say('stream', 'is full');
    this.#model.full = true;
    this.#around.time.schedule(random.between(2_000, 20_000), () => {
      this.#model.full = false;
    });
  }

  #stopped(name: string, error: BerthError): void {
    if (error.code === 'storage' || error.code === 'unreachable') return;
    if (error.code === 'corrupt' && this.#damage.refused(name, error)) return;
    this.#around.fail(error);
  }

  jumpWallClock(byMs: number): void {
    this.#machines.forEach((machine, at) => {
      machine.wall.offsetMs += at % 2 === 0 ? byMs : -byMs / 2;
    });
  }

  heal(): void {
    this.#damage.restore();
    this.#model.heal();
    for (const machine of this.#machines) machine.resume();
  }

  revive(): void {
    this.start();
  }

  async check(full: boolean): Promise<boolean> {
    this.#damage.check();
    for (const { name, replica } of this.#machines) {
      if (!replica) continue;
      const { state } = replica;
      if (state.index > this.#log.last)
        throw new Violation(
          'nobody is ahead of the ledger',
          `${name} is at ${state.index} of ${this.#log.last}`,
        );
      if (replica.role === 'leader') this.#checkLeader(name, state.epoch);
    }
    if (!full || this.#damage.active) return true;
    checkConservation(this.#log.state);
    checkReadiness(this.#log.state);
    // One after the other: a digest reads the whole state.
    const machine = this.#machines[this.#compared++ % this.#machines.length];
    if (machine) await this.#compare(machine);
    return true;
  }

  #checkLeader(name: string, epoch: number): void {
    const known = this.#leaders.get(epoch);
    if (known === undefined) this.#around.trace.seen('leader took over');
    if ((known ?? name) !== name)
      throw new Violation('one leader per epoch', `${known} and ${name} lead in epoch ${epoch}`);
    if (this.#log.claims.get(epoch) !== name)
      throw new Violation('leaders have claimed', `${name} leads in epoch ${epoch} without a claim`);
    this.#leaders.set(epoch, name);
  }

  /** Its state is what the ledger says at that index. Between turns only, and where both are at the same index. */
  async #compare({ name, replica }: CoordinatorMachine): Promise<void> {
    if (!replica || replica.state.index !== this.#log.last) return;
    const { state } = replica;
    // A lead that is about to begin, or has just ended, works on it.
    if (replica.role !== 'leader' && state.leader === name) return;
    if (replica.role === 'leader' && !(await quiet({ api: replica.api, state }))) return;
    checkReplica(name, state, this.#log);
    this.#around.trace.seen(`${replica.role} compared with the ledger`);
  }

  unsettled(): string | undefined {
    const { leader } = this;
    if (!leader) return 'nobody leads';
    const roles = this.#machines.map(({ replica }) => replica?.role ?? 'down');
    if (roles.filter((role) => role === 'follower').length !== roles.length - 1) return roles.join(', ');
    const behind = this.#machines.find(({ replica }) => replica?.state.index !== this.#log.last);
    return behind && `${behind.name} is behind`;
  }

  blocks(from: number) {
    return this.#log.blocks.slice(from - 1);
  }
}

function epochOf({ replica }: CoordinatorMachine): number {
  return replica?.state.epoch ?? 0;
}
