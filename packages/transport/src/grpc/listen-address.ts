/** Where a server listens: "127.0.0.1:7420", "localhost:0", "[::1]:7421". */
import { isIP } from 'node:net';
import { BerthError } from '@berth/core';

export type ListenAddress = { readonly host: string; readonly port: number };

/** Reads and checks an address. Throws "invalid_request"; without `insecureNonLoopback` also for one that others reach. */
export function readListenAddress(address: string, insecureNonLoopback: boolean): ListenAddress {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(address);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (!host || port > 65_535) {
    throw new BerthError(
      'invalid_request',
      `cannot listen on "${address}": write host:port, e.g. 127.0.0.1:7420`,
    );
  }
  if (!insecureNonLoopback && !isLoopback(host)) {
    throw new BerthError(
      'invalid_request',
      `will not listen on ${address}: others could reach it without proof of who they are; use 127.0.0.1, or --insecure on a network that you trust`,
    );
  }
  return { host, port };
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

export function formatAddress(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
