/**
 * A client of the HTTP API that Docker defined and Podman serves too, over a unix socket: the few calls that Berth needs.
 * Paths carry no version: each engine then speaks its own newest one, of which these calls are an old and steady part.
 */
import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { BerthError, type ErrorCode } from '@berth/core';

/** A JSON answer over this is a fault of the engine. */
const ANSWER_BYTES = 16 * 1024 * 1024;
/** For calls that do not wait for a container: the engine may be busy with its disk. */
const CALL_MS = 60_000;

export type CallOptions = {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Without any byte from the engine; 0 = for ever. */
  readonly idleMs?: number;
};

export class Engine {
  readonly socket: string;

  constructor(socket: string) {
    this.socket = socket;
  }

  /** The answer as it arrives. Throws BerthError: `unreachable` when there is no engine, else by the engine's status. */
  async open(method: string, path: string, options: CallOptions = {}): Promise<IncomingMessage> {
    const { query, body, headers, signal, idleMs = CALL_MS } = options;
    const search = query ? `?${new URLSearchParams(query)}` : '';
    const isStream = typeof body === 'object' && body !== null && 'pipe' in body;
    const text = body === undefined || isStream ? undefined : JSON.stringify(body);
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const call = request(
        {
          socketPath: this.socket,
          method,
          path: `${path}${search}`,
          headers: {
            host: 'engine',
            ...(text !== undefined && {
              'content-type': 'application/json',
              'content-length': String(Buffer.byteLength(text)),
            }),
            ...headers,
          },
          ...(signal && { signal }),
          // Said also when it is 0: Node's own agent ends a connection after 5 s of silence.
          timeout: idleMs,
        },
        resolve,
      );
      call.on('timeout', () => call.destroy(new Error(`no answer in ${idleMs / 1000} s`)));
      call.on('error', (thrown: Error) => reject(this.#away(thrown)));
      if (isStream) {
        const stream = body as NodeJS.ReadableStream;
        stream.on('error', (thrown: Error) => call.destroy(thrown));
        stream.pipe(call);
      } else call.end(text);
    });
    const status = response.statusCode ?? 0;
    if (status < 400) return response;
    throw new BerthError(
      CODES[status] ?? 'internal',
      messageOf(await this.#text(response)) || `status ${status}`,
    );
  }

  async json<Answer>(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const text = await this.#text(await this.open(method, path, options));
    return (text === '' ? undefined : JSON.parse(text)) as Answer;
  }

  /** A call that becomes a connection of its own, both ways; `head`: what has come already. */
  async upgrade(path: string, body: unknown): Promise<{ readonly socket: Socket; readonly head: Buffer }> {
    const text = JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const call = request({
        ...{ socketPath: this.socket, method: 'POST', path, timeout: CALL_MS },
        headers: {
          ...{ host: 'engine', connection: 'Upgrade', upgrade: 'tcp', 'content-type': 'application/json' },
          'content-length': String(Buffer.byteLength(text)),
        },
      });
      let isUpgraded = false;
      call.on('upgrade', (_response, socket, head) => {
        isUpgraded = true;
        resolve({ socket: socket as Socket, head });
      });
      call.on('response', (response) => {
        const status = response.statusCode ?? 0;
        this.#text(response).then(
          (said) =>
            reject(new BerthError(CODES[status] ?? 'internal', messageOf(said) || `status ${status}`)),
          reject,
        );
      });
      call.on('timeout', () => {
        if (!isUpgraded) call.destroy(new Error(`no answer in ${CALL_MS / 1000} s`));
      });
      call.on('error', (thrown: Error) => reject(this.#away(thrown)));
      call.end(text);
    });
  }

  /** Undefined where the engine says that there is no such thing. */
  async find<Answer>(path: string, options: CallOptions = {}): Promise<Answer | undefined> {
    return this.json<Answer>('GET', path, options).catch((thrown: unknown) => {
      if (isCode(thrown, 'not_found')) return undefined;
      throw thrown;
    });
  }

  /** One JSON value a line, as they come. */
  async *lines<Line>(method: string, path: string, options: CallOptions = {}): AsyncGenerator<Line> {
    const response = await this.open(method, path, { idleMs: 0, ...options });
    let rest = '';
    try {
      for await (const chunk of response.setEncoding('utf8')) {
        rest += chunk as string;
        if (rest.length > ANSWER_BYTES)
          throw new BerthError('internal', 'the container engine sends a line without end');
        const lines = rest.split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) if (line.trim() !== '') yield JSON.parse(line) as Line;
      }
    } catch (thrown) {
      throw thrown instanceof BerthError ? thrown : this.#away(thrown as Error);
    } finally {
      response.destroy();
    }
    if (rest.trim() !== '') yield JSON.parse(rest) as Line;
  }

  async #text(response: IncomingMessage): Promise<string> {
    const parts: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const part of response) {
        bytes += (part as Buffer).length;
        if (bytes > ANSWER_BYTES)
          throw new BerthError('internal', 'the answer of the container engine is too long');
        parts.push(part as Buffer);
      }
    } catch (thrown) {
      throw thrown instanceof BerthError ? thrown : this.#away(thrown as Error);
    }
    return Buffer.concat(parts).toString();
  }

  #away(thrown: Error): BerthError {
    if (thrown.name === 'AbortError') return new BerthError('shutting_down', 'not waiting any more');
    const message = `the container engine does not answer at ${this.socket}: ${thrown.message}`;
    return new BerthError('unreachable', message, { cause: thrown });
  }
}

const CODES: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid_request',
  401: 'refused',
  403: 'refused',
  404: 'not_found',
  409: 'conflict',
};

export function isCode(thrown: unknown, code: ErrorCode): boolean {
  return thrown instanceof BerthError && thrown.code === code;
}

/** One line. */
function messageOf(text: string): string {
  try {
    const { message, cause } = JSON.parse(text) as { message?: string; cause?: string };
    return (message ?? cause ?? '').trim().replaceAll(/\s*\n\s*/g, '; ');
  } catch {
    return text.trim().slice(0, 500);
  }
}
