/** Output of placements on its way from agents to readers: each reader has a window of its own (transport/flow.ts). */
import {
  BerthError,
  type Ids,
  LIMITS,
  type LogChunk,
  type LogWish,
  type NodeId,
  type PlacementId,
} from '@berth/core';
import { CreditedQueue, type FleetLink, type LogOutput } from '@berth/transport';

type Reader = { readonly link: FleetLink; readonly queue: CreditedQueue<LogOutput> };

export class LogStreams {
  readonly #readers = new Map<string, Reader>();
  readonly #ids: Ids;

  constructor(ids: Ids) {
    this.#ids = ids;
  }

  /** Reads through `link`; ends with the output, the signal, or a BerthError that says why it could not go on. */
  async *open(
    link: FleetLink,
    placement: PlacementId,
    wish: LogWish,
    signal: AbortSignal,
  ): AsyncGenerator<LogOutput> {
    const stream = this.#ids.next('log');
    const windowBytes = LIMITS.streamWindowBytes;
    const queue = new CreditedQueue<LogOutput>({
      windowBytes,
      bytesOf: ({ data }) => data.length,
      grant: (bytes) => void link.send({ kind: 'stream-credit', stream, bytes }),
    });
    this.#readers.set(stream, { link, queue });
    const abort = () => queue.end();
    signal.addEventListener('abort', abort);
    try {
      const tailBytes = Math.min(wish.tailBytes, LIMITS.logTailBytes);
      link.send({ kind: 'log-request', ...wish, stream, placement, tailBytes, windowBytes });
      for await (const output of queue) {
        if (signal.aborted) return;
        yield output;
      }
    } finally {
      signal.removeEventListener('abort', abort);
      this.#readers.delete(stream);
      link.send({ kind: 'log-cancel', stream });
    }
  }

  chunk(node: NodeId, { stream, at, data, end, error }: LogChunk): void {
    const reader = this.#readers.get(stream);
    if (reader?.link.node !== node) return;
    if (!end && error === undefined) reader.queue.push({ at, data });
    else reader.queue.end(error === undefined ? undefined : new BerthError('not_found', error));
  }

  linkDown(link: FleetLink, why: string): void {
    for (const reader of this.#readers.values()) {
      if (reader.link !== link) continue;
      reader.queue.end(new BerthError('unreachable', `the link to node "${link.node}" ended: ${why}`));
    }
  }
}
