/** gRPC on first use: a program that opens no server and no channel does not pay for the library. */
import { type ProtoGrpcType, services } from '@berth/proto';

export type GrpcLibrary = typeof import('@grpc/grpc-js');

/** The library, and everything under proto/ made with it. */
export type Grpc = { readonly library: GrpcLibrary; readonly proto: ProtoGrpcType };

let loaded: Promise<Grpc> | undefined;

/** Made once: a client class for each service takes longer than opening a link does. */
export function loadGrpc(): Promise<Grpc> {
  loaded ??= import('@grpc/grpc-js').then((library) => ({ library, proto: services(library) }));
  return loaded;
}
