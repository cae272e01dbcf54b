/**
 * The disk of one coordinator of several: its note of the stream's head, and its checkpoint. A write is durable once it is
 * synced; when the power goes meanwhile, either the old or the new one is there.
 */
import { type LocalRecords, MemoryDisk, type Noted } from '@berth/ledger';
import type { Stream } from './random-streams.js';
import type { ProcessGate } from './virtual-time.js';

export class LocalDisk {
  readonly #random: Stream;
  readonly #sync: () => Promise<void>;
  readonly #checkpoints: MemoryDisk;
  /** The door of the process that writes. */
  #gate: ProcessGate | undefined;
  #noted: Noted | undefined;
  #writing: Noted | undefined;

  constructor(random: Stream, sync: () => Promise<void>) {
    this.#random = random;
    this.#sync = () =>
      new Promise((resolve) => {
        const gate = this.#gate;
        void sync().then(() => gate?.enter(resolve));
      });
    this.#checkpoints = new MemoryDisk({ sync: this.#sync });
  }

  /** What survives a crash for certain. */
  get durable(): Noted | undefined {
    return this.#noted;
  }

  crash(): void {
    if (this.#writing && this.#random.chance(0.5)) this.#noted = this.#writing;
    this.#writing = undefined;
    this.#checkpoints.crash();
  }

  open(gate: ProcessGate): LocalRecords {
    this.#gate = gate;
    const checkpoints = this.#checkpoints.open();
    const noted = () => this.#noted;
    return {
      get noted() {
        return noted();
      },
      note: async (newer) => {
        this.#writing = newer;
        await this.#sync();
        this.#noted = newer;
        this.#writing = undefined;
      },
      saveCheckpoint: (write) => checkpoints.saveCheckpoint(write),
      loadCheckpoint: () => checkpoints.loadCheckpoint(),
      close: async () => {},
    };
  }
}
