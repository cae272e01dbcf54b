/** Sends output of placements to whoever asked, no faster than each of them reads (transport/flow.ts). */
import { BerthError, LIMITS, type Log, type LogRequest } from '@berth/core';
import { type AgentLink, CreditGate } from '@berth/transport';
import type { Driver } from '../drivers/driver.js';

type Stream = { readonly abort: AbortController; readonly gate: CreditGate };

const NOTHING = new Uint8Array();

export class LogSender {
  readonly #driver: Pick<Driver, 'logs'>;
  readonly #log: Log;
  readonly #streams = new Map<string, Stream>();

  constructor(deps: { readonly driver: Pick<Driver, 'logs'>; readonly log: Log }) {
    this.#driver = deps.driver;
    this.#log = deps.log;
  }

  start(link: AgentLink, request: LogRequest): void {
    const { stream, windowBytes } = request;
    if (this.#streams.has(stream)) return;
    const fail = (error: string) =>
      void link.send({ kind: 'log-chunk', stream, at: 0, data: NOTHING, end: true, error });
    if (this.#streams.size >= LIMITS.logStreamsPerNode) {
      fail(`the node serves ${LIMITS.logStreamsPerNode} log readers already: end one of them`);
      return;
    }
    const gate = new CreditGate(windowBytes === 0 ? Number.POSITIVE_INFINITY : windowBytes);
    const abort = new AbortController();
    this.#streams.set(stream, { abort, gate });
    this.#send(link, request, gate, abort.signal)
      .catch((thrown: unknown) => {
        const error = BerthError.from(thrown).message;
        this.#log.debug('log stream failed', { stream, error });
        fail(error);
      })
      .finally(() => this.#streams.delete(stream));
  }

  /** The reader has taken so much. */
  credit(stream: string, bytes: number): void {
    this.#streams.get(stream)?.gate.grant(bytes);
  }

  cancel(stream: string): void {
    const known = this.#streams.get(stream);
    known?.abort.abort();
    known?.gate.end();
  }

  cancelAll(): void {
    for (const stream of this.#streams.keys()) this.cancel(stream);
  }

  async #send(
    link: AgentLink,
    { stream, placement, ...wish }: LogRequest,
    gate: CreditGate,
    signal: AbortSignal,
  ): Promise<void> {
    for await (const { at, data } of this.#driver.logs(placement, wish, signal)) {
      if (data.length === 0) link.send({ kind: 'log-chunk', stream, at, data, end: false });
      for (let from = 0; from < data.length; ) {
        const bytes = await gate.take(Math.min(data.length - from, LIMITS.logChunkBytes));
        if (bytes === 0) return;
        const part = data.subarray(from, from + bytes);
        link.send({ kind: 'log-chunk', stream, at: at + from, data: part, end: false });
        from += bytes;
      }
      if (signal.aborted) return;
    }
    link.send({ kind: 'log-chunk', stream, at: 0, data: NOTHING, end: true });
  }
}
