/** Run specs: proto <-> domain. */
import {
  ISOLATION_LEVELS,
  type IsolationLevel,
  isDeviceWish,
  LIMITS,
  type ProcessSpec,
  type ResourceRequest,
  type RunSpec,
  type WorkloadKind,
} from '@berth/core';
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
  required,
  type Spot,
  text,
  type WireEnum,
  whole,
  whole32,
  wireEnum,
} from './checks.js';

import { decodeContainer, encodeContainer } from './container.js';
import { decodeFailureRule, encodeFailureRule } from './failures.js';
import { decodeFiles, encodeFiles } from './files.js';
import { decodeHealth, encodeHealth } from './health.js';
import { decodeHooks, encodeHooks } from './hooks.js';
import { decodeWorkloadKey } from './placement.js';
import { decodeSchedule, encodeSchedule } from './schedule.js';
import { decodeVolumes, encodeVolumes } from './volumes.js';

export const WORKLOAD_KINDS: WireEnum<WorkloadKind, Received<'berth.model.v1.RunSpec'>['kind']> = wireEnum({
  service: 'WORKLOAD_KIND_SERVICE',
  batch: 'WORKLOAD_KIND_BATCH',
  daemon: 'WORKLOAD_KIND_DAEMON',
});

export function encodeRun(run: RunSpec): Sent<'berth.model.v1.RunSpec'> {
  return {
    kind: WORKLOAD_KINDS.names[run.kind],
    process: encodeProcess(run.process),
    ...(run.container && { container: encodeContainer(run.container) }),
    resources: encodeResources(run.resources),
    failure: encodeFailureRule(run.failure),
    batch: {
      timeoutMs: whole(run.batch.timeoutMs, 'batch.timeoutMs is whole'),
    },
    ...(run.exclusiveAfterMs === undefined
      ? {}
      : { exclusiveAfterMs: whole(run.exclusiveAfterMs, 'exclusiveAfterMs is whole') }),
    ...(run.health && { health: encodeHealth(run.health) }),
    ...(run.shutdownDelayMs === undefined
      ? {}
      : { shutdownDelayMs: whole(run.shutdownDelayMs, 'shutdownDelayMs is whole') }),
    ...(run.upstreams && { upstreams: [...run.upstreams] }),
    ...encodeFiles(run),
    ...(run.hooks && { hooks: encodeHooks(run.hooks) }),
    ...(run.volumes && { volumes: encodeVolumes(run.volumes) }),
    ...(run.schedule && { schedule: encodeSchedule(run.schedule) }),
  };
}

export function decodeRun(wire: Received<'berth.model.v1.RunSpec'>, at: Spot): RunSpec {
  const container = wire.container ? decodeContainer(wire.container, inside(at, 'container')) : undefined;
  return {
    kind: member(wire.kind, WORKLOAD_KINDS, at, 'kind'),
    process: decodeProcess(
      required(wire.process, at, 'process'),
      inside(at, 'process'),
      container !== undefined,
    ),
    ...(container && { container }),
    resources: decodeResources(required(wire.resources, at, 'resources'), inside(at, 'resources')),
    failure: decodeFailureRule(required(wire.failure, at, 'failure'), inside(at, 'failure')),
    batch: decodeBatch(required(wire.batch, at, 'batch'), inside(at, 'batch')),
    ...(wire.exclusiveAfterMs === undefined
      ? {}
      : { exclusiveAfterMs: integer(wire.exclusiveAfterMs, at, 'exclusiveAfterMs') }),
    ...(wire.health && { health: decodeHealth(wire.health, inside(at, 'health')) }),
    ...(wire.shutdownDelayMs === undefined
      ? {}
      : { shutdownDelayMs: integer(wire.shutdownDelayMs, at, 'shutdownDelayMs') }),
    ...(wire.upstreams.length > 0 && {
      upstreams: list(wire.upstreams, at, 'upstreams', LIMITS.upstreamsPerWorkload, decodeWorkloadKey),
    }),
    ...decodeFiles(wire, at),
    ...(wire.hooks && { hooks: decodeHooks(wire.hooks, inside(at, 'hooks')) }),
    ...decodeVolumes(wire.volumes, at),
    ...(wire.schedule && { schedule: decodeSchedule(wire.schedule, inside(at, 'schedule')) }),
  };
}

function encodeProcess(spec: ProcessSpec): Sent<'berth.model.v1.ProcessSpec'> {
  return {
    command: [...spec.command],
    env: spec.env,
    ...(spec.workingDirectory === undefined ? {} : { workingDirectory: spec.workingDirectory }),
    stopSignal: spec.stopSignal,
    graceMs: whole(spec.graceMs, 'process.graceMs is whole'),
    ...(spec.isolation !== undefined && { isolation: spec.isolation }),
  };
}

function decodeProcess(
  wire: Received<'berth.model.v1.ProcessSpec'>,
  at: Spot,
  isContainer: boolean,
): ProcessSpec {
  const command = list(wire.command, at, 'command', LIMITS.commandArguments, (argument, spot, i) =>
    text(argument, spot, i, LIMITS.commandBytes),
  );
  if (command[0] === '' || (command.length === 0 && !isContainer)) fail(at, 'command', 'names no program');
  return {
    command,
    env: record(wire.env, at, 'env', LIMITS.environmentEntries, filled, (value, spot, name) =>
      text(value, spot, name, LIMITS.commandBytes),
    ),
    ...(wire.workingDirectory === undefined
      ? {}
      : { workingDirectory: filled(wire.workingDirectory, at, 'workingDirectory') }),
    stopSignal: filled(wire.stopSignal, at, 'stopSignal'),
    graceMs: integer(wire.graceMs, at, 'graceMs'),
    ...(wire.isolation !== undefined && { isolation: decodeIsolation(wire.isolation, at) }),
  };
}

function decodeIsolation(wire: string, at: Spot): IsolationLevel {
  const level = ISOLATION_LEVELS.find((known) => known === wire);
  return level ?? fail(at, 'isolation', `is one of ${ISOLATION_LEVELS.join(', ')}`);
}

export function encodeResources(resources: ResourceRequest): Sent<'berth.model.v1.ResourceRequest'> {
  const ports: Record<string, { fixed: number }> = {};
  for (const [name, wanted] of Object.entries(resources.ports)) {
    ports[name] = { fixed: wanted === 'auto' ? 0 : whole32(wanted, 'a port is whole') };
  }
  for (const amount of Object.values(resources.quantities)) whole(amount, 'a quantity is whole');
  for (const thousandths of Object.values(resources.devices)) whole32(thousandths, 'a share is whole');
  return { quantities: resources.quantities, ports, devices: resources.devices };
}

export function decodeResources(wire: Received<'berth.model.v1.ResourceRequest'>, at: Spot): ResourceRequest {
  return {
    quantities: record(wire.quantities, at, 'quantities', LIMITS.resourcesPerNode, filled, integer),
    ports: record(wire.ports, at, 'ports', LIMITS.portsPerWorkload, label, (wanted, spot, name) =>
      wanted.fixed === 0 ? ('auto' as const) : port(wanted.fixed, spot, name),
    ),
    devices: record(wire.devices, at, 'devices', LIMITS.devicesPerNode, filled, deviceWish),
  };
}

function deviceWish(thousandths: number, at: Spot, selector: string): number {
  if (isDeviceWish(thousandths)) return thousandths;
  return fail(at, selector, `is ${thousandths} thousandths, neither a share of one device nor whole ones`);
}

function decodeBatch(wire: Received<'berth.model.v1.BatchRule'>, at: Spot): RunSpec['batch'] {
  return {
    timeoutMs: integer(wire.timeoutMs, at, 'timeoutMs'),
  };
}
