/** Of the control API, what is about who users are: the server's side. */
import { grantsOf, LIMITS } from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import type { ControlApi, Myself } from '../control-api.js';
import { filled, integer, text } from '../wire/checks.js';
import { actorOf, requestSpot } from '../wire/control.js';
import { decodeGrants, encodeGrant } from '../wire/users.js';
import { actorFor } from './callers.js';
import type { UnaryMethod } from './control-server.js';

type In<Name extends string> = Received<`berth.control.v1.${Name}`>;
type Out<Name extends string> = Sent<`berth.control.v1.${Name}`>;

export function userMethods(api: ControlApi, unary: UnaryMethod): UntypedServiceImplementation {
  return {
    WhoAmI: unary(async (_: In<'WhoAmIRequest'>, caller): Promise<Out<'WhoAmIResponse'>> => {
      const myself: Myself = caller
        ? { kind: caller.kind, name: caller.name, grants: caller.kind === 'user' ? grantsOf(caller) : [] }
        : { grants: [] };
      return { json: JSON.stringify(myself) };
    }),
    ListUsers: unary(async (_: In<'ListUsersRequest'>): Promise<Out<'ListUsersResponse'>> => {
      const { index, users } = await api.listUsers();
      return { index, json: JSON.stringify(users) };
    }),
    SetUser: unary(async (wire: In<'SetUserRequest'>, caller): Promise<Out<'SetUserResponse'>> => {
      const at = requestSpot('user');
      const grants = decodeGrants(wire.grants, at, LIMITS.grantsPerUser);
      const set = await api.setUser({
        name: filled(wire.name, at, 'name'),
        ...(grants.length > 0 && { grants }),
        ...(wire.ttlMs !== undefined && { ttlMs: integer(wire.ttlMs, at, 'ttlMs') }),
        isNew: wire.isNew,
        actor: actorFor(caller, actorOf(wire, at)),
      });
      const { name, expiresAtMs } = set;
      return {
        name,
        grants: set.grants.map(encodeGrant),
        ...(expiresAtMs !== undefined && { expiresAtMs }),
      };
    }),
    RemoveUser: unary(async (wire: In<'RemoveUserRequest'>, caller): Promise<Out<'RemoveUserResponse'>> => {
      const at = requestSpot('user');
      const { name } = await api.removeUser({
        name: filled(wire.name, at, 'name'),
        reason: text(wire.reason, at, 'reason'),
        actor: actorFor(caller, actorOf(wire, at)),
      });
      return { name };
    }),
    CreateUserToken: unary(
      async (wire: In<'CreateUserTokenRequest'>, caller): Promise<Out<'CreateUserTokenResponse'>> => {
        const at = requestSpot('token');
        const { kind: _kind, ...made } = await api.createUserToken({
          name: filled(wire.name, at, 'name'),
          hash: filled(wire.hash, at, 'hash'),
          ttlMs: integer(wire.ttlMs, at, 'ttlMs', 1),
          actor: actorFor(caller, actorOf(wire, at)),
        });
        return made;
      },
    ),
    RevokeUserToken: unary(
      async (wire: In<'RevokeUserTokenRequest'>, caller): Promise<Out<'RevokeUserTokenResponse'>> => {
        const at = requestSpot('token');
        const { name, token } = await api.revokeUserToken({
          token: filled(wire.token, at, 'token'),
          actor: actorFor(caller, actorOf(wire, at)),
        });
        return { name, token };
      },
    ),
  };
}
