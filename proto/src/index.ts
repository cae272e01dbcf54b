/**
 * The one door to the protocol. Messages and services are loaded from the generated descriptor when they are first
 * asked for, never on import. Generated names are for packages/transport only; everybody else sees the domain.
 *
 * A new root .proto file joins `ProtoGrpcType` below with one import and one `&`.
 */

import type { MessageTypeDefinition, PackageDefinition } from '@grpc/proto-loader';
import { protoLoader } from '#proto-loader';
import type { ProtoGrpcType as BlockFile } from './gen/block.js';
import type { ProtoGrpcType as ControlFile } from './gen/control.js';
import { descriptor } from './gen/descriptor.js';
import type { ProtoGrpcType as EnrolFile } from './gen/enrol.js';
import type { ProtoGrpcType as FleetFile } from './gen/fleet.js';
import type { ProtoGrpcType as HealthFile } from './gen/health.js';
import { options } from './gen/options.js';

/** Everything under proto/, by package. */
export type ProtoGrpcType = BlockFile & ControlFile & EnrolFile & FleetFile & HealthFile;

/** What the tree holds at a dotted path, e.g. At<ProtoGrpcType, 'berth.fleet.v1.Hello'>. */
type At<Tree, Path extends string> = Path extends `${infer Head}.${infer Rest}`
  ? Head extends keyof Tree
    ? At<Tree[Head], Rest>
    : never
  : Path extends keyof Tree
    ? Tree[Path]
    : never;

/** What may be given to encode, e.g. Sent<'berth.fleet.v1.Hello'>. */
export type Sent<Name extends string> =
  At<ProtoGrpcType, Name> extends MessageTypeDefinition<infer Input, object> ? Input : never;

/** What decode gives: every field there, messages null when absent, optional scalars undefined. */
export type Received<Name extends string> =
  At<ProtoGrpcType, Name> extends MessageTypeDefinition<object, infer Output> ? Output : never;

/** The library's own errors come through: RangeError and TypeError for bytes that are not such a message. */
export type MessageCodec<Name extends string> = {
  encode(message: Sent<Name>): Uint8Array;
  decode(bytes: Uint8Array): Received<Name>;
};

/** The codec of a message by its full name. Loads the protocol when it is first used. */
export function messageCodec<Name extends string>(name: Name): MessageCodec<Name> {
  const definition = once(() => messageDefinition(name));
  return {
    encode: (message) => definition().serialize(message),
    // A Buffer over the same memory: the library reads text from Buffers much faster than from other byte arrays.
    decode: (bytes) =>
      definition().deserialize(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
  };
}

function messageDefinition<Name extends string>(
  name: Name,
): MessageTypeDefinition<Sent<Name>, Received<Name>> {
  const definition = packageDefinition()[name];
  if (!definition || !('serialize' in definition)) throw new TypeError(`there is no message ${name}`);
  return definition as unknown as MessageTypeDefinition<Sent<Name>, Received<Name>>;
}

/** Service definitions and client classes, made with the caller's copy of grpc-js. */
export function services(grpc: typeof import('@grpc/grpc-js')): ProtoGrpcType {
  return grpc.loadPackageDefinition(packageDefinition()) as unknown as ProtoGrpcType;
}

/** A constant that is worked out on first use. */
const packageDefinition = once((): PackageDefinition => protoLoader().fromJSON(descriptor, options));

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
