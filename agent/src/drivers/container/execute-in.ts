/** Runs a command inside a container: what `docker exec` does, without a terminal. */
import { readFile } from 'node:fs/promises';
import { LIMITS } from '@berth/core';
import type { ExecuteResult } from '../driver.js';
import { sendSignal } from '../process/proc.js';
import type { Engine } from './engine.js';
import { payloads } from './frames.js';

export type ExecState = { readonly Pid: number; readonly Running: boolean; readonly ExitCode: number | null };

export async function executeIn(
  engine: Engine,
  container: string,
  command: readonly string[],
  signal: AbortSignal,
): Promise<ExecuteResult> {
  const { Id } = await engine.json<{ readonly Id: string }>('POST', `/containers/${container}/exec`, {
    body: { Cmd: command, AttachStdout: true, AttachStderr: true },
  });
  const state = () => engine.json<ExecState>('GET', `/exec/${Id}/json`);
  const killed = () => void kill(container, state).catch(() => undefined);
  signal.addEventListener('abort', killed, { once: true });
  let output = Buffer.alloc(0);
  try {
    const response = await engine.open('POST', `/exec/${Id}/start`, {
      body: { Detach: false, Tty: false },
      idleMs: 0,
    });
    if (signal.aborted) killed();
    for await (const frames of payloads(response)) {
      output = Buffer.concat([output, ...frames]);
      if (output.length > LIMITS.checkAnswerBytes) output = output.subarray(-LIMITS.checkAnswerBytes);
    }
  } finally {
    signal.removeEventListener('abort', killed);
  }
  const { ExitCode } = await state();
  return { exitCode: ExitCode ?? 137, output: output.toString() };
}

/** Engines have no call for it. The process has a number on the host, and is in the container's group. */
async function kill(container: string, state: () => Promise<ExecState>): Promise<void> {
  const { Pid, Running } = await state();
  if (!Running || Pid <= 0) return;
  if (await isInContainer(Pid, container)) sendSignal(Pid, 'SIGKILL');
}

export async function isInContainer(pid: number, container: string): Promise<boolean> {
  return (await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '')).includes(container);
}
