/** Container specs: proto <-> domain. */
import { type ContainerNetwork, type ContainerSpec, LIMITS, parseImage } from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import {
  fail,
  filled,
  inside,
  integer,
  label,
  list,
  member,
  port,
  record,
  type Spot,
  text,
  type WireEnum,
  whole,
  whole32,
  wireEnum,
} from './checks.js';

const NETWORKS: WireEnum<ContainerNetwork, Received<'berth.model.v1.ContainerSpec'>['network']> = wireEnum({
  bridge: 'CONTAINER_NETWORK_BRIDGE',
  host: 'CONTAINER_NETWORK_HOST',
  none: 'CONTAINER_NETWORK_NONE',
});

export function encodeContainer(spec: ContainerSpec): Sent<'berth.model.v1.ContainerSpec'> {
  const ports: Record<string, { number: number; udp: boolean }> = {};
  for (const [name, { number, protocol }] of Object.entries(spec.ports)) {
    ports[name] = { number: whole32(number, 'a port is whole'), udp: protocol === 'udp' };
  }
  return {
    image: spec.image,
    ...(spec.args && { args: { values: [...spec.args] } }),
    ...(spec.user !== undefined && { user: spec.user }),
    readOnlyRoot: spec.readOnlyRoot,
    capabilities: [...spec.capabilities],
    mounts: spec.mounts.map(({ source, target, readOnly }) => ({
      ...(source !== undefined && { source }),
      target,
      readOnly,
    })),
    tmpfs: spec.tmpfs.map(({ target, sizeMiB }) => ({ target, sizeMib: whole(sizeMiB, 'sizeMiB is whole') })),
    devices: [...spec.devices],
    network: NETWORKS.names[spec.network],
    ports,
    ...(spec.cpuMillisMax !== undefined && {
      cpuMillisMax: whole(spec.cpuMillisMax, 'cpuMillisMax is whole'),
    }),
    pidsMax: whole(spec.pidsMax, 'pidsMax is whole'),
  };
}

export function decodeContainer(wire: Received<'berth.model.v1.ContainerSpec'>, at: Spot): ContainerSpec {
  if (!parseImage(wire.image)) fail(at, 'image', 'is not the name of an image');
  const { mountsPerWorkload, capabilitiesPerWorkload, devicesPerNode, portsPerWorkload } = LIMITS;
  const { args } = wire;
  return {
    image: wire.image,
    ...(args && {
      args: list(args.values, at, 'args', LIMITS.commandArguments, (argument, spot, i) =>
        text(argument, spot, i, LIMITS.commandBytes),
      ),
    }),
    ...(wire.user !== undefined && { user: filled(wire.user, at, 'user') }),
    readOnlyRoot: wire.readOnlyRoot,
    capabilities: list(wire.capabilities, at, 'capabilities', capabilitiesPerWorkload, filled),
    mounts: list(wire.mounts, at, 'mounts', mountsPerWorkload, ({ source, target, readOnly }, spot) => ({
      ...(source !== undefined && { source: filled(source, spot, 'source') }),
      target: filled(target, spot, 'target'),
      readOnly,
    })),
    tmpfs: list(wire.tmpfs, at, 'tmpfs', mountsPerWorkload, ({ target, sizeMib }, spot) => ({
      target: filled(target, spot, 'target'),
      sizeMiB: integer(sizeMib, spot, 'sizeMib'),
    })),
    devices: list(wire.devices, at, 'devices', devicesPerNode, filled),
    network: member(wire.network, NETWORKS, at, 'network'),
    ports: record(wire.ports, at, 'ports', portsPerWorkload, label, ({ number, udp }, spot, name) => ({
      number: port(number, inside(spot, name), 'number'),
      protocol: udp ? ('udp' as const) : ('tcp' as const),
    })),
    ...(wire.cpuMillisMax !== undefined && { cpuMillisMax: integer(wire.cpuMillisMax, at, 'cpuMillisMax') }),
    pidsMax: integer(wire.pidsMax, at, 'pidsMax'),
  };
}
