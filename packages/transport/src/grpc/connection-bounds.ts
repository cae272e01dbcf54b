/** How many connections one peer may hold, so that none can take what there is for all. */
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { LIMITS } from '@berth/core';
import { readPeer } from '@berth/identity';
import { Tally } from './tally.js';

const MOST = { node: LIMITS.connectionsPerNode, user: LIMITS.connectionsPerUser } as const;

export class ConnectionBounds {
  readonly #tally = new Tally();

  /** Counts until the socket closes; false when this address has enough. */
  admitAddress(socket: Socket, most: number): boolean {
    return this.#admit(socket, `address ${socket.remoteAddress}`, most);
  }

  /** The same by what the certificate says, and without one by address. Coordinators relay the links of many nodes: they are not counted. */
  admitPeer(socket: TLSSocket): boolean {
    const certificate = socket.getPeerX509Certificate();
    const peer = certificate && readPeer(certificate);
    if (!certificate)
      return this.#admit(socket, `token ${socket.remoteAddress}`, LIMITS.tokenConnectionsPerAddress);
    if (!peer || peer.kind === 'coordinator') return true;
    return this.#admit(socket, `${peer.kind} ${peer.name}`, MOST[peer.kind]);
  }

  #admit(socket: Socket, key: string, most: number): boolean {
    if (!this.#tally.add(key, most)) return false;
    socket.once('close', () => this.#tally.remove(key));
    return true;
  }
}
