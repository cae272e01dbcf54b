import { BerthError } from '@berth/core';

export type Address = { readonly host: string; readonly port: number };

/** "HOST:PORT", with "[::1]:PORT" for IPv6. Port 0 asks the system for a free one. */
export function parseAddress(what: string, text: string): Address {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:\s]+)):(\d{1,5})$/.exec(text.trim());
  const port = Number(match?.[3]);
  if (!match || port > 65_535) {
    throw new BerthError(
      'invalid_request',
      `${what} "${text}" is not an address: write HOST:PORT, e.g. 127.0.0.1:7420`,
    );
  }
  return { host: (match[1] ?? match[2]) as string, port };
}

export function formatAddress({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Whether only this machine can reach it. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
