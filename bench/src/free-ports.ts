import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';

/** Below those that the kernel gives to whoever connects: one of these could be taken before its listener is started. */
const PORTS = { first: 10_000, count: 9_000 };

/** Ports of the loopback address that nobody listens on now. */
export async function freePorts(count: number): Promise<number[]> {
  const servers: Server[] = [];
  while (servers.length < count) {
    const port = PORTS.first + Math.floor(Math.random() * PORTS.count);
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening').then(
      () => servers.push(server),
      () => {},
    );
  }
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
