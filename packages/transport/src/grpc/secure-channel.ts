/** The client's side of mutual TLS 1.3: whom it trusts, and as whom it speaks. */
import { createSecureContext } from 'node:tls';
import { bearerOf, type Credentials, readPeer, type UserToken } from '@berth/identity';
import type { ChannelCredentials } from '@grpc/grpc-js';
import type { GrpcLibrary } from './load.js';

/** Whom a client trusts (PEM), and, unless it has not joined yet, as whom it speaks. */
export type ClientIdentity = Pick<Credentials, 'authority'> &
  Partial<Pick<Credentials, 'certificate' | 'key'>> & {
    /** Of a user, who needs no certificate then. */
    readonly userToken?: UserToken;
  };

export function channelCredentials(
  library: GrpcLibrary,
  identity: ClientIdentity | undefined,
): ChannelCredentials {
  if (!identity) return library.credentials.createInsecure();
  const { authority, certificate, key, userToken } = identity;
  const context = createSecureContext({
    ca: authority,
    minVersion: 'TLSv1.3',
    ...(certificate !== undefined && key !== undefined && { cert: certificate, key }),
  });
  const channel = library.credentials.createFromSecureContext(context, { checkServerIdentity });
  if (userToken === undefined) return channel;
  // The library sends these over TLS only, and with every call.
  const said = library.credentials.createFromMetadataGenerator((_to, then) => {
    const metadata = new library.Metadata();
    metadata.set('authorization', bearerOf(userToken));
    then(null, metadata);
  });
  return library.credentials.combineChannelCredentials(channel, said);
}

/** Coordinators are known by their certificate's kind, not by a host name: sites reach them under many. */
function checkServerIdentity(_host: string, { raw }: { readonly raw: Buffer }): Error | undefined {
  const peer = readPeer(raw);
  if (peer?.kind === 'coordinator') return undefined;
  return new Error('the other end is no coordinator of this cluster');
}

/** An address is no name that a server could be asked for by: all are asked for by this one. */
export const SECURE_CHANNEL_OPTIONS = { 'grpc.ssl_target_name_override': 'coordinator.berth' } as const;
