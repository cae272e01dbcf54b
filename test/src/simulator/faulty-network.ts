/** A network between agents and coordinators that delays, drops, repeats, reorders and cuts, by its own chance. */
import type { Network } from '@berth/transport';
import type { Stream } from './random-streams.js';
import type { Journal } from './trace.js';
import type { ProcessGate, VirtualTime } from './virtual-time.js';

export type NetworkFaults = {
  readonly dropProbability: number;
  readonly repeatProbability: number;
  readonly delayMsMax: number;
};

export const CALM: NetworkFaults = { dropProbability: 0, repeatProbability: 0, delayMsMax: 5 };

export class FaultyNetwork implements Network {
  readonly #time: VirtualTime;
  readonly #random: Stream;
  readonly #trace: Journal;
  readonly #cuts = new Set<string>();
  /** The doors of processes that may be paused, by the name of their end. */
  readonly gates = new Map<string, ProcessGate>();
  /** Told when what was cut is whole again. */
  onHeal: () => void = () => {};
  faults: NetworkFaults = CALM;

  constructor(time: VirtualTime, random: Stream, trace: Journal) {
    this.#time = time;
    this.#random = random;
    this.#trace = trace;
  }

  deliver(from: string, to: string, bytes: Uint8Array, handOver: () => void): void {
    const { dropProbability, repeatProbability, delayMsMax } = this.faults;
    this.#trace.fold('send', from, to, bytes.length);
    const lost = !this.reaches(from, to) ? 'cut off' : this.#random.chance(dropProbability) && 'dropped';
    if (lost) {
      this.#trace.seen(`message ${lost}`);
      return;
    }
    this.#later(to, delayMsMax, handOver);
    if (!this.#random.chance(repeatProbability)) return;
    this.#trace.seen('message repeated');
    this.#later(to, delayMsMax * 4, handOver);
  }

  /** As over a connection that mends its losses: what is not cut off arrives, once. */
  carry(from: string, to: string, handOver: () => void): void {
    this.#trace.fold('carry', from, to);
    if (this.reaches(from, to)) this.#later(to, this.faults.delayMsMax, handOver);
    else this.#trace.seen('message cut off');
  }

  #later(to: string, delayMsMax: number, handOver: () => void): void {
    this.#time.schedule(1 + this.#random.next() * delayMsMax, () => {
      const gate = this.gates.get(to);
      if (gate) gate.enter(handOver);
      else handOver();
    });
  }

  reaches(from: string, to: string): boolean {
    return !this.#cuts.has(`${from}>${to}`);
  }

  /** Nothing comes through from one to the other any more. */
  cut(from: string, to: string): void {
    this.#cuts.add(`${from}>${to}`);
  }

  heal(): void {
    this.#cuts.clear();
    this.onHeal();
  }
}
