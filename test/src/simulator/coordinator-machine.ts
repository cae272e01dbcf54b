/** One machine with one of several coordinators: a disk that stays, and a process that starts, is paused, killed, or hands over. */
import { Replica } from '@berth/coordinator';
import { BerthError } from '@berth/core';
import { type LedgerStore, openJetStreamStore, openLedger, type UnsafeAppends } from '@berth/ledger';
import { blockCodec } from '@berth/transport';
import type { ModelClient, ModelStream } from '../jetstream/model-stream.js';
import type { Surroundings } from './control-plane.js';
import type { ControlWire } from './control-wire.js';
import { LocalDisk } from './local-disk.js';
import { stream, streamIds } from './random-streams.js';
import type { SimulatedPeers } from './simulated-peers.js';
import { ProcessClock, ProcessGate } from './virtual-time.js';

export type MachineDeps = Surroundings & {
  readonly name: string;
  readonly model: ModelStream;
  readonly peers: SimulatedPeers;
  readonly wire: ControlWire;
  readonly unsafe: UnsafeAppends;
  /** It ended by itself. Whether that is how it should be is for the others to say. */
  readonly onStopped: (name: string, error: BerthError) => void;
};

type Life = {
  readonly number: number;
  readonly gate: ProcessGate;
  client: ModelClient | undefined;
  store: LedgerStore | undefined;
  replica: Replica | undefined;
  leaving: boolean;
};

const SETTINGS = { subject: 'ledger', replicas: 3, maxBytes: 2 ** 30 };
const SUPERVISOR_MS = 1_000;

export class CoordinatorMachine {
  readonly name: string;
  readonly disk: LocalDisk;
  readonly wall = { offsetMs: 0 };
  readonly #deps: MachineDeps;
  #life: Life | undefined;
  #lives = 0;

  constructor(deps: MachineDeps) {
    this.#deps = deps;
    this.name = deps.name;
    this.disk = new LocalDisk(stream(deps.seed, `disk ${deps.name}`), deps.sync);
  }

  /** Undefined while it is down, or opening. */
  get replica(): Replica | undefined {
    return this.#life?.replica;
  }

  /** Up, and not paused or on its way out. */
  get well(): boolean {
    return this.#life?.replica !== undefined && this.#life.gate.running && !this.#life.leaving;
  }

  /** Unless it runs. */
  start(): void {
    if (this.#life) return;
    const { trace, network } = this.#deps;
    const gate = new ProcessGate();
    const life: Life = {
      ...{ number: ++this.#lives, gate, leaving: false },
      ...{ client: undefined, store: undefined, replica: undefined },
    };
    this.#life = life;
    network.gates.set(this.name, gate);
    trace.say('coordinator', this.name, 'starts');
    this.#open(life).catch((thrown: unknown) => this.#endOf(life, thrown));
  }

  async #open(life: Life): Promise<void> {
    const { name } = this;
    const { seed, time, trace, network, fabric, model, peers, wire, unsafe, common } = this.#deps;
    const { gate, number } = life;
    const clock = new ProcessClock(time, this.wall, gate);
    const random = stream(seed, `coordinator ${name} ${number}`);
    const ids = streamIds(seed, `coordinator ${name} ${number}`);
    const log = this.#deps.log(name, () => this.#life === life);
    life.client = model.connect({
      sends: () => network.reaches(name, 'stream'),
      hears: () => network.reaches('stream', name),
      enter: gate.enter,
    });
    const store = await openJetStreamStore({
      ...{ stream: life.client, local: this.disk.open(gate), settings: SETTINGS },
      ...{ clock, random, ids, log, unsafe },
      onStep: (step) => trace.seen(`append: ${step}`),
    });
    life.store = store;
    const ledger = await openLedger({ store, codec: blockCodec, ids, clock, leader: name });
    const replica = await Replica.start({
      ...{ ledger, clock, ids, log, name, random },
      ...common(clock),
      peers: peers.open(name),
      control: name,
      openCarriers: () => [fabric.fleet(name)],
      connect: (address) => wire.connect(name, address, gate),
      checkpointEveryBlocks: 5 + ((number * 7) % 20),
      onFatal: (thrown) => this.#endOf(life, thrown),
    });
    life.replica = replica;
    wire.serve(name, replica.api);
  }

  #endOf(life: Life, thrown: unknown): void {
    if (this.#life !== life || life.leaving) return;
    const { trace, time, onStopped } = this.#deps;
    const error = BerthError.from(thrown);
    trace.say('coordinator', this.name, 'stopped by itself:', error.message);
    trace.seen(`coordinator stopped: ${error.code}`);
    this.#bury(life);
    onStopped(this.name, error);
    time.schedule(SUPERVISOR_MS, () => this.start());
  }

  #bury(life: Life): void {
    const { model, fabric, peers, wire, network } = this.#deps;
    life.gate.die();
    this.#life = undefined;
    network.gates.delete(this.name);
    if (life.client) model.forget(life.client);
    peers.crash(this.name);
    wire.crash(this.name);
    fabric.crash(this.name);
    this.disk.crash();
  }

  /** kill -9, or power off with everything that was not synced. */
  crash(backAfterMs: number): void {
    const life = this.#life;
    if (!life) return;
    const { trace, time } = this.#deps;
    trace.say('coordinator', this.name, 'crashes');
    trace.seen(life.replica?.role === 'leader' ? 'leader crashed' : 'follower crashed');
    this.#bury(life);
    time.schedule(backAfterMs, () => this.start());
  }

  /** SIGSTOP, and later SIGCONT: time goes on, and everything that came waits. */
  pause(forMs: number): void {
    const life = this.#life;
    if (!life?.gate.running) return;
    const { trace, time } = this.#deps;
    trace.say('coordinator', this.name, `pauses for ${forMs} ms`);
    trace.seen(life.replica?.role === 'leader' ? 'leader paused' : 'follower paused');
    life.gate.pause();
    time.schedule(forMs, () => life.gate.resume());
  }

  resume(): void {
    this.#life?.gate.resume();
  }

  /** SIGTERM: it ends in order, and is killed when it does not. */
  handOver(backAfterMs: number): void {
    const life = this.#life;
    if (!life?.replica || life.leaving) return;
    const { trace, time } = this.#deps;
    const { role } = life.replica;
    trace.say('coordinator', this.name, 'is told to end');
    life.leaving = true;
    const over = (how: string) => {
      if (this.#life !== life) return;
      trace.say('coordinator', this.name, 'ends:', how);
      trace.seen(`${role} ended: ${how}`);
      this.#bury(life);
      time.schedule(backAfterMs, () => this.start());
    };
    life.replica
      .stop()
      .then(() => life.store?.close())
      .then(
        () => over('in order'),
        (thrown: unknown) => over(BerthError.from(thrown).code),
      );
    time.schedule(60_000, () => over('killed after a minute'));
  }
}
