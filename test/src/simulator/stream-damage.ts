/**
 * A stream that was cut off, replaced or removed: every coordinator has to refuse it, naming an index, and nothing may be
 * appended, until it is put back as it was. Nothing else is done meanwhile, so that who does not refuse has no excuse.
 */
import type { BerthError } from '@berth/core';
import type { ModelStream } from '../jetstream/model-stream.js';
import type { CoordinatorMachine } from './coordinator-machine.js';
import type { FaultyNetwork } from './faulty-network.js';
import type { Stream } from './random-streams.js';
import { type Journal, Violation } from './trace.js';
import type { VirtualTime } from './virtual-time.js';

export type DamageDeps = {
  readonly model: ModelStream;
  readonly machines: readonly CoordinatorMachine[];
  readonly time: VirtualTime;
  readonly trace: Journal;
  readonly network: FaultyNetwork;
};

/** Two starts that wait for an old view to end, and what servers lose meanwhile. */
const REFUSED_WITHIN_MS = 5 * 60_000;
/** Answers of before the restoration may still be on their way. */
const AFTERWARDS_MS = 60_000;

export class StreamDamage {
  readonly #deps: DamageDeps;
  #active:
    | { readonly sinceMs: number; readonly refused: Set<string>; readonly putBack: () => void }
    | undefined;
  #restoredAtMs = Number.NEGATIVE_INFINITY;

  constructor(deps: DamageDeps) {
    this.#deps = deps;
  }

  get active(): boolean {
    return this.#active !== undefined;
  }

  /** Cuts off, replaces or removes what every coordinator knows to be durable. */
  strike(random: Stream): void {
    const { model, machines, time, trace, network } = this.#deps;
    const known = Math.min(...machines.map(({ disk }) => disk.durable?.index ?? 0));
    if (this.#active || known < 3) return;
    network.heal();
    for (const machine of machines) {
      machine.resume();
      machine.start();
    }
    const putBack = model.backup();
    const kind = random.pick(['truncated', 'truncated', 'made anew', 'removed']);
    if (kind === 'truncated') model.truncate(random.between(0, known - 1));
    else if (kind === 'made anew') model.recreate(`anew ${time.nowMs}`);
    else model.remove();
    trace.say('stream', `is ${kind}: it ends at ${model.last}, everybody knows of ${known}`);
    trace.seen(`stream ${kind}`);
    this.#active = { sinceMs: time.nowMs, refused: new Set(), putBack };
  }

  /** False when there was nothing to refuse. */
  refused(name: string, error: BerthError): boolean {
    if (this.#active && !/(block|index) \d+/.test(error.message))
      throw new Violation('what is damaged is named', error.message);
    this.#active?.refused.add(name);
    return this.#active !== undefined || this.#deps.time.nowMs < this.#restoredAtMs + AFTERWARDS_MS;
  }

  committed(sequence: number): void {
    if (this.#active)
      throw new Violation('a damaged stream is not appended to', `a record was stored at ${sequence}`);
  }

  /** Puts it back once everybody has refused it. */
  check(): void {
    if (!this.#active) return;
    const { machines, time } = this.#deps;
    const { refused, sinceMs } = this.#active;
    const credulous = machines.filter(({ name }) => !refused.has(name)).map(({ name }) => name);
    if (credulous.length === 0) {
      this.#deps.trace.seen('damage refused by all');
      this.restore();
    } else if (time.nowMs > sinceMs + REFUSED_WITHIN_MS)
      throw new Violation('a damaged stream is refused', `by all, not by all but ${credulous.join(', ')}`);
  }

  restore(): void {
    if (!this.#active) return;
    const { trace, time } = this.#deps;
    this.#active.putBack();
    this.#active = undefined;
    this.#restoredAtMs = time.nowMs;
    trace.say('stream', 'is put back as it was');
  }
}
