/** Endpoints of workloads: proto <-> domain. */
import { type Endpoint, type EndpointsChange, type EndpointsUpdate, LIMITS } from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import { ENDPOINTS_FORMS } from './assignment-forms.js';
import {
  fail,
  filled,
  integer,
  label,
  list,
  member,
  port,
  record,
  type Spot,
  text,
  whole,
  whole32,
} from './checks.js';
import { decodeNodeId } from './node.js';
import { decodePlacementId, decodeWorkloadKey, each } from './placement.js';

export function encodeEndpointsUpdate(update: EndpointsUpdate): Sent<'berth.fleet.v1.EndpointsUpdate'> {
  return {
    epoch: whole(update.epoch, 'epoch is whole'),
    form: ENDPOINTS_FORMS.names[update.form],
    digest: update.digest,
    changes: update.changes.map(({ workload, set, removed }) => ({
      workload,
      set: set.map(encodeEndpoint),
      removed: [...removed],
    })),
    dropped: [...update.dropped],
    more: update.more,
  };
}

export function decodeEndpointsUpdate(
  wire: Received<'berth.fleet.v1.EndpointsUpdate'>,
  at: Spot,
): EndpointsUpdate {
  return {
    kind: 'endpoints',
    epoch: integer(wire.epoch, at, 'epoch'),
    form: member(wire.form, ENDPOINTS_FORMS, at, 'form'),
    digest: text(wire.digest, at, 'digest'),
    changes: list(wire.changes, at, 'changes', UPSTREAMS_PER_NODE, each(decodeChange)),
    dropped: list(wire.dropped, at, 'dropped', UPSTREAMS_PER_NODE, decodeWorkloadKey),
    more: wire.more,
  };
}

const UPSTREAMS_PER_NODE = LIMITS.claimsPerNode * LIMITS.upstreamsPerWorkload;

function decodeChange(wire: Received<'berth.fleet.v1.EndpointsChange'>, at: Spot): EndpointsChange {
  return {
    workload: decodeWorkloadKey(wire.workload, at, 'workload'),
    set: list(wire.set, at, 'set', LIMITS.endpointsPerUpstream, each(decodeEndpoint)),
    removed: list(wire.removed, at, 'removed', LIMITS.endpointsPerUpstream, decodePlacementId),
  };
}

function encodeEndpoint(endpoint: Endpoint): Sent<'berth.model.v1.Endpoint'> {
  for (const number of Object.values(endpoint.ports)) whole32(number, 'a port is whole');
  return { ...endpoint, readySinceMs: whole(endpoint.readySinceMs, 'readySinceMs is whole') };
}

function decodeEndpoint(wire: Received<'berth.model.v1.Endpoint'>, at: Spot): Endpoint {
  const ports = record(wire.ports, at, 'ports', LIMITS.portsPerWorkload, label, port);
  if (Object.keys(ports).length === 0) fail(at, 'ports', 'has no entry');
  return {
    placement: decodePlacementId(wire.placement, at, 'placement'),
    node: decodeNodeId(wire.node, at, 'node'),
    site: text(wire.site, at, 'site'),
    address: filled(wire.address, at, 'address'),
    ports,
    readySinceMs: integer(wire.readySinceMs, at, 'readySinceMs', Number.MIN_SAFE_INTEGER),
  };
}
