/** Output of placements on its way from agents to readers, one bounded buffer per reader. */
import { BerthError, type Ids, LIMITS, type LogChunk, type NodeId, type PlacementId } from '@berth/core';
import type { FleetLink } from '@berth/transport';

/** Output that a slow reader may leave unread before its stream is ended. */
const BUFFER_BYTES = 16 * LIMITS.logChunkBytes;

type Reader = {
  readonly node: NodeId;
  readonly chunks: Uint8Array[];
  bufferedBytes: number;
  ended: boolean;
  error: BerthError | undefined;
  wake: () => void;
};

export class LogStreams {
  readonly #readers = new Map<string, Reader>();
  readonly #ids: Ids;

  constructor(ids: Ids) {
    this.#ids = ids;
  }

  /** Reads through `link`; ends with the output, the signal, or a BerthError that says why it could not go on. */
  async *open(
    link: FleetLink,
    request: { readonly placement: PlacementId; readonly follow: boolean; readonly tailBytes: number },
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    const stream = this.#ids.next('log');
    const reader: Reader = {
      node: link.node,
      chunks: [],
      bufferedBytes: 0,
      ended: false,
      error: undefined,
      wake: () => {},
    };
    this.#readers.set(stream, reader);
    const abort = () => finish(reader);
    signal.addEventListener('abort', abort);
    try {
      const tailBytes = Math.min(request.tailBytes, LIMITS.logTailBytes);
      link.send({
        kind: 'log-request',
        stream,
        placement: request.placement,
        follow: request.follow,
        tailBytes,
      });
      yield* drain(reader);
    } finally {
      signal.removeEventListener('abort', abort);
      this.#readers.delete(stream);
      link.send({ kind: 'log-cancel', stream });
    }
  }

  chunk(node: NodeId, chunk: LogChunk): void {
    const reader = this.#readers.get(chunk.stream);
    if (reader?.node !== node || reader.ended) return;
    if (chunk.data.length > 0) {
      reader.chunks.push(chunk.data);
      reader.bufferedBytes += chunk.data.length;
    }
    if (chunk.error !== undefined) finish(reader, new BerthError('not_found', chunk.error));
    else if (chunk.end) finish(reader);
    else if (reader.bufferedBytes > BUFFER_BYTES) {
      finish(
        reader,
        new BerthError('overloaded', 'the reader is slower than the output: read again with --tail'),
      );
    }
    reader.wake();
  }

  linkDown(node: NodeId, why: string): void {
    for (const reader of this.#readers.values()) {
      if (reader.node === node)
        finish(reader, new BerthError('unreachable', `the link to node "${node}" ended: ${why}`));
    }
  }
}

function finish(reader: Reader, error?: BerthError): void {
  if (reader.ended) return;
  reader.ended = true;
  reader.error = error;
  reader.wake();
}

async function* drain(reader: Reader): AsyncGenerator<Uint8Array> {
  while (true) {
    const chunk = reader.chunks.shift();
    if (chunk) {
      reader.bufferedBytes -= chunk.length;
      yield chunk;
    } else if (reader.error) {
      throw reader.error;
    } else if (reader.ended) {
      return;
    } else {
      await new Promise<void>((resolve) => {
        reader.wake = resolve;
      });
    }
  }
}
