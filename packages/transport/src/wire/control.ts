/** Requests of the control API and their answers: proto <-> domain. Views travel as JSON (docs/adr/0008). */
import {
  type ApplyCommand,
  BerthError,
  LIMITS,
  PLACEMENT_POLICIES,
  type Placed,
  type PlaceWish,
  type Reservation,
  type ReservationId,
  type WishResult,
} from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import type { ApplyRequest, ChainedBlock, PlacementFilter, WatchItem } from '../control-api.js';
import {
  fail,
  filled,
  inside,
  integer,
  list,
  MESSAGE_RULES,
  record,
  required,
  rootSpot,
  type Spot,
  text,
  whole,
} from './checks.js';
import { blockCodec } from './ledger.js';
import { decodeNodeId } from './node.js';
import {
  decodeActor,
  decodeClaim,
  decodeReject,
  each,
  encodeActor,
  encodeClaim,
  encodeReject,
} from './placement.js';
import { decodeResources, encodeResources } from './run.js';

type ActorWire = Received<'berth.model.v1.Actor'>;

/** Where a request's fields stand, for messages about them. */
export function requestSpot(name: string): Spot {
  return rootSpot(name, MESSAGE_RULES);
}

export function actorOf(wire: { readonly actor: ActorWire | null }, at: Spot): ApplyCommand['actor'] {
  return decodeActor(required(wire.actor, at, 'actor'), inside(at, 'actor'));
}

// ---- requests --------------------------------------------------------------------------------------------------------

export function encodeApply({
  source,
  expectVersion,
  actor,
}: ApplyRequest): Sent<'berth.control.v1.ApplyRequest'> {
  return { source, actor: encodeActor(actor), ...(expectVersion !== undefined && { expectVersion }) };
}

export function decodeApply(wire: Received<'berth.control.v1.ApplyRequest'>): ApplyRequest {
  const at = requestSpot('apply');
  const { expectVersion } = wire;
  return {
    source: decodeSource(wire.source, at),
    actor: actorOf(wire, at),
    ...(expectVersion !== undefined && { expectVersion: integer(expectVersion, at, 'expectVersion') }),
  };
}

/** Its size is checked in bytes where it is parsed; a character has at least one. */
export function decodeSource(source: string, at: Spot): string {
  return text(source, at, 'source', LIMITS.stackFileBytes);
}

export function decodeFilter(wire: Received<'berth.control.v1.ListPlacementsRequest'>): PlacementFilter {
  const { stack, workload, node } = wire;
  return {
    ...(stack !== undefined && { stack }),
    ...(workload !== undefined && { workload }),
    ...(node !== undefined && { node }),
  };
}

export function encodeWish(wish: PlaceWish): Sent<'berth.control.v1.PlaceWish'> {
  const { resources, rules, count, ttlMs, holder } = wish;
  const prefer = rules.prefer.map((rule) => ({ ...rule }));
  const tolerate = rules.tolerate.map((toleration) => ({ ...toleration }));
  const limits = { count: whole(count, 'count is whole'), ttlMs: whole(ttlMs, 'ttlMs is whole') };
  return {
    resources: encodeResources(resources),
    require: [...rules.require],
    prefer,
    tolerate,
    ...limits,
    holder,
    policy: { ...rules.policy },
    ...(rules.closeTo && { closeTo: { ...rules.closeTo } }),
  };
}

export function decodeWish(wire: Received<'berth.control.v1.PlaceWish'>, at: Spot): PlaceWish {
  const max = LIMITS.expressionsPerWorkload;
  return {
    resources: decodeResources(required(wire.resources, at, 'resources'), inside(at, 'resources')),
    rules: {
      require: list(wire.require, at, 'require', max, filled),
      prefer: list(wire.prefer, at, 'prefer', max, ({ when, weight }, spot, index) => {
        const here = inside(spot, index);
        return { when: filled(when, here, 'when'), weight: integer(weight, here, 'weight', 1, 100) };
      }),
      tolerate: list(wire.tolerate, at, 'tolerate', max, ({ key, value, forMs }, spot, index) => ({
        key: filled(key, inside(spot, index), 'key'),
        ...(value !== undefined && { value }),
        ...(forMs !== undefined && { forMs: integer(forMs, inside(spot, index), 'forMs') }),
      })),
      ...decodePolicy(wire, at),
    },
    count: integer(wire.count, at, 'count', 1, LIMITS.placementsPerPass),
    ttlMs: integer(wire.ttlMs, at, 'ttlMs', 1),
    holder: filled(wire.holder, at, 'holder'),
  };
}

function decodePolicy(
  { policy, closeTo }: Received<'berth.control.v1.PlaceWish'>,
  at: Spot,
): Pick<PlaceWish['rules'], 'policy' | 'closeTo'> {
  const max = PLACEMENT_POLICIES.length;
  const weight = (value: number, spot: Spot, name: string) => integer(value, spot, name, 0, 100);
  const weights = record(policy, at, 'policy', max, policyName, weight);
  const here = inside(at, 'closeTo');
  const place = Object.entries(closeTo ?? {}).filter(([, value]) => value !== undefined);
  return {
    ...(Object.keys(weights).length > 0 && { policy: weights }),
    ...(closeTo && {
      closeTo: Object.fromEntries(place.map(([name, value]) => [name, filled(value, here, name)])),
    }),
  };
}

function policyName(name: string, spot: Spot): string {
  const known = PLACEMENT_POLICIES.some((policy) => policy === name);
  return known ? name : fail(spot, name, `is no policy; there are ${PLACEMENT_POLICIES.join(', ')}`);
}

export function decodeWishes(wire: Received<'berth.control.v1.PlaceRequest'>): PlaceWish[] {
  return list(wire.wishes, requestSpot('place'), 'wishes', LIMITS.placeRequestsPerCall, each(decodeWish));
}

// ---- reservations ----------------------------------------------------------------------------------------------------

export function encodeReservation(reservation: Readonly<Reservation>): Sent<'berth.control.v1.Reservation'> {
  const { phase, claim, expiresAtMs, ...rest } = reservation;
  return {
    ...rest,
    claim: encodeClaim(claim),
    confirmed: phase === 'confirmed',
    ...(expiresAtMs !== undefined && { expiresAtMs }),
  };
}

export function decodeReservation(wire: Received<'berth.control.v1.Reservation'>, at: Spot): Reservation {
  const { expiresAtMs } = wire;
  return {
    id: filled(wire.id, at, 'id') as ReservationId,
    node: decodeNodeId(wire.node, at, 'node'),
    claim: decodeClaim(required(wire.claim, at, 'claim'), inside(at, 'claim')),
    holder: filled(wire.holder, at, 'holder'),
    createdAtMs: integer(wire.createdAtMs, at, 'createdAtMs'),
    generation: integer(wire.generation, at, 'generation', 1),
    phase: wire.confirmed ? 'confirmed' : 'held',
    changedAtIndex: integer(wire.changedAtIndex, at, 'changedAtIndex'),
    ...(expiresAtMs !== undefined && { expiresAtMs: integer(expiresAtMs, at, 'expiresAtMs') }),
  };
}

export function encodePlaced({ results }: Placed): Sent<'berth.control.v1.PlaceResponse'> {
  return {
    results: results.map((result) =>
      'reservations' in result
        ? { reservations: result.reservations.map(encodeReservation), missing: 0, rejects: [] }
        : { reservations: [], missing: result.missing, rejects: result.rejects.map(encodeReject) },
    ),
  };
}

export function decodePlaced(wire: Received<'berth.control.v1.PlaceResponse'>): Placed {
  const at = requestSpot('placed');
  const results = list(wire.results, at, 'results', LIMITS.placeRequestsPerCall, each(decodeResult));
  return { kind: 'placed', results };
}

function decodeResult(wire: Received<'berth.control.v1.WishResult'>, at: Spot): WishResult {
  if (wire.missing === 0) {
    return {
      reservations: list(
        wire.reservations,
        at,
        'reservations',
        LIMITS.placementsPerPass,
        each(decodeReservation),
      ),
    };
  }
  return {
    missing: wire.missing,
    rejects: list(wire.rejects, at, 'rejects', Number.MAX_SAFE_INTEGER, each(decodeReject)),
  };
}

// ---- blocks ----------------------------------------------------------------------------------------------------------

export function encodeChained({ block, hash }: ChainedBlock): Sent<'berth.control.v1.ChainedBlock'> {
  return { block: blockCodec.encode(block), hash };
}

export function decodeChained(wire: Received<'berth.control.v1.ChainedBlock'> | null): ChainedBlock {
  const { block, hash } = required(wire, requestSpot('block'), 'block');
  return { block: blockCodec.decode(block), hash };
}

export function encodeWatched(item: WatchItem): Sent<'berth.control.v1.WatchResponse'> {
  return item.kind === 'block' ? { block: encodeChained(item) } : { tooOld: item.oldest };
}

export function decodeWatched(wire: Received<'berth.control.v1.WatchResponse'>): WatchItem {
  if (wire.block) return { kind: 'block', ...decodeChained(wire.block) };
  return { kind: 'too-old', oldest: wire.tooOld ?? 0 };
}

// ---- views -----------------------------------------------------------------------------------------------------------

/** A view as its reader gets it. The shape is the server's promise; that it is JSON is checked. */
export function decodeView<View>(json: string): View {
  try {
    return JSON.parse(json) as View;
  } catch (thrown) {
    throw new BerthError('internal', 'the coordinator sent a view that is not JSON', { cause: thrown });
  }
}
