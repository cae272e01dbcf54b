/** Of the control API, what is about who nodes are: the server's side. */
import { BerthError } from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import type { ControlApi } from '../control-api.js';
import { filled, integer, text } from '../wire/checks.js';
import { actorOf, requestSpot } from '../wire/control.js';
import { decodeCertificate, decodeProfile, encodeProfile } from '../wire/identity.js';
import { decodeNodeId } from '../wire/node.js';
import { actorFor, type Caller } from './callers.js';
import type { UnaryMethod } from './control-server.js';

type In<Name extends string> = Received<`berth.control.v1.${Name}`>;
type Out<Name extends string> = Sent<`berth.control.v1.${Name}`>;

export function identityMethods(api: ControlApi, unary: UnaryMethod): UntypedServiceImplementation {
  return {
    CreateToken: unary(
      async (wire: In<'CreateTokenRequest'>, caller): Promise<Out<'CreateTokenResponse'>> => {
        const at = requestSpot('token');
        const { node } = wire;
        const { kind: _kind, ...made } = await api.createToken({
          hash: filled(wire.hash, at, 'hash'),
          ...(node !== undefined && { node: decodeNodeId(node, at, 'node') }),
          profile: decodeProfile(wire.profile, at),
          ttlMs: integer(wire.ttlMs, at, 'ttlMs', 1),
          actor: actorFor(caller, actorOf(wire, at)),
        });
        return made;
      },
    ),
    ListTokens: unary(async (_: In<'ListTokensRequest'>): Promise<Out<'ListTokensResponse'>> => {
      const { index, tokens } = await api.listTokens();
      return { index, json: JSON.stringify(tokens) };
    }),
    RevokeToken: unary(
      async (wire: In<'RevokeTokenRequest'>, caller): Promise<Out<'RevokeTokenResponse'>> => {
        const at = requestSpot('token');
        const { token } = await api.revokeToken({
          token: filled(wire.token, at, 'token'),
          actor: actorFor(caller, actorOf(wire, at)),
        });
        return { token };
      },
    ),
    RevokeNode: unary(async (wire: In<'RevokeNodeRequest'>, caller): Promise<Out<'RevokeNodeResponse'>> => {
      const at = requestSpot('revoke');
      const { node, serial } = await api.revokeNode({
        node: decodeNodeId(wire.node, at, 'node'),
        ...(wire.serial !== undefined && { serial: filled(wire.serial, at, 'serial') }),
        reason: text(wire.reason, at, 'reason'),
        actor: actorFor(caller, actorOf(wire, at)),
      });
      return { node, ...(serial !== undefined && { serial }) };
    }),
    ReadmitNode: unary(
      async (wire: In<'ReadmitNodeRequest'>, caller): Promise<Out<'ReadmitNodeResponse'>> => {
        const at = requestSpot('readmit');
        const { node } = await api.readmitNode({
          node: decodeNodeId(wire.node, at, 'node'),
          actor: actorFor(caller, actorOf(wire, at)),
        });
        return { node };
      },
    ),
    SetProfile: unary(async (wire: In<'SetProfileRequest'>, caller): Promise<Out<'SetProfileResponse'>> => {
      const at = requestSpot('profile');
      const { node, profile } = await api.setProfile({
        node: decodeNodeId(wire.node, at, 'node'),
        profile: decodeProfile(wire.profile, at),
        actor: actorFor(caller, actorOf(wire, at)),
      });
      return { node, profile: encodeProfile(profile) };
    }),
    RedeemToken: unary(
      async (wire: In<'RedeemTokenRequest'>, caller): Promise<Out<'RedeemTokenResponse'>> => {
        requireCoordinator(caller);
        const at = requestSpot('redeem');
        const { node, profile } = await api.redeemToken({
          hash: filled(wire.hash, at, 'hash'),
          node: decodeNodeId(wire.node, at, 'node'),
          ...(wire.site !== undefined && { site: text(wire.site, at, 'site') }),
          certificate: decodeCertificate(wire.certificate, at, 'certificate'),
        });
        return { node, profile: encodeProfile(profile) };
      },
    ),
    RenewCertificate: unary(
      async (wire: In<'RenewCertificateRequest'>, caller): Promise<Out<'RenewCertificateResponse'>> => {
        requireCoordinator(caller);
        const at = requestSpot('renew');
        const { node, profile } = await api.renewCertificate({
          node: decodeNodeId(wire.node, at, 'node'),
          used: decodeCertificate(wire.used, at, 'used'),
          certificate: decodeCertificate(wire.certificate, at, 'certificate'),
        });
        return { node, profile: encodeProfile(profile) };
      },
    ),
  };
}

/** Whoever could name a certificate here could put any of his own on the list of those that count. */
function requireCoordinator(caller: Caller): void {
  if (caller?.kind === 'coordinator') return;
  throw new BerthError('refused', 'only a coordinator asks for this: hosts join at the enrolment address');
}
