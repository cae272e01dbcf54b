/** What proves who one is, in one file: key and certificate change together or not at all. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { BerthError, type NodeProfile } from '@berth/core';
import { type Peer, readPeer } from './peer.js';
import { requirePrivate, writePrivateFile } from './private-file.js';

/** PEM each. `authority` may hold several certificates: whoever one of them has signed is believed. */
export type Credentials = {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
};

export type Identity = Credentials & {
  /** "host:port" of the coordinators that it belongs to, as far as it was told. */
  readonly fleet?: readonly string[];
  readonly enrol?: readonly string[];
  readonly control?: readonly string[];
  /** Of a node: what it is, by the operator's word. */
  readonly profile?: NodeProfile;
  /** SHA-256 of the secret of the token that it came by. */
  readonly token?: string;
};

export async function writeIdentity(path: string, identity: Identity): Promise<void> {
  await writePrivateFile(path, `${JSON.stringify(identity, null, 2)}\n`);
}

/** Undefined when there is no such file. Throws "corrupt" for one that cannot be used, "refused" for one that others read. */
export async function readIdentity(path: string): Promise<(Identity & { readonly peer: Peer }) | undefined> {
  const text = await readFile(path, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return undefined;
    throw new BerthError('storage', `cannot read ${path}: ${thrown.message}`, { cause: thrown });
  });
  if (text === undefined) return undefined;
  await requirePrivate(path);
  try {
    const identity = JSON.parse(text) as Identity;
    return { ...identity, peer: peerOf(identity) };
  } catch (thrown) {
    const advice = 'move it away, and join again with a new token';
    throw new BerthError('corrupt', `${path} is damaged: ${advice}`, { cause: thrown });
  }
}

/** Throws "corrupt" when the certificate is none, or names nobody. */
export function peerOf({ certificate }: Pick<Credentials, 'certificate'>): Peer {
  const peer = readPeer(new X509Certificate(certificate));
  if (!peer) throw new BerthError('corrupt', 'the certificate names no node, user or coordinator');
  return peer;
}
