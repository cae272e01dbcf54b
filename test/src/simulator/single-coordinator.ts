/** One coordinator on a disk of its own: it crashes, its writes fail, and a supervisor starts it again. */
import { type Coordinator, startCoordinator } from '@berth/coordinator';
import { type Ledger, MemoryDisk, openLedger } from '@berth/ledger';
import { blockCodec, type ControlApi } from '@berth/transport';
import type { ControlPlane, Fault, Leading, Surroundings } from './control-plane.js';
import {
  checkCapacity,
  checkConservation,
  checkReadiness,
  checkReplay,
  LedgerWatcher,
} from './invariants.js';
import { quiet } from './quiet.js';
import { type Stream, streamIds } from './random-streams.js';
import { ProcessClock } from './virtual-time.js';

type Life = {
  readonly number: number;
  readonly clock: ProcessClock;
  coordinator: Coordinator | undefined;
  ledger: Ledger | undefined;
  dead: boolean;
};

const ADDRESS = 'c0';
const BACK_AFTER_MS = [100, 5_000, 60_000];

export class SingleCoordinator implements ControlPlane {
  readonly addresses = [ADDRESS];
  readonly undisturbed = false;
  readonly watcher: LedgerWatcher;
  readonly faults: readonly Fault[] = [
    { name: 'coordinator crashes', weight: 20, strike: (random) => this.#crash(random) },
    { name: 'append fails', weight: 10, strike: () => this.#failAppend() },
  ];
  readonly #around: Surroundings;
  readonly #disk: MemoryDisk;
  readonly #wall = { offsetMs: 0 };
  #life: Life | undefined;
  #lives = 0;

  constructor(around: Surroundings) {
    this.#around = around;
    this.watcher = new LedgerWatcher((what) => around.trace.seen(what));
    this.#disk = new MemoryDisk({
      sync: around.sync,
      acknowledgeBeforeSync: around.broken === 'durability',
    });
  }

  get leader(): Leading | undefined {
    return this.#life?.coordinator;
  }

  get client(): ControlApi | undefined {
    return this.#life?.coordinator?.api;
  }

  /** Unless one is there, or on its way. It is there as soon as its claim is durable. */
  start(): void {
    if (this.#life) return;
    const { time, trace } = this.#around;
    const life: Life = {
      number: ++this.#lives,
      clock: new ProcessClock(time, this.#wall),
      coordinator: undefined,
      ledger: undefined,
      dead: false,
    };
    this.#life = life;
    trace.say('coordinator', `${life.number} starts`);
    this.#lead(life).catch((thrown: unknown) => this.#endOf(life, thrown));
  }

  async #lead(life: Life): Promise<void> {
    const { seed, fabric, log, common } = this.#around;
    const { clock, number } = life;
    const ids = streamIds(seed, `coordinator ${number}`);
    const name = `c${number}`;
    const store = this.#disk.open();
    const ledger = await openLedger({ store, codec: blockCodec, ids, clock, leader: name });
    const coordinator = await startCoordinator({
      ...{ ledger, clock, ids, name },
      ...common(clock),
      log: log(`coordinator ${number}`, () => !life.dead),
      carriers: [fabric.fleet(ADDRESS)],
      // Often, so that most coordinators start from one.
      checkpointEveryBlocks: 5 + (number % 20),
      onFatal: (thrown) => this.#endOf(life, thrown),
    });
    if (life.dead) return;
    life.ledger = ledger;
    life.coordinator = coordinator;
  }

  /** It stopped by itself, as it must after a failed write; a supervisor starts it again. */
  #endOf(life: Life, thrown: unknown): void {
    if (life.dead) return;
    const { trace, time, fail } = this.#around;
    const code = (thrown as { code?: string }).code;
    if (code !== 'storage') fail(thrown);
    trace.say('coordinator', `${life.number} stopped by itself:`, String((thrown as Error).message));
    trace.seen(`coordinator stopped: ${code}`);
    this.#bury(life);
    time.schedule(1_000, () => this.start());
  }

  #bury(life: Life): void {
    life.dead = true;
    life.clock.die();
    life.ledger?.close();
    this.#around.fabric.crash(ADDRESS);
    if (this.#life === life) this.#life = undefined;
  }

  /** kill -9, or power off with everything that was not synced. */
  #crash(random: Stream): void {
    const life = this.#life;
    const backAfterMs = random.pick(BACK_AFTER_MS);
    if (!life) return;
    const { trace, time } = this.#around;
    trace.say('coordinator', `${life.number} crashes`);
    trace.seen('coordinator crashed');
    this.#disk.crash();
    this.#bury(life);
    time.schedule(backAfterMs, () => this.start());
  }

  #failAppend(): void {
    this.#around.trace.seen('append failed');
    this.#disk.failNextAppend();
  }

  jumpWallClock(byMs: number): void {
    this.#wall.offsetMs += byMs;
  }

  heal(): void {}

  revive(): void {
    this.start();
  }

  async check(full: boolean): Promise<boolean> {
    const { coordinator, ledger } = this.#life ?? {};
    if (!coordinator || !ledger) return false;
    if (this.#around.broken !== undefined || full) checkCapacity(coordinator.state);
    if (!full) return false;
    checkConservation(coordinator.state);
    checkReadiness(coordinator.state);
    await this.watcher.catchUp(ledger);
    // Between turns only: while an append is under way the working state is one block ahead.
    if (coordinator.state.index === ledger.head.index && (await quiet(coordinator)))
      await checkReplay(ledger, coordinator.state);
    return true;
  }

  unsettled(): string | undefined {
    return this.leader ? undefined : 'no coordinator';
  }

  blocks(from: number) {
    return this.#life?.ledger?.read(from) ?? [];
  }
}
