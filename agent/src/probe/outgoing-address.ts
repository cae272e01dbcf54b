import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

const LOOPBACK = '127.0.0.1';

/**
 * The address of this host on its way to `host`. Nothing is sent: the kernel is asked for a route. Where there is none, the
 * first address that is not the loopback one; else that.
 */
export async function outgoingAddress(host: string): Promise<string> {
  return (await routeTo(host)) ?? firstAddress() ?? LOOPBACK;
}

function routeTo(host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
    const finish = (address: string | undefined) => {
      socket.close();
      resolve(address);
    };
    socket.once('error', () => finish(undefined));
    socket.once('connect', () => finish(socket.address().address));
    // Any port does.
    socket.connect(9, host);
  });
}

function firstAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.find(({ internal, family }) => !internal && family === 'IPv4')?.address;
}
