/**
 * Commands that people run beside copies of this node. Each has a window for what goes in and one for what comes out, and
 * ends with its link, with whoever asked for it, or when nothing has moved for a long time.
 */
import {
  BerthError,
  type Clock,
  type ExecInput,
  type ExecRequest,
  type ExecResize,
  LIMITS,
  type Log,
  type PlacementId,
  type TerminalSize,
} from '@berth/core';
import { type AgentLink, CreditedQueue, CreditGate } from '@berth/transport';
import type { Attached, Driver } from '../drivers/driver.js';
import type { CheckedCopy } from '../health/checker.js';

export type ExecHostDeps = {
  readonly driver: Pick<Driver, 'attach'>;
  readonly clock: Clock;
  readonly log: Log;
  /** The run of a placement; undefined while it has none. */
  readonly copyOf: (placement: PlacementId) => CheckedCopy | undefined;
};

type Session = {
  readonly abort: AbortController;
  readonly gate: CreditGate;
  readonly input: CreditedQueue<Uint8Array>;
  attached: Attached | undefined;
  /** Said before there was a terminal. */
  size: TerminalSize | undefined;
  /** Something went in or came out. */
  touch: () => void;
};

export class ExecHost {
  readonly #deps: ExecHostDeps;
  readonly #sessions = new Map<string, Session>();

  constructor(deps: ExecHostDeps) {
    this.#deps = deps;
  }

  start(link: AgentLink, request: ExecRequest): void {
    const { stream } = request;
    if (this.#sessions.has(stream)) return;
    const fail = (error: string) => void link.send({ kind: 'exec-end', stream, exitCode: 0, error });
    if (this.#sessions.size >= LIMITS.execsPerNode) {
      fail(`the node runs ${LIMITS.execsPerNode} commands for others already: end one of them`);
      return;
    }
    const session: Session = {
      abort: new AbortController(),
      gate: new CreditGate(request.windowBytes),
      input: new CreditedQueue({
        windowBytes: LIMITS.streamWindowBytes,
        bytesOf: (data) => data.length,
        grant: (bytes) => void link.send({ kind: 'stream-credit', stream, bytes }),
      }),
      attached: undefined,
      size: undefined,
      touch: () => {},
    };
    this.#sessions.set(stream, session);
    this.#run(link, request, session)
      .then((exitCode) => link.send({ kind: 'exec-end', stream, exitCode }))
      .catch((thrown: unknown) => fail(BerthError.from(thrown).message))
      .finally(() => this.#sessions.delete(stream));
  }

  input({ stream, data, end }: ExecInput): void {
    const session = this.#sessions.get(stream);
    session?.touch();
    if (end) session?.input.end();
    else session?.input.push(data);
  }

  resize({ stream, size }: ExecResize): void {
    const session = this.#sessions.get(stream);
    if (session?.attached) session.attached.resize(size);
    else if (session) session.size = size;
  }

  credit(stream: string, bytes: number): void {
    this.#sessions.get(stream)?.gate.grant(bytes);
  }

  cancel(stream: string): void {
    const session = this.#sessions.get(stream);
    session?.abort.abort();
    session?.gate.end();
    session?.input.end();
  }

  cancelAll(): void {
    for (const stream of this.#sessions.keys()) this.cancel(stream);
  }

  async #run(link: AgentLink, request: ExecRequest, session: Session): Promise<number> {
    const { stream, placement } = request;
    const { driver, log, copyOf } = this.#deps;
    const copy = copyOf(placement);
    if (!copy)
      throw new BerthError('conflict', `placement "${placement}" does not run on this node just now`);
    if (!driver.attach) throw new BerthError('not_found', 'this node runs no commands beside its copies');
    const idle = this.#watchIdle(stream, session);
    const { signal } = session.abort;
    try {
      log.info('a command runs beside a copy', { placement, stream });
      const onOutput = (data: Uint8Array, isError: boolean) =>
        this.#deliver(link, stream, session, data, isError);
      const wish = { ...copy, wish: request, onOutput };
      const attached = await driver.attach(copy.handle, wish, signal);
      session.attached = attached;
      if (session.size) attached.resize(session.size);
      // Its end is a matter of the command; what it does not take any more is nobody's.
      feed(session.input, attached).catch((thrown: unknown) =>
        log.debug('input is not taken', { stream, why: String(thrown) }),
      );
      const exitCode = await attached.ended;
      if (idle.isOver()) {
        const minutes = LIMITS.execIdleMs / 60_000;
        throw new BerthError('timed_out', `nothing moved for ${minutes} min: the command was ended`);
      }
      return exitCode;
    } finally {
      idle.cancel();
    }
  }

  async #deliver(
    link: AgentLink,
    stream: string,
    { gate, touch }: Session,
    data: Uint8Array,
    isError: boolean,
  ): Promise<void> {
    touch();
    for (let from = 0; from < data.length; ) {
      const bytes = await gate.take(Math.min(data.length - from, LIMITS.execChunkBytes));
      if (bytes === 0) return;
      link.send({ kind: 'exec-output', stream, data: data.subarray(from, from + bytes), isError });
      from += bytes;
    }
  }

  #watchIdle(stream: string, session: Session): { cancel: () => void; isOver: () => boolean } {
    const { clock } = this.#deps;
    let over = false;
    let touchedMs = clock.monotonicMs();
    let cancel = () => {};
    const look = () => {
      const leftMs = LIMITS.execIdleMs - (clock.monotonicMs() - touchedMs);
      if (leftMs > 0) cancel = clock.schedule(leftMs, look);
      else {
        over = true;
        this.cancel(stream);
      }
    };
    look();
    session.touch = () => {
      touchedMs = clock.monotonicMs();
    };
    return { cancel: () => cancel(), isOver: () => over };
  }
}

async function feed(input: AsyncIterable<Uint8Array>, attached: Attached): Promise<void> {
  for await (const data of input) await attached.write(data);
  attached.endInput();
}
