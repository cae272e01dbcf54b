/** Sends output of placements to whoever asked, no faster than the link takes it. */
import { BerthError, type Clock, LIMITS, type Log, type LogChunk, type LogRequest } from '@berth/core';
import type { AgentLink } from '@berth/transport';
import type { Driver } from './drivers/driver.js';

/** How long to wait when the link is full. */
const RETRY_MS = 50;

export class LogSender {
  readonly #driver: Driver;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #streams = new Map<string, AbortController>();

  constructor(deps: { readonly driver: Driver; readonly clock: Clock; readonly log: Log }) {
    this.#driver = deps.driver;
    this.#clock = deps.clock;
    this.#log = deps.log;
  }

  start(link: AgentLink, request: LogRequest): void {
    const { stream } = request;
    if (this.#streams.has(stream)) return;
    if (this.#streams.size >= LIMITS.logStreamsPerNode) {
      const error = `the node serves ${LIMITS.logStreamsPerNode} log readers already: end one of them`;
      link.send({ kind: 'log-chunk', stream, data: new Uint8Array(), end: true, error });
      return;
    }
    const abort = new AbortController();
    this.#streams.set(stream, abort);
    this.#send(link, request, abort.signal)
      .catch((thrown: unknown) => {
        const error = BerthError.from(thrown).message;
        this.#log.debug('log stream failed', { stream, error });
        link.send({ kind: 'log-chunk', stream, data: new Uint8Array(), end: true, error });
      })
      .finally(() => this.#streams.delete(stream));
  }

  cancel(stream: string): void {
    this.#streams.get(stream)?.abort();
  }

  cancelAll(): void {
    for (const abort of this.#streams.values()) abort.abort();
  }

  async #send(
    link: AgentLink,
    { stream, placement, follow, tailBytes }: LogRequest,
    signal: AbortSignal,
  ): Promise<void> {
    for await (const output of this.#driver.logs(placement, { follow, tailBytes }, signal)) {
      for (let from = 0; from < output.length; from += LIMITS.logChunkBytes) {
        const data = output.subarray(from, from + LIMITS.logChunkBytes);
        await this.#deliver(link, { kind: 'log-chunk', stream, data, end: false }, signal);
      }
      if (signal.aborted) return;
    }
    await this.#deliver(link, { kind: 'log-chunk', stream, data: new Uint8Array(), end: true }, signal);
  }

  /** No faster than the link takes it. */
  async #deliver(link: AgentLink, chunk: LogChunk, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !link.send(chunk)) await this.#pause();
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.schedule(RETRY_MS, resolve);
    });
  }
}
