/** The enrolment API on a gRPC server. */
import { BerthError } from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import type { handleUnaryCall } from '@grpc/grpc-js';
import { filled, text } from '../wire/checks.js';
import { requestSpot } from '../wire/control.js';
import { encodeProfile } from '../wire/identity.js';
import type { EnrolApi, EnrolGrant } from './enrol-api.js';
import { toStatus } from './errors.js';
import type { Grpc, GrpcLibrary } from './load.js';
import type { GrpcServer, GrpcService } from './server.js';

/** What is sent here is small. */
export const ENROL_MESSAGE_BYTES = 64 * 1024;

/** For `services` of openServer; `server` is that server, which knows the certificates of its connections. */
export function enrolService(
  api: EnrolApi,
  server: () => GrpcServer | undefined,
): (grpc: Grpc) => GrpcService {
  return ({ library, proto }) => ({
    definition: proto.berth.enrol.v1.EnrolService.service,
    implementation: {
      Enrol: method(library, async (wire: Received<'berth.enrol.v1.EnrolRequest'>) => {
        const at = requestSpot('enrol');
        const { site } = wire;
        return encodeGrant(
          await api.enrol({
            secret: filled(wire.secret, at, 'secret'),
            node: filled(wire.node, at, 'node'),
            request: Uint8Array.from(wire.request),
            ...(site !== undefined && { site: text(site, at, 'site') }),
          }),
        );
      }),
      Renew: method(library, async (wire: Received<'berth.enrol.v1.RenewRequest'>, peer) => {
        const certificate = server()?.certificateOf(peer);
        if (!certificate) throw new BerthError('refused', 'to renew a certificate, connect with it');
        return encodeGrant(await api.renew({ certificate, request: Uint8Array.from(wire.request) }));
      }),
    },
  });
}

function encodeGrant(grant: EnrolGrant): Sent<'berth.enrol.v1.EnrolResponse'> {
  return { grant: { ...grant, profile: encodeProfile(grant.profile) } };
}

function method<Request, Response>(
  library: GrpcLibrary,
  answer: (request: Request, peer: string) => Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    answer(call.request, call.getPeer()).then(
      (response) => callback(null, response),
      (thrown: unknown) => callback(toStatus(library, thrown)),
    );
  };
}
