/** gRPC on first use: a program that opens no server and no channel does not pay for the library. */
import { type ProtoGrpcType, services } from '@berth/proto';

export type GrpcLibrary = typeof import('@grpc/grpc-js');

/** The library, and everything under proto/ made with it. */
export type Grpc = { readonly library: GrpcLibrary; readonly proto: ProtoGrpcType };

/** What is looked at of any call on a server. */
export type ServerCallOf = {
  getAuthContext(): { readonly sslPeerCertificate?: { readonly raw: Buffer } };
  getPeer(): string;
};

/** Made once: a client class for each service takes longer than opening a link does. */
export const loadGrpc = once(async (): Promise<Grpc> => {
  const library = await import('@grpc/grpc-js');
  return { library, proto: services(library) };
});

function once<Value>(make: () => Value): () => Value {
  const made: Value[] = [];
  return () => {
    if (made.length === 0) made.push(make());
    return made[0] as Value;
  };
}
