/** A TCP proxy on loopback that can stall or cut what passes through it: a network that fails on command. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { CLEAR, Lane, type Weather } from './lane.js';

/** `out`: from who connected to who listens. */
export type Direction = 'out' | 'back';

export class TcpProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #lanes = new Set<Lane>();
  readonly #weather: Record<Direction, Weather> = { out: CLEAR, back: CLEAR };
  #refuses = false;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Proxies to a port of this machine; of several, to the first where somebody listens. */
  static async open(...targetPorts: readonly number[]): Promise<TcpProxy> {
    const server = createServer();
    const proxy = new TcpProxy(server);
    server.on('connection', (near) => {
      near.on('error', () => {});
      if (proxy.#refuses) near.resetAndDestroy();
      else void proxy.#answer(near, targetPorts);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Of connections that are open and of those that come. Nobody is told, and what is under way stays in order. */
  set(direction: Direction, weather: Weather): void {
    this.#weather[direction] = weather;
    for (const lane of this.#lanes) lane.pump();
  }

  /** Nothing passes any more, and nobody is told: both ends are half open. */
  stall(): void {
    this.set('out', { stopped: true });
    this.set('back', { stopped: true });
  }

  /** What was held back passes, late. */
  resume(): void {
    this.set('out', CLEAR);
    this.set('back', CLEAR);
  }

  /** Every connection ends by reset. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Until `refuses` is false again, every connection ends, and every new one does at once. */
  refuse(refuses: boolean): void {
    this.#refuses = refuses;
    if (refuses) this.cut();
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#refuses = true;
    this.cut();
    await closed;
  }

  async #answer(near: Socket, ports: readonly number[]): Promise<void> {
    for (const port of ports) {
      const far = connect(port, '127.0.0.1');
      const isOpen = await new Promise<boolean>((resolve) => {
        far.once('connect', () => resolve(true));
        far.once('error', () => resolve(false));
      });
      if (!isOpen) continue;
      far.on('error', () => {});
      if (this.#refuses || near.destroyed) {
        far.resetAndDestroy();
        break;
      }
      this.#join(near, far, 'out');
      this.#join(far, near, 'back');
      return;
    }
    near.resetAndDestroy();
  }

  #join(from: Socket, to: Socket, direction: Direction): void {
    const lane = new Lane(from, to, () => this.#weather[direction]);
    this.#sockets.add(from);
    this.#lanes.add(lane);
    from.on('close', () => {
      this.#sockets.delete(from);
      if (to.destroyed) this.#lanes.delete(lane);
    });
    to.on('close', () => {
      if (from.destroyed) this.#lanes.delete(lane);
    });
    lane.pump();
  }
}
