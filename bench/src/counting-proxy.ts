/** Passes TCP connections on and counts what they carry, in both directions. */
import { createServer, connect as openSocket, type Server, type Socket } from 'node:net';

export class CountingProxy {
  readonly address: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #sentBytes = 0;
  #receivedBytes = 0;

  private constructor(server: Server, address: string) {
    this.#server = server;
    this.address = address;
  }

  /** Listens on a port of its own for what is meant for `target`, "host:port". */
  static async open(target: string): Promise<CountingProxy> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    if (!address || typeof address === 'string') throw new Error('a listener without a port');
    const proxy = new CountingProxy(server, `127.0.0.1:${address.port}`);
    server.on('connection', (client) => proxy.#pass(client, target));
    return proxy;
  }

  /** TCP payload so far, without the headers of TCP and IP: sent to the target, and received from it. */
  get bytes(): { readonly sent: number; readonly received: number } {
    return { sent: this.#sentBytes, received: this.#receivedBytes };
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #pass(client: Socket, target: string): void {
    const colon = target.lastIndexOf(':');
    const server = openSocket(Number(target.slice(colon + 1)), target.slice(0, colon));
    client.on('data', (data) => {
      this.#sentBytes += data.length;
    });
    server.on('data', (data) => {
      this.#receivedBytes += data.length;
    });
    client.pipe(server).pipe(client);
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
  }
}
