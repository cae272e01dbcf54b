/** Commands beside copies on the control API: one stream each way, neither faster than it is read. */
import { once } from 'node:events';
import { BerthError } from '@berth/core';
import type { Received, Sent } from '@berth/proto';
import type { ClientDuplexStream, ServerDuplexStream } from '@grpc/grpc-js';
import type { ControlApi, ExecIn, ExecOut } from '../control-api.js';
import { fail, filled, inside, MESSAGE_RULES, rootSpot, text } from '../wire/checks.js';
import { actorOf, requestSpot } from '../wire/control.js';
import { encodeActor } from '../wire/placement.js';
import { decodeCommand, decodeSize, encodeSize } from '../wire/reaching-in.js';
import { actorFor, type Caller } from './callers.js';

type WireIn = Received<'berth.control.v1.ExecRequest'>;
type WireOut = Received<'berth.control.v1.ExecResponse'>;
type ExecWire = Sent<'berth.control.v1.ExecRequest'>;
export type ExecServerCall = ServerDuplexStream<WireIn, Sent<'berth.control.v1.ExecResponse'>>;
export type ExecClientCall = ClientDuplexStream<ExecWire, WireOut>;
type ExecStart = Parameters<ControlApi['exec']>[0];

// ---- the server's end ------------------------------------------------------------------------------------------------

/** A call whose first request has come. */
export type ExecSession = {
  readonly call: ExecServerCall;
  readonly first: WireIn;
  readonly rest: AsyncIterator<WireIn>;
};

export async function execSession(call: ExecServerCall): Promise<ExecSession> {
  const rest = call[Symbol.asyncIterator]() as AsyncIterator<WireIn>;
  const first = await rest.next();
  if (first.done) fail(requestSpot('exec'), 'start', 'must come first');
  return { call, first: first.value, rest };
}

/** Resolves when all is sent; the caller's going away ends the command. */
export async function serveExec(
  api: ControlApi,
  { call, first, rest }: ExecSession,
  caller: Caller,
  abort: AbortController,
): Promise<void> {
  call.on('cancelled', () => abort.abort());
  call.on('close', () => abort.abort());
  if (call.cancelled) abort.abort();
  const { start } = first;
  if (!start) fail(requestSpot('exec'), 'start', 'must come first');
  for await (const out of api.exec(decodeStart(start, caller), inputs(rest), abort.signal)) {
    if (abort.signal.aborted) return;
    await write(call, encodeOut(out), abort.signal);
  }
}

function decodeStart(wire: Received<'berth.control.v1.ExecStart'>, caller: Caller): ExecStart {
  const at = rootSpot('exec', MESSAGE_RULES);
  return {
    placement: filled(wire.placement, at, 'placement'),
    command: decodeCommand(wire.command, at),
    input: wire.input,
    ...(wire.terminal && { terminal: decodeSize(wire.terminal, inside(at, 'terminal')) }),
    term: text(wire.term, at, 'term'),
    actor: actorFor(caller, actorOf(wire, at)),
  };
}

async function* inputs(wires: AsyncIterator<WireIn>): AsyncGenerator<ExecIn> {
  const at = requestSpot('exec');
  for (;;) {
    // When the caller goes away the command is ended by the signal.
    const next = await wires.next().catch(() => undefined);
    if (!next || next.done) return;
    const { input, inputEnd, resize } = next.value;
    if (input) yield { kind: 'input', data: input };
    else if (inputEnd) yield { kind: 'end' };
    else if (resize) yield { kind: 'resize', size: decodeSize(resize, inside(at, 'resize')) };
    else fail(at, 'body', 'is missing, or of a kind that this version does not know');
  }
}

function encodeOut(out: ExecOut): Sent<'berth.control.v1.ExecResponse'> {
  if (out.kind === 'exit') return { exitCode: out.exitCode };
  return out.isError ? { errorOutput: Buffer.from(out.data) } : { output: Buffer.from(out.data) };
}

// ---- the caller's end ------------------------------------------------------------------------------------------------

/** Sends what goes in beside what comes out; leaving the loop cancels the call. */
export async function* callExec(
  call: ExecClientCall,
  { actor, terminal, command, ...start }: ExecStart,
  input: AsyncIterable<ExecIn>,
  signal: AbortSignal,
): AsyncGenerator<ExecOut> {
  call.write({
    start: {
      ...{ ...start, command: [...command], actor: encodeActor(actor) },
      ...(terminal && { terminal: encodeSize(terminal) }),
    },
  });
  const over = new AbortController();
  const cancel = () => call.cancel();
  signal.addEventListener('abort', cancel);
  if (signal.aborted) cancel();
  let failed: unknown;
  sendAll(call, input, over.signal).catch((thrown: unknown) => {
    failed = thrown;
    call.cancel();
  });
  try {
    for await (const wire of call) yield decodeOut(wire as WireOut);
  } catch (thrown) {
    throw failed ?? thrown;
  } finally {
    signal.removeEventListener('abort', cancel);
    over.abort();
    call.cancel();
  }
}

async function sendAll(
  call: ExecClientCall,
  input: AsyncIterable<ExecIn>,
  signal: AbortSignal,
): Promise<void> {
  for await (const item of input) {
    if (signal.aborted) return;
    await write(call, encodeIn(item), signal);
  }
}

function encodeIn(item: ExecIn): ExecWire {
  if (item.kind === 'input') return { input: Buffer.from(item.data) };
  return item.kind === 'end' ? { inputEnd: {} } : { resize: encodeSize(item.size) };
}

function decodeOut(wire: WireOut): ExecOut {
  if (wire.output) return { kind: 'output', data: wire.output, isError: false };
  if (wire.errorOutput) return { kind: 'output', data: wire.errorOutput, isError: true };
  if (wire.exitCode !== undefined) return { kind: 'exit', exitCode: wire.exitCode };
  return fail(rootSpot('exec', MESSAGE_RULES), 'body', 'is of a kind that this version does not know');
}

type Writable<Item> = NodeJS.EventEmitter & { write(item: Item): boolean };

async function write<Item>(call: Writable<Item>, item: Item, signal: AbortSignal): Promise<void> {
  if (call.write(item)) return;
  await once(call, 'drain', { signal }).catch((thrown: unknown) => {
    if (!signal.aborted) throw new BerthError('unreachable', 'the other end went away', { cause: thrown });
  });
}
