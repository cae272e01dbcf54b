/** Of the control API, what is about runs of workloads that are dispatched: both sides. */
import { BerthError, LIMITS, parseDispatchKey, type WorkloadKey } from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import type { ControlApi } from '../control-api.js';
import { filled } from '../wire/checks.js';
import { actorOf, decodeView, requestSpot } from '../wire/control.js';
import { decodeParams } from '../wire/dispatches.js';
import { encodeActor } from '../wire/placement.js';
import { actorFor } from './callers.js';
import type { ControlCall } from './control-client.js';
import type { UnaryMethod } from './control-server.js';

type In<Name extends string> = Received<`berth.control.v1.${Name}`>;
type Out<Name extends string> = Sent<`berth.control.v1.${Name}`>;
type DispatchApi = Pick<ControlApi, 'dispatch' | 'listDispatches' | 'stopDispatch'>;

export function dispatchMethods(api: DispatchApi, unary: UnaryMethod): UntypedServiceImplementation {
  return {
    Dispatch: unary(async (wire: In<'DispatchRequest'>, caller): Promise<Out<'DispatchResponse'>> => {
      const at = requestSpot('dispatch');
      const { length = 0 } = wire.input ?? {};
      if (length > LIMITS.dispatchInputBytes)
        throw new BerthError(
          'invalid_request',
          `the input has ${length} bytes, over ${LIMITS.dispatchInputBytes / 1024} KiB: put it where the run can fetch it`,
        );
      const { workload, id, created } = await api.dispatch({
        workload: filled(wire.workload, at, 'workload'),
        params: decodeParams(wire.params, at, LIMITS.paramsPerWorkload),
        ...(wire.input !== undefined && { input: Uint8Array.from(wire.input) }),
        ...(wire.id !== undefined && { id: filled(wire.id, at, 'id') }),
        actor: actorFor(caller, actorOf(wire, at)),
      });
      return { workload, id, created };
    }),
    StopDispatch: unary(
      async (wire: In<'StopDispatchRequest'>, caller): Promise<Out<'StopDispatchResponse'>> => {
        const at = requestSpot('dispatch');
        const { workload } = await api.stopDispatch({
          workload: filled(wire.workload, at, 'workload'),
          actor: actorFor(caller, actorOf(wire, at)),
        });
        return { workload };
      },
    ),
  };
}

export function dispatchCalls(call: ControlCall): DispatchApi {
  return {
    dispatch: async ({ actor, params, ...request }) => {
      const wire = { ...request, params: { ...params }, actor: encodeActor(actor) };
      const { workload, id, created } = await call('Dispatch', wire);
      const parent = parseDispatchKey(workload)?.parent ?? (request.workload as WorkloadKey);
      return { kind: 'dispatched', workload: workload as WorkloadKey, parent, id, created };
    },
    listDispatches: async (target) => {
      const { index, ageMs, json } = await call('ListDispatches', { target });
      return { index, ageMs, dispatches: decodeView(json) };
    },
    stopDispatch: async ({ workload, actor }) => {
      const stopped = await call('StopDispatch', { workload, actor: encodeActor(actor) });
      return { kind: 'dispatch-stopped', workload: stopped.workload as WorkloadKey };
    },
  };
}
