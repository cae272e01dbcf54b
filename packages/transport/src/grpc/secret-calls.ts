/** Of the control API, what is about secrets: both sides. */
import { BerthError, LIMITS, type WorkloadKey } from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import type { ControlApi } from '../control-api.js';
import { filled } from '../wire/checks.js';
import { actorOf, decodeView, requestSpot } from '../wire/control.js';
import { encodeActor } from '../wire/placement.js';
import { actorFor } from './callers.js';
import type { ControlCall } from './control-client.js';
import type { UnaryMethod } from './control-server.js';

type In<Name extends string> = Received<`berth.control.v1.${Name}`>;
type Out<Name extends string> = Sent<`berth.control.v1.${Name}`>;
type SecretApi = Pick<ControlApi, 'setSecret' | 'listSecrets' | 'removeSecret'>;

export function secretMethods(api: SecretApi, unary: UnaryMethod): UntypedServiceImplementation {
  return {
    SetSecret: unary(async (wire: In<'SetSecretRequest'>, caller): Promise<Out<'SetSecretResponse'>> => {
      const at = requestSpot('secret');
      const { length } = wire.value;
      if (length < 1 || length > LIMITS.secretBytes)
        throw new BerthError(
          'invalid_request',
          `a secret has 1 to ${LIMITS.secretBytes} bytes, not ${length}`,
        );
      const { version, usedBy } = await api.setSecret({
        name: filled(wire.name, at, 'name'),
        value: Uint8Array.from(wire.value),
        ...(wire.stacks !== undefined && { stacks: wire.stacks }),
        actor: actorFor(caller, actorOf(wire, at)),
      });
      return { version, usedBy: [...usedBy] };
    }),
    RemoveSecret: unary(
      async (wire: In<'RemoveSecretRequest'>, caller): Promise<Out<'RemoveSecretResponse'>> => {
        const at = requestSpot('secret');
        const { name } = await api.removeSecret({
          name: filled(wire.name, at, 'name'),
          actor: actorFor(caller, actorOf(wire, at)),
        });
        return { name };
      },
    ),
  };
}

export function secretCalls(call: ControlCall): SecretApi {
  return {
    setSecret: async ({ actor, ...secret }) => {
      const { name } = secret;
      const { version, usedBy } = await call('SetSecret', { ...secret, actor: encodeActor(actor) });
      return { kind: 'secret-set', name, version, usedBy: usedBy as WorkloadKey[] };
    },
    listSecrets: async () => {
      const { index, ageMs, json } = await call('ListSecrets', {});
      return { index, ageMs, secrets: decodeView(json) };
    },
    removeSecret: async ({ name, actor }) => {
      await call('RemoveSecret', { name, actor: encodeActor(actor) });
      return { kind: 'secret-removed', name };
    },
  };
}
