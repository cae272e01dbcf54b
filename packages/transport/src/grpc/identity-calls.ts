/** Of the control API, what is about who nodes are: the caller's side. */
import type { NodeId } from '@berth/core';
import type { ControlApi } from '../control-api.js';
import { decodeView, requestSpot } from '../wire/control.js';
import { decodeProfile, encodeCertificate, encodeProfile } from '../wire/identity.js';
import { encodeActor } from '../wire/placement.js';
import type { ControlCall } from './control-client.js';

type IdentityApi = Pick<
  ControlApi,
  | 'createToken'
  | 'listTokens'
  | 'revokeToken'
  | 'revokeNode'
  | 'readmitNode'
  | 'setProfile'
  | 'redeemToken'
  | 'renewCertificate'
>;

export function identityCalls(call: ControlCall): IdentityApi {
  return {
    createToken: async ({ profile, actor, ...request }) => {
      const { installer, ...made } = await call('CreateToken', {
        ...request,
        profile: encodeProfile(profile),
        actor: encodeActor(actor),
      });
      return { kind: 'token-created', ...made, ...(installer !== undefined && { installer }) };
    },
    listTokens: async () => {
      const { index, json } = await call('ListTokens', {});
      return { index, tokens: decodeView(json) };
    },
    revokeToken: async ({ token, actor }) => {
      const revoked = await call('RevokeToken', { token, actor: encodeActor(actor) });
      return { kind: 'token-revoked', token: revoked.token };
    },
    revokeNode: async ({ actor, ...request }) => {
      const { node, serial } = await call('RevokeNode', { ...request, actor: encodeActor(actor) });
      return { kind: 'node-revoked', node: node as NodeId, ...(serial !== undefined && { serial }) };
    },
    readmitNode: async ({ node, actor }) => {
      const readmitted = await call('ReadmitNode', { node, actor: encodeActor(actor) });
      return { kind: 'node-readmitted', node: readmitted.node as NodeId };
    },
    setProfile: async ({ node, profile, actor }) => {
      const wire = { node, profile: encodeProfile(profile), actor: encodeActor(actor) };
      return { kind: 'profile-set', ...named(await call('SetProfile', wire)) };
    },
    redeemToken: async ({ certificate, ...request }) => {
      const wire = { ...request, certificate: encodeCertificate(certificate) };
      return { kind: 'token-redeemed', ...named(await call('RedeemToken', wire)) };
    },
    renewCertificate: async ({ node, used, certificate }) => {
      const wire = { node, used: encodeCertificate(used), certificate: encodeCertificate(certificate) };
      return { kind: 'renewed', ...named(await call('RenewCertificate', wire)) };
    },
  };
}

function named(wire: { readonly node: string; readonly profile: Parameters<typeof decodeProfile>[0] }) {
  return { node: wire.node as NodeId, profile: decodeProfile(wire.profile, requestSpot('answer')) };
}
