/** Of the control API, what is about who users are: the caller's side. */
import { LIMITS } from '@berth/core';
import type { ControlApi, Myself } from '../control-api.js';
import { decodeView, requestSpot } from '../wire/control.js';
import { encodeActor } from '../wire/placement.js';
import { decodeGrants, encodeGrant } from '../wire/users.js';
import type { ControlCall } from './control-client.js';

export type UserApi = Pick<
  ControlApi,
  'listUsers' | 'setUser' | 'removeUser' | 'createUserToken' | 'revokeUserToken'
> & {
  /** Who the coordinator that answers takes the caller for. */
  whoAmI(): Promise<Myself>;
};

export function userCalls(call: ControlCall): UserApi {
  return {
    whoAmI: async () => decodeView((await call('WhoAmI', {})).json),
    listUsers: async () => {
      const { index, json } = await call('ListUsers', {});
      return { index, users: decodeView(json) };
    },
    setUser: async ({ grants = [], actor, ...request }) => {
      const wire = { ...request, grants: grants.map(encodeGrant), actor: encodeActor(actor) };
      const { name, expiresAtMs, ...set } = await call('SetUser', wire);
      return {
        kind: 'user-set',
        name,
        grants: decodeGrants(set.grants, requestSpot('user'), LIMITS.grantsPerUser),
        ...(expiresAtMs !== undefined && { expiresAtMs }),
      };
    },
    removeUser: async ({ actor, ...request }) => {
      const { name } = await call('RemoveUser', { ...request, actor: encodeActor(actor) });
      return { kind: 'user-removed', name };
    },
    createUserToken: async ({ actor, ...request }) => ({
      kind: 'user-token-created',
      ...(await call('CreateUserToken', { ...request, actor: encodeActor(actor) })),
    }),
    revokeUserToken: async ({ token, actor }) => ({
      kind: 'user-token-revoked',
      ...(await call('RevokeUserToken', { token, actor: encodeActor(actor) })),
    }),
  };
}
