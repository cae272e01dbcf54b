/** Runs of workloads that are dispatched: proto <-> domain. */
import type { DispatchEvent } from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import { filled, inside, integer, list, record, required, type Spot, text, whole } from './checks.js';
import { decodeActor, decodeWorkloadKey, encodeActor } from './placement.js';

type EventOf<Kind extends DispatchEvent['kind']> = Extract<DispatchEvent, { kind: Kind }>;
type Encoders = {
  readonly [Kind in DispatchEvent['kind']]: (event: EventOf<Kind>) => Sent<'berth.ledger.v1.Event'>;
};

export const DISPATCH_ENCODERS: Encoders = {
  'workload.dispatched': ({ workload, params, input, actor, atMs }) => ({
    workloadDispatched: {
      ...{ workload, params, actor: encodeActor(actor), atMs: whole(atMs, 'atMs is whole') },
      ...(input !== undefined && { input: Buffer.from(input, 'base64') }),
    },
  }),
  'dispatch.stopped': ({ workload, actor, atMs }) => ({
    dispatchStopped: { workload, actor: encodeActor(actor), atMs: whole(atMs, 'atMs is whole') },
  }),
  'dispatches.forgotten': ({ workload, ids, atMs }) => ({
    dispatchesForgotten: { workload, ids: [...ids], atMs: whole(atMs, 'atMs is whole') },
  }),
};

type ActorWire = Received<'berth.model.v1.Actor'>;

function common(
  wire: { readonly workload: string; readonly actor: ActorWire | null; readonly atMs: number },
  at: Spot,
) {
  return {
    workload: decodeWorkloadKey(wire.workload, at, 'workload'),
    actor: decodeActor(required(wire.actor, at, 'actor'), inside(at, 'actor')),
    atMs: integer(wire.atMs, at, 'atMs', Number.MIN_SAFE_INTEGER),
  };
}

export const DISPATCH_DECODERS = {
  workloadDispatched: (
    wire: Received<'berth.ledger.v1.WorkloadDispatched'>,
    at: Spot,
  ): EventOf<'workload.dispatched'> => ({
    kind: 'workload.dispatched',
    ...common(wire, at),
    params: decodeParams(wire.params, at, Number.MAX_SAFE_INTEGER),
    ...(wire.input !== undefined && { input: Buffer.from(wire.input).toString('base64') }),
  }),
  dispatchStopped: (
    wire: Received<'berth.ledger.v1.DispatchStopped'>,
    at: Spot,
  ): EventOf<'dispatch.stopped'> => ({ kind: 'dispatch.stopped', ...common(wire, at) }),
  dispatchesForgotten: (
    wire: Received<'berth.ledger.v1.DispatchesForgotten'>,
    at: Spot,
  ): EventOf<'dispatches.forgotten'> => ({
    kind: 'dispatches.forgotten',
    workload: decodeWorkloadKey(wire.workload, at, 'workload'),
    ids: list(wire.ids, at, 'ids', Number.MAX_SAFE_INTEGER, filled),
    atMs: integer(wire.atMs, at, 'atMs', Number.MIN_SAFE_INTEGER),
  }),
};

export function decodeParams(
  wire: Readonly<Record<string, string>>,
  at: Spot,
  most: number,
): Record<string, string> {
  return record(wire, at, 'params', most, filled, text);
}
