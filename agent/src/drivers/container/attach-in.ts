/** A command inside a container for somebody who is there: what `docker exec -it` does, over the same calls. */
import type { Socket } from 'node:net';
import { BerthError, type Clock } from '@berth/core';
import type { Attached, AttachRequest } from '../driver.js';
import { EXECUTE_VARIABLE, killMarked, signalMarked } from '../process/execute.js';
import { allProcesses } from '../process/proc.js';
import { type Engine, isCode } from './engine.js';
import { type ExecState, isInContainer } from './execute-in.js';
import { frames } from './frames.js';

export type AttachInOptions = {
  readonly engine: Engine;
  readonly container: string;
  readonly clock: Clock;
  /** Unique among the commands that run on this host. */
  readonly mark: string;
};

const HANG_UP_MS = 2_000;
const LOOK_AGAIN_MS = 50;
const CODE_ROUNDS = 40;

export async function attachIn(
  { engine, container, clock, mark }: AttachInOptions,
  { wish, onOutput }: AttachRequest,
  signal: AbortSignal,
): Promise<Attached> {
  const { command, input, terminal, term } = wish;
  const isTerminal = terminal !== undefined;
  const { Id } = await engine.json<{ readonly Id: string }>('POST', `/containers/${container}/exec`, {
    body: {
      ...{
        Cmd: command,
        AttachStdin: input || isTerminal,
        AttachStdout: true,
        AttachStderr: true,
        Tty: isTerminal,
      },
      Env: [`${EXECUTE_VARIABLE}=${mark}`, ...(isTerminal ? [`TERM=${term || 'xterm'}`] : [])],
    },
  });
  const { socket, head } = await engine.upgrade(`/exec/${Id}/start`, { Detach: false, Tty: isTerminal });
  const pause = () => new Promise<void>((resolve) => void clock.schedule(LOOK_AGAIN_MS, resolve));
  const marked = { mark, clock, candidates: async () => inContainer(container) };
  const state = () => engine.json<ExecState>('GET', `/exec/${Id}/json`);
  const resize = ({ columns, rows }: { readonly columns: number; readonly rows: number }) =>
    engine
      .json('POST', `/exec/${Id}/resize`, { query: { w: String(columns), h: String(rows) } })
      .catch(() => undefined);
  if (terminal && terminal.columns > 0) await resize(terminal);
  let isOver = false;
  const hangUp = async () => {
    await signalMarked(marked, 'SIGHUP');
    const untilMs = clock.monotonicMs() + HANG_UP_MS;
    while (!isOver && clock.monotonicMs() < untilMs) await pause();
    await killMarked(marked);
    socket.destroy();
  };
  const aborted = () => void hangUp().catch(() => socket.destroy());
  signal.addEventListener('abort', aborted, { once: true });
  if (signal.aborted) aborted();
  const ended = async () => {
    try {
      await pass(withHead(socket, head), isTerminal, onOutput);
      // Engines say that it has ended a moment after its output has.
      for (let round = 0; round < CODE_ROUNDS; round++) {
        const { Running, ExitCode } = await state();
        if (!Running) return ExitCode ?? 137;
        await pause();
      }
      return 137;
    } catch (thrown) {
      if (isCode(thrown, 'not_found'))
        throw new BerthError('conflict', 'the container has ended', { cause: thrown });
      throw thrown;
    } finally {
      isOver = true;
      signal.removeEventListener('abort', aborted);
      socket.destroy();
      await killMarked(marked);
    }
  };
  return {
    ended: ended(),
    write: (data) =>
      new Promise((resolve) => {
        if (socket.writable) socket.write(data, () => resolve());
        else resolve();
      }),
    endInput: () => void socket.end(),
    resize: (size) => void resize(size),
  };
}

async function pass(
  chunks: AsyncIterable<Uint8Array>,
  isTerminal: boolean,
  onOutput: AttachRequest['onOutput'],
): Promise<void> {
  if (isTerminal) {
    for await (const chunk of chunks) await onOutput(chunk, false);
    return;
  }
  for await (const some of frames(chunks))
    for (const { channel, payload } of some) await onOutput(payload, channel === 2);
}

/** Cut off is over, too. */
async function* withHead(socket: Socket, head: Buffer): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  try {
    for await (const chunk of socket) yield chunk as Buffer;
  } catch {
    // The engine, or we, have ended it.
  }
}

async function inContainer(container: string): Promise<number[]> {
  const all = await allProcesses();
  const isIn = await Promise.all(all.map((pid) => isInContainer(pid, container)));
  return all.filter((_, at) => isIn[at]);
}
