import { isIP, isIPv4, isIPv6 } from 'node:net';
import { BerthError } from '@berth/core';

export type Address = { readonly host: string; readonly port: number };

/** "HOST:PORT", with "[::1]:PORT" for IPv6. Port 0 asks the system for a free one. */
export function parseAddress(what: string, text: string): Address {
  const trimmed = text.trim();
  if (isIPv6(trimmed)) return refuse(what, text, `write [${trimmed}]:PORT`);
  const match = /^(?:\[([^\]]*)\]|([^:\s[\]]+)):(\d{1,5})$/.exec(trimmed);
  if (!match) return refuse(what, text, 'write HOST:PORT, e.g. 127.0.0.1:7420');
  const [, bracketed, plain = '', digits] = match;
  const port = Number(digits);
  if (port > 65_535) return refuse(what, text, 'a port is a number from 0 to 65535');
  if (bracketed !== undefined && !isIPv6(bracketed))
    return refuse(what, text, 'only an IPv6 address stands in brackets');
  return { host: bracketed ?? plain, port };
}

function refuse(what: string, text: string, advice: string): never {
  throw new BerthError('invalid_request', `${what} "${text}" is not an address: ${advice}`);
}

export function formatAddress({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Whether only this machine can reach it. A name other than "localhost" may be anything, and counts as reachable. */
export function isLoopback(host: string): boolean {
  if (host.toLowerCase() === 'localhost') return true;
  const plain = /^::ffff:([\d.]+)$/i.exec(host)?.[1] ?? host;
  if (isIPv4(plain)) return plain.startsWith('127.');
  return isIP(plain) === 6 && /^(0*:)*0*1$/.test(plain);
}
