/** What reaches into running copies, logs and commands, and the bounds of its streams: proto <-> domain. */
import {
  type ExecBegan,
  type ExecInput,
  type ExecOutput,
  type ExecRequest,
  LIMITS,
  type LogChunk,
  type LogRequest,
  type LogWish,
  type StreamCredit,
  type TerminalSize,
} from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import { fail, filled, inside, integer, list, required, type Spot, text, whole, whole32 } from './checks.js';
import { decodeNodeId } from './node.js';
import { decodeActor, decodePlacementId, encodeActor } from './placement.js';

/** A terminal larger than that is none. */
const TERMINAL_MAX = 10_000;

// ---- logs ------------------------------------------------------------------------------------------------------------

type WireWish = {
  readonly follow: boolean;
  readonly tailBytes: number;
  readonly tailLines?: number | undefined;
  readonly sinceMs?: number | undefined;
  readonly from?: number | undefined;
};

export function encodeLogWish({ follow, tailBytes, tailLines, sinceMs, from }: LogWish) {
  return {
    follow,
    tailBytes: whole(tailBytes, 'tailBytes is whole'),
    ...(tailLines !== undefined && { tailLines: whole32(tailLines, 'tailLines is whole') }),
    ...(sinceMs !== undefined && { sinceMs: whole(sinceMs, 'sinceMs is whole') }),
    ...(from !== undefined && { from: whole(from, 'from is whole') }),
  };
}

export function decodeLogWish({ follow, tailBytes, tailLines, sinceMs, from }: WireWish, at: Spot): LogWish {
  return {
    follow,
    tailBytes: integer(tailBytes, at, 'tailBytes', 0, LIMITS.logTailBytes),
    ...(tailLines !== undefined && {
      tailLines: integer(tailLines, at, 'tailLines', 0, LIMITS.logTailLines),
    }),
    ...(sinceMs !== undefined && { sinceMs: integer(sinceMs, at, 'sinceMs') }),
    ...(from !== undefined && { from: integer(from, at, 'from') }),
  };
}

export function encodeLogRequest(message: LogRequest): Sent<'berth.fleet.v1.LogRequest'> {
  const { stream, placement, windowBytes } = message;
  return {
    ...{ stream, placement, ...encodeLogWish(message) },
    windowBytes: whole32(windowBytes, 'windowBytes is whole'),
  };
}

export function decodeLogRequest(wire: Received<'berth.fleet.v1.LogRequest'>, at: Spot): LogRequest {
  return {
    kind: 'log-request',
    stream: filled(wire.stream, at, 'stream'),
    placement: decodePlacementId(wire.placement, at, 'placement'),
    windowBytes: integer(wire.windowBytes, at, 'windowBytes', 0, LIMITS.streamWindowBytes),
    ...decodeLogWish(wire, at),
  };
}

export function encodeLogChunk({ stream, data, end, error, at }: LogChunk): Sent<'berth.fleet.v1.LogChunk'> {
  return { stream, data, end, at: whole(at, 'at is whole'), ...(error === undefined ? {} : { error }) };
}

export function decodeLogChunk(wire: Received<'berth.fleet.v1.LogChunk'>, at: Spot): LogChunk {
  return {
    kind: 'log-chunk',
    stream: filled(wire.stream, at, 'stream'),
    at: integer(wire.at, at, 'at'),
    data: bytes(wire.data, at, 'data', LIMITS.logChunkBytes),
    end: wire.end,
    ...(wire.error === undefined ? {} : { error: text(wire.error, at, 'error') }),
  };
}

export function decodeCredit(wire: Received<'berth.fleet.v1.StreamCredit'>, at: Spot): StreamCredit {
  return {
    kind: 'stream-credit',
    stream: filled(wire.stream, at, 'stream'),
    bytes: integer(wire.bytes, at, 'bytes', 0, LIMITS.streamWindowBytes),
  };
}

// ---- commands --------------------------------------------------------------------------------------------------------

export function encodeExecRequest(message: ExecRequest): Sent<'berth.fleet.v1.ExecRequest'> {
  const { stream, placement, command, input, terminal, term, windowBytes } = message;
  return {
    ...{ stream, placement, command: [...command], input, term },
    ...(terminal && { terminal: encodeSize(terminal) }),
    windowBytes: whole32(windowBytes, 'windowBytes is whole'),
  };
}

export function decodeExecRequest(wire: Received<'berth.fleet.v1.ExecRequest'>, at: Spot): ExecRequest {
  return {
    kind: 'exec-request',
    stream: filled(wire.stream, at, 'stream'),
    placement: decodePlacementId(wire.placement, at, 'placement'),
    command: decodeCommand(wire.command, at),
    input: wire.input,
    ...(wire.terminal && { terminal: decodeSize(wire.terminal, inside(at, 'terminal')) }),
    term: text(wire.term, at, 'term'),
    windowBytes: integer(wire.windowBytes, at, 'windowBytes', 1, LIMITS.streamWindowBytes),
  };
}

export function decodeCommand(command: readonly string[], at: Spot): readonly string[] {
  return list(command, at, 'command', LIMITS.execArguments, text);
}

export function encodeSize({ columns, rows }: TerminalSize) {
  return { columns: whole32(columns, 'columns are whole'), rows: whole32(rows, 'rows are whole') };
}

export function decodeSize(
  wire: { readonly columns: number; readonly rows: number },
  at: Spot,
): TerminalSize {
  return {
    columns: integer(wire.columns, at, 'columns', 0, TERMINAL_MAX),
    rows: integer(wire.rows, at, 'rows', 0, TERMINAL_MAX),
  };
}

export function decodeExecInput(wire: Received<'berth.fleet.v1.ExecInput'>, at: Spot): ExecInput {
  return {
    kind: 'exec-input',
    stream: filled(wire.stream, at, 'stream'),
    data: bytes(wire.data, at, 'data', LIMITS.execChunkBytes),
    end: wire.end,
  };
}

export function decodeExecOutput(wire: Received<'berth.fleet.v1.ExecOutput'>, at: Spot): ExecOutput {
  return {
    kind: 'exec-output',
    stream: filled(wire.stream, at, 'stream'),
    data: bytes(wire.data, at, 'data', LIMITS.execChunkBytes),
    isError: wire.isError,
  };
}

export function requiredSize(wire: Received<'berth.fleet.v1.ExecResize'>, at: Spot): TerminalSize {
  return decodeSize(required(wire.size, at, 'size'), inside(at, 'size'));
}

/** A plain array that does not keep the whole message alive. */
function bytes(data: Uint8Array, at: Spot, name: string, most: number): Uint8Array {
  if (data.length > most) fail(at, name, `is over ${most} bytes`);
  return Uint8Array.from(data);
}

// ---- the ledger ------------------------------------------------------------------------------------------------------

export function encodeExecBegan(event: ExecBegan): Sent<'berth.ledger.v1.ExecBegan'> {
  const { placement, node, command, terminal, actor, atMs } = event;
  return {
    ...{ placement, node, command: [...command], terminal, actor: encodeActor(actor) },
    atMs: whole(atMs, 'atMs is whole'),
  };
}

export function decodeExecBegan(wire: Received<'berth.ledger.v1.ExecBegan'>, at: Spot): ExecBegan {
  return {
    kind: 'exec.began',
    placement: decodePlacementId(wire.placement, at, 'placement'),
    node: decodeNodeId(wire.node, at, 'node'),
    command: list(wire.command, at, 'command', Number.MAX_SAFE_INTEGER, text),
    terminal: wire.terminal,
    actor: decodeActor(required(wire.actor, at, 'actor'), inside(at, 'actor')),
    atMs: integer(wire.atMs, at, 'atMs', Number.MIN_SAFE_INTEGER),
  };
}
