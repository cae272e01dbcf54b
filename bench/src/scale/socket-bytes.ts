/** Counts what all outgoing TCP connections of this process carry, without the headers of TCP and IP. */
import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

export class SocketBytes {
  readonly #open = new Set<Socket>();
  #closedBytes = 0;

  /** Sees the connections that are made from now on. */
  constructor() {
    subscribe('net.client.socket', (message) => {
      const { socket } = message as { readonly socket: Socket };
      this.#open.add(socket);
      socket.once('close', () => {
        this.#open.delete(socket);
        this.#closedBytes += bytesOf(socket);
      });
    });
  }

  get connections(): number {
    return this.#open.size;
  }

  /** Both directions together. */
  get bytes(): number {
    let total = this.#closedBytes;
    for (const socket of this.#open) total += bytesOf(socket);
    return total;
  }
}

function bytesOf({ bytesRead, bytesWritten }: Socket): number {
  return bytesRead + bytesWritten;
}
