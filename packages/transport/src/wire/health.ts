/** Health checks: proto <-> domain. */
import {
  HEALTH_MEANINGS,
  type HealthCheck,
  type HealthMeaning,
  type HealthRule,
  LIMITS,
  type Probe,
} from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import { fail, filled, inside, integer, list, type Spot, text, whole, whole32 } from './checks.js';

type CheckWire = Received<'berth.model.v1.HealthCheck'>;

export function encodeHealth(rule: HealthRule): Sent<'berth.model.v1.HealthRule'> {
  const wire: Partial<Record<HealthMeaning, Sent<'berth.model.v1.HealthCheck'>>> = {};
  for (const meaning of HEALTH_MEANINGS) {
    const check = rule[meaning];
    if (check) wire[meaning] = encodeCheck(check);
  }
  return wire;
}

function encodeCheck(check: HealthCheck): Sent<'berth.model.v1.HealthCheck'> {
  return {
    ...encodeProbe(check.probe),
    intervalMs: whole(check.intervalMs, 'intervalMs is whole'),
    timeoutMs: whole(check.timeoutMs, 'timeoutMs is whole'),
    failures: whole32(check.failures, 'failures is whole'),
    successes: whole32(check.successes, 'successes is whole'),
    graceMs: whole(check.graceMs, 'graceMs is whole'),
  };
}

function encodeProbe(
  probe: Probe,
): Pick<Sent<'berth.model.v1.HealthCheck'>, 'http' | 'tcp' | 'grpc' | 'exec'> {
  switch (probe.kind) {
    case 'http':
      return { http: { port: probe.port, path: probe.path } };
    case 'tcp':
      return { tcp: { port: probe.port } };
    case 'grpc':
      return { grpc: { port: probe.port, service: probe.service } };
    case 'exec':
      return { exec: { command: [...probe.command] } };
  }
}

export function decodeHealth(wire: Received<'berth.model.v1.HealthRule'>, at: Spot): HealthRule {
  const rule: Partial<Record<HealthMeaning, HealthCheck>> = {};
  for (const meaning of HEALTH_MEANINGS) {
    const check = wire[meaning];
    if (check) rule[meaning] = decodeCheck(check, inside(at, meaning));
  }
  return rule;
}

function decodeCheck(wire: CheckWire, at: Spot): HealthCheck {
  const most = LIMITS.healthMsMax;
  return {
    probe: decodeProbe(wire, at),
    intervalMs: integer(wire.intervalMs, at, 'intervalMs', 1, most),
    timeoutMs: integer(wire.timeoutMs, at, 'timeoutMs', 1, most),
    failures: integer(wire.failures, at, 'failures', 1),
    successes: integer(wire.successes, at, 'successes', 1),
    graceMs: integer(wire.graceMs, at, 'graceMs', 0, most),
  };
}

function decodeProbe(wire: CheckWire, at: Spot): Probe {
  if (wire.http) {
    const here = inside(at, 'http');
    return {
      kind: 'http',
      port: filled(wire.http.port, here, 'port'),
      path: filled(wire.http.path, here, 'path'),
    };
  }
  if (wire.tcp) return { kind: 'tcp', port: filled(wire.tcp.port, inside(at, 'tcp'), 'port') };
  if (wire.grpc) {
    const here = inside(at, 'grpc');
    return {
      kind: 'grpc',
      port: filled(wire.grpc.port, here, 'port'),
      service: text(wire.grpc.service, here, 'service'),
    };
  }
  if (!wire.exec) return fail(at, 'probe', 'is missing, or of a kind that this version does not know');
  const here = inside(at, 'exec');
  const command = list(wire.exec.command, here, 'command', LIMITS.commandArguments, (part, spot, i) =>
    text(part, spot, i, LIMITS.commandBytes),
  );
  if (command.length === 0 || command[0] === '') fail(here, 'command', 'names no program');
  return { kind: 'exec', command };
}
