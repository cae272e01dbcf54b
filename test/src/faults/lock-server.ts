/**
 * Where copies of exclusive workloads say that they run: each holds one connection for as long as it lives, over a way that no
 * fault of the network touches. Two connections for one replica at one moment are what must never be.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

export class LockServer {
  readonly #server: Server;
  /** By "stack/workload/replica". */
  readonly #holders = new Map<string, Map<Socket, string>>();
  readonly violations: string[] = [];
  /** Placements that ever held, in order. */
  readonly seen: string[] = [];

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<LockServer> {
    const server = createServer();
    const locks = new LockServer(server);
    server.on('connection', (socket) => locks.#admit(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return locks;
  }

  /** Node.js code of a copy. `stubborn`: one that takes no notice of SIGTERM. */
  program(stubborn: boolean): string {
    const { port } = this.#server.address() as AddressInfo;
    return `
      const socket = require('node:net').connect(${port}, '127.0.0.1', () => socket.write(process.env.BERTH_PLACEMENT + '\\n'));
      socket.on('error', () => process.exit(1)).on('close', () => process.exit(1));
      process.on('SIGTERM', () => ${stubborn ? '{}' : 'process.exit(0)'});`;
  }

  /** Replicas that a copy holds now. */
  get held(): number {
    return [...this.#holders.values()].filter((holders) => holders.size > 0).length;
  }

  #admit(socket: Socket): void {
    let name = '';
    socket.on('error', () => {});
    socket.on('data', (data) => {
      name += data.toString();
      if (name.endsWith('\n')) this.#hold(socket, name.trim());
    });
    socket.on('close', () => {
      for (const holders of this.#holders.values()) holders.delete(socket);
    });
  }

  #hold(socket: Socket, placement: string): void {
    const replica = placement.slice(0, placement.lastIndexOf('.'));
    const holders = this.#holders.get(replica) ?? new Map<Socket, string>();
    this.#holders.set(replica, holders);
    for (const other of holders.values()) this.violations.push(`${placement} runs beside ${other}`);
    holders.set(socket, placement);
    this.seen.push(placement);
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const holders of this.#holders.values()) for (const socket of holders.keys()) socket.destroy();
    await closed;
  }
}
