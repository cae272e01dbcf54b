/** Hooks of a run: proto <-> domain. */
import { type Hook, LIMITS, type RunSpec } from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import { fail, inside, integer, list, type Spot, text, whole } from './checks.js';

type Hooks = NonNullable<RunSpec['hooks']>;

export function encodeHooks({ beforeStart, afterStop }: Hooks): Sent<'berth.model.v1.HooksRule'> {
  return {
    ...(beforeStart && { beforeStart: encodeHook(beforeStart) }),
    ...(afterStop && { afterStop: encodeHook(afterStop) }),
  };
}

function encodeHook({ command, timeoutMs }: Hook): Sent<'berth.model.v1.Hook'> {
  return { command: [...command], timeoutMs: whole(timeoutMs, 'timeoutMs is whole') };
}

export function decodeHooks(
  { beforeStart, afterStop }: Received<'berth.model.v1.HooksRule'>,
  at: Spot,
): Hooks {
  return {
    ...(beforeStart && { beforeStart: decodeHook(beforeStart, inside(at, 'beforeStart')) }),
    ...(afterStop && { afterStop: decodeHook(afterStop, inside(at, 'afterStop')) }),
  };
}

function decodeHook(wire: Received<'berth.model.v1.Hook'>, at: Spot): Hook {
  if (wire.command.length === 0) fail(at, 'command', 'is empty');
  return {
    command: list(wire.command, at, 'command', LIMITS.commandArguments, text),
    timeoutMs: integer(wire.timeoutMs, at, 'timeoutMs'),
  };
}
