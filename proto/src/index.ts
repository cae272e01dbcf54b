/**
 * The one door to the protocol. Messages and services are loaded from the generated descriptor when they are first
 * asked for, never on import. Generated names are for packages/transport only; everybody else sees the domain.
 *
 * A new root .proto file joins `ProtoGrpcType` below with one import and one `&`.
 */

import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';
import type { INamespace, ReflectionObject, Root, Service, Type } from 'protobufjs/light.js';
import { protobuf } from '#protobuf';
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
  const codec = once(() => codecOf(root().lookupType(name)));
  return {
    encode: (message) => codec().serialize(message),
    // A Buffer over the same memory: the library reads text from Buffers much faster than from other byte arrays.
    decode: (bytes) =>
      codec().deserialize(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)) as Received<Name>,
  };
}

/**
 * Service definitions and client classes, made with the caller's copy of grpc-js. As proto-loader's fromJSON would give them,
 * but for what is meant for reflection, which nobody asks for here and which takes longer to make than all the rest.
 */
export function services(grpc: typeof import('@grpc/grpc-js')): ProtoGrpcType {
  const all = servicesIn(root().nestedArray).map(
    (service) => [service.fullName.slice(1), definitionOf(service)] as const,
  );
  return grpc.loadPackageDefinition(Object.fromEntries(all)) as unknown as ProtoGrpcType;
}

/** A constant that is worked out on first use. */
const root = once((): Root => protobuf().Root.fromJSON(descriptor as INamespace));

function servicesIn(objects: readonly ReflectionObject[]): Service[] {
  const library = protobuf();
  return objects.flatMap((object) => {
    if (object instanceof library.Service) return [object];
    return object instanceof library.Namespace ? servicesIn(object.nestedArray) : [];
  });
}

function definitionOf(service: Service): ServiceDefinition {
  return Object.fromEntries(
    service.methodsArray.map((method): [string, MethodDefinition<unknown, unknown>] => {
      const { name, requestStream = false, responseStream = false } = method;
      const [request, response] = [codecOf(method.resolvedRequestType), codecOf(method.resolvedResponseType)];
      const definition = {
        path: `/${service.fullName.slice(1)}/${name}`,
        ...{ requestStream, responseStream },
        requestSerialize: request.serialize,
        requestDeserialize: request.deserialize,
        responseSerialize: response.serialize,
        responseDeserialize: response.deserialize,
        originalName: name.charAt(0).toLowerCase() + name.slice(1),
      };
      return [name, definition];
    }),
  );
}

type Codec = {
  readonly serialize: (message: unknown) => Buffer;
  readonly deserialize: (bytes: Buffer) => unknown;
};

function codecOf(type: Type | null): Codec {
  if (!type) throw new TypeError('a method names a message that there is not');
  return {
    serialize: (message) =>
      type.encode(type.fromObject(message as Readonly<Record<string, unknown>>)).finish() as Buffer,
    deserialize: (bytes) => type.toObject(type.decode(bytes), options),
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
