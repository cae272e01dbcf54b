/** A driver of which only the streams are there: output without end, commands that talk, listen or do neither. */
import type { Attached, AttachRequest, Driver, OutputPart } from '@berth/agent/testing';
import { LIMITS, type LogWish, type PlacementId } from '@berth/core';

type Streams = Pick<Driver, 'logs'> & Required<Pick<Driver, 'attach'>>;

export class StreamingDriver implements Streams {
  readonly #totalBytes: number;
  readonly #read = new Map<string, number>();
  /** What was handed over of the command "loud". */
  said = 0;
  running = 0;

  constructor(totalBytes: number) {
    this.#totalBytes = totalBytes;
  }

  /** What was read of a placement's output. */
  read(placement: PlacementId): number {
    return this.#read.get(placement) ?? 0;
  }

  async *logs(placement: PlacementId, _wish: LogWish): AsyncGenerator<OutputPart> {
    yield { at: 0, data: new Uint8Array() };
    for (let at = 0; at < this.#totalBytes; ) {
      const data = new Uint8Array(Math.min(LIMITS.logChunkBytes, this.#totalBytes - at));
      this.#read.set(placement, at + data.length);
      yield { at, data };
      at += data.length;
    }
  }

  async attach(_handle: unknown, { wish, onOutput }: AttachRequest, signal: AbortSignal): Promise<Attached> {
    this.running++;
    let end: () => void = () => {};
    const over = new Promise<void>((resolve) => {
      end = resolve;
    });
    signal.addEventListener('abort', end);
    const [command] = wish.command;
    if (command === 'loud') void this.#talk(onOutput, signal);
    return {
      write: (data) => (command === 'echo' ? onOutput(data, false) : over),
      endInput: end,
      resize: () => {},
      ended: over.then(() => {
        this.running--;
        return 3;
      }),
    };
  }

  async #talk(onOutput: AttachRequest['onOutput'], signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.said += LIMITS.logChunkBytes;
      await onOutput(new Uint8Array(LIMITS.logChunkBytes), false);
    }
  }
}
