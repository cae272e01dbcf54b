import { connect } from 'node:net';
import type { CheckOutcome } from '@berth/core';

/** Passes when the port takes a connection, which is closed at once. Rejects otherwise. */
export function tcpCheck(
  { host, port }: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<CheckOutcome> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, signal });
    socket.on('error', reject);
    socket.on('connect', () => {
      resolve({ ok: true });
      socket.destroy();
    });
  });
}
