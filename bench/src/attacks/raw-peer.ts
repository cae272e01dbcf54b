/** A peer that speaks HTTP/2 by hand: no library holds it back from what no honest one sends. */
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Credentials } from '@berth/identity';

export const FRAME = {
  ...{ data: 0, headers: 1, priority: 2, reset: 3, settings: 4, ping: 6, goaway: 7 },
  ...{ windowUpdate: 8, continuation: 9 },
} as const;
export const FLAG = { endStream: 1, endHeaders: 4 } as const;
export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const ENHANCE_YOUR_CALM = 11;

export function frame(
  type: number,
  flags: number,
  stream: number,
  payload: Buffer = Buffer.alloc(0),
): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** HPACK without compression or the table. */
export function headerBlock(entries: readonly (readonly [string, string])[]): Buffer {
  return Buffer.concat(entries.flatMap(([name, value]) => [Buffer.from([0]), literal(name), literal(value)]));
}

function literal(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length < 127) return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  const length = [127];
  let rest = bytes.length - 127;
  for (; rest >= 128; rest >>= 7) length.push((rest & 127) | 128);
  return Buffer.concat([Buffer.from([...length, rest]), bytes]);
}

export function callHeaders(
  path: string,
  more: readonly (readonly [string, string])[] = [],
): (readonly [string, string])[] {
  return [
    [':method', 'POST'],
    [':scheme', 'http'],
    [':path', path],
    [':authority', 'localhost'],
    ['content-type', 'application/grpc'],
    ['te', 'trailers'],
    ...more,
  ];
}

export class RawPeer {
  readonly socket: Socket;
  readonly closed: Promise<void>;
  #received: Buffer = Buffer.alloc(0);
  #types: number[] = [];
  #goaway: { readonly code: number; readonly text: string } | undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => {});
    socket.on('data', (data: Buffer) => this.#take(data));
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
  }

  /** Undefined when it was not let in. */
  static async open(
    address: string,
    credentials?: Credentials,
    localAddress = '127.0.0.1',
  ): Promise<RawPeer> {
    const port = Number(address.slice(address.lastIndexOf(':') + 1));
    const raw = connectTcp({ port, host: '127.0.0.1', localAddress });
    const socket = connectTls({
      ...{ socket: raw, rejectUnauthorized: false, ALPNProtocols: ['h2'] },
      ...(credentials && { cert: credentials.certificate, key: credentials.key }),
    });
    const peer = new RawPeer(socket);
    await Promise.race([once(socket, 'secureConnect').catch(() => {}), peer.closed]);
    return peer;
  }

  greet(): this {
    this.socket.write(Buffer.concat([PREFACE, frame(FRAME.settings, 0, 0)]));
    return this;
  }

  /** Waits while the other end takes nothing; false when the connection has ended. */
  async write(data: Buffer): Promise<boolean> {
    if (this.socket.destroyed) return false;
    if (!this.socket.write(data))
      await Promise.race([once(this.socket, 'drain').catch(() => {}), this.closed]);
    return !this.socket.destroyed;
  }

  get ended(): boolean {
    return this.socket.destroyed;
  }

  /** The code and text of the frame that says why the connection is ended. */
  get goaway(): { readonly code: number; readonly text: string } | undefined {
    return this.#goaway;
  }

  get calmed(): boolean {
    return this.#goaway?.code === ENHANCE_YOUR_CALM;
  }

  count(type: number): number {
    return this.#types.filter((each) => each === type).length;
  }

  destroy(): void {
    this.socket.destroy();
  }

  #take(data: Buffer): void {
    this.#received = Buffer.concat([this.#received, data]);
    while (this.#received.length >= 9) {
      const length = this.#received.readUIntBE(0, 3);
      if (this.#received.length < 9 + length) return;
      const type = this.#received.readUInt8(3);
      const payload = this.#received.subarray(9, 9 + length);
      if (this.#types.length < 10_000) this.#types.push(type);
      if (type === FRAME.goaway && length >= 8 && !this.#goaway)
        this.#goaway = { code: payload.readUInt32BE(4), text: payload.subarray(8).toString() };
      this.#received = this.#received.subarray(9 + length);
    }
  }
}
