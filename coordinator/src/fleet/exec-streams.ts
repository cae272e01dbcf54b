/**
 * Commands that people run beside copies: what goes in and what comes out, each with a window of its own. Whatever ends
 * one here, the caller's going away too, ends the command on its node; and a link that is lost ends it there by itself.
 */
import {
  BerthError,
  type ExecEnd,
  type ExecOutput,
  type ExecWish,
  type Ids,
  LIMITS,
  type NodeId,
  type PlacementId,
  type StreamCredit,
} from '@berth/core';
import { CreditedQueue, CreditGate, type ExecIn, type ExecOut, type FleetLink } from '@berth/transport';

type Session = {
  readonly link: FleetLink;
  readonly output: CreditedQueue<ExecOut>;
  readonly gate: CreditGate;
};

export class ExecStreams {
  readonly #sessions = new Map<string, Session>();
  readonly #ids: Ids;

  constructor(ids: Ids) {
    this.#ids = ids;
  }

  /** Ends behind the exit code; throws a BerthError when there will be none. */
  async *open(
    link: FleetLink,
    placement: PlacementId,
    wish: ExecWish,
    input: AsyncIterable<ExecIn>,
    signal: AbortSignal,
  ): AsyncGenerator<ExecOut> {
    const stream = this.#ids.next('exec');
    const windowBytes = LIMITS.streamWindowBytes;
    const output = new CreditedQueue<ExecOut>({
      windowBytes,
      bytesOf: (item) => (item.kind === 'output' ? item.data.length : 0),
      grant: (bytes) => void link.send({ kind: 'stream-credit', stream, bytes }),
    });
    const gate = new CreditGate(windowBytes);
    this.#sessions.set(stream, { link, output, gate });
    const abort = () => output.end();
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    try {
      const { command, terminal, term } = wish;
      link.send({
        ...{ kind: 'exec-request', stream, placement, command, input: wish.input, term, windowBytes },
        ...(terminal && { terminal }),
      });
      send(link, stream, input, gate).catch((thrown: unknown) => output.end(BerthError.from(thrown)));
      for await (const item of output) {
        if (signal.aborted) return;
        yield item;
      }
    } finally {
      signal.removeEventListener('abort', abort);
      this.#sessions.delete(stream);
      gate.end();
      link.send({ kind: 'exec-cancel', stream });
    }
  }

  output(node: NodeId, { stream, data, isError }: ExecOutput): void {
    this.#of(node, stream)?.output.push({ kind: 'output', data, isError });
  }

  ended(node: NodeId, { stream, exitCode, error }: ExecEnd): void {
    const output = this.#of(node, stream)?.output;
    if (error === undefined) output?.push({ kind: 'exit', exitCode });
    output?.end(error === undefined ? undefined : new BerthError('conflict', error));
  }

  credit(node: NodeId, { stream, bytes }: StreamCredit): void {
    this.#of(node, stream)?.gate.grant(bytes);
  }

  linkDown(link: FleetLink, why: string): void {
    for (const session of this.#sessions.values()) {
      if (session.link !== link) continue;
      const words = `the link to node "${link.node}" ended, and the command with it: ${why}`;
      session.output.end(new BerthError('unreachable', words));
    }
  }

  #of(node: NodeId, stream: string): Session | undefined {
    const session = this.#sessions.get(stream);
    return session?.link.node === node ? session : undefined;
  }
}

/** In its order, no faster than the command takes it. */
async function send(
  link: FleetLink,
  stream: string,
  input: AsyncIterable<ExecIn>,
  gate: CreditGate,
): Promise<void> {
  const nothing = new Uint8Array();
  for await (const item of input) {
    if (item.kind === 'resize') link.send({ kind: 'exec-resize', stream, size: item.size });
    else if (item.kind === 'end') link.send({ kind: 'exec-input', stream, data: nothing, end: true });
    else {
      for (let from = 0; from < item.data.length; ) {
        const bytes = await gate.take(Math.min(item.data.length - from, LIMITS.execChunkBytes));
        if (bytes === 0) return;
        link.send({ kind: 'exec-input', stream, data: item.data.subarray(from, from + bytes), end: false });
        from += bytes;
      }
    }
  }
}
