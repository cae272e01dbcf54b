/**
 * A command beside a run for somebody who is there: its input and output are passed through as they come, on a terminal
 * where one is asked for. The terminal is made by `script` of util-linux, which every distribution has and which needs no
 * native library; a shell inside it sets the size, says which terminal it is, and becomes the command.
 *
 * Invariants: 1. nothing of the command is left when it has ended, also what it left in the background; 2. its output is
 * handed over whole before its end is told; 3. it does not outlive the agent: what an earlier one left is ended by the next.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { BerthError, type TerminalSize } from '@berth/core';
import type { Attached, AttachRequest } from '../driver.js';
import { findProgram } from './environment.js';
import { EXECUTE_VARIABLE, type ExecuteWish, JOIN_SCRIPT, killMarked, signalMarked } from './execute.js';
import { sendSignal } from './proc.js';

export type AttachOptions = {
  readonly input: boolean;
  readonly terminal?: TerminalSize;
  /** Who is to own the terminal. */
  readonly owner?: number;
  /** PATH of the host's tools. */
  readonly path: string;
  readonly onOutput: AttachRequest['onOutput'];
};

/** Between hanging up and killing. */
const HANG_UP_MS = 2_000;
const LOOK_AGAIN_MS = 50;
const TERMINAL = /^\/dev\/pts\/\d+$/;

export async function attach(
  wish: ExecuteWish,
  options: AttachOptions,
  signal: AbortSignal,
): Promise<Attached> {
  const { folders, directory, mark } = wish;
  const { input, terminal, onOutput } = options;
  const command = terminal ? onTerminal(wish, options, terminal) : wish.command;
  const environment = { ...wish.environment, [EXECUTE_VARIABLE]: mark };
  const child = spawn('/bin/sh', ['-c', JOIN_SCRIPT, 'berth-exec', ...folders, '--', ...command], {
    cwd: directory,
    // `script` runs what it is given with this shell.
    env: terminal ? { ...environment, SHELL: '/bin/sh' } : environment,
    detached: true,
    stdio: [input || terminal ? 'pipe' : 'ignore', 'pipe', 'pipe', terminal ? 'pipe' : 'ignore'],
  });
  const [stdin, stdout, stderr, note] = child.stdio as unknown as [
    Writable | null,
    Readable,
    Readable,
    Readable | null,
  ];
  // The command may end before it has read everything.
  stdin?.on('error', () => {});
  const where = note ? firstLine(note) : Promise.resolve('');
  const outputs = [pass(stdout, false, onOutput), pass(stderr, terminal === undefined, onOutput)];
  return {
    ended: endOf(child, wish, outputs, signal),
    write: (data) => written(stdin, data),
    endInput: () => void stdin?.end(),
    resize: (size) => void where.then((device) => resize(device, size, options.path)),
  };
}

async function endOf(
  child: ChildProcess,
  wish: ExecuteWish,
  outputs: readonly Promise<void>[],
  signal: AbortSignal,
): Promise<number> {
  const exited = new Promise<number>((resolve, reject) => {
    child.once('error', (thrown) =>
      reject(new BerthError('storage', `cannot run a command: ${thrown.message}`, { cause: thrown })),
    );
    child.once('exit', (code, killedBy) => resolve(code ?? (killedBy ? 137 : 1)));
  });
  let isOver = false;
  const aborted = () => void hangUp(child, wish, () => isOver).catch(() => undefined);
  signal.addEventListener('abort', aborted, { once: true });
  if (signal.aborted) aborted();
  try {
    const exitCode = await exited;
    // What is left in the background would hold the output open.
    if (child.pid !== undefined && !signal.aborted) sendSignal(-child.pid, 'SIGKILL');
    if (!signal.aborted) await killMarked(wish);
    await Promise.all(outputs);
    return exitCode;
  } finally {
    isOver = true;
    signal.removeEventListener('abort', aborted);
    if (signal.aborted) await killMarked(wish);
  }
}

/** As when a line is cut: programs may still save what they have. */
async function hangUp(child: ChildProcess, wish: ExecuteWish, isOver: () => boolean): Promise<void> {
  const { clock } = wish;
  const { pid } = child;
  if (pid !== undefined) sendSignal(-pid, 'SIGHUP');
  await signalMarked(wish, 'SIGHUP');
  const untilMs = clock.monotonicMs() + HANG_UP_MS;
  while (!isOver() && clock.monotonicMs() < untilMs)
    await new Promise<void>((resolve) => void clock.schedule(LOOK_AGAIN_MS, resolve));
  if (!isOver() && pid !== undefined) sendSignal(-pid, 'SIGKILL');
  await killMarked(wish);
}

/** Nothing more is read while the last part is not handed over. */
async function pass(stream: Readable, isError: boolean, onOutput: AttachRequest['onOutput']): Promise<void> {
  try {
    for await (const data of stream) await onOutput(data as Buffer, isError);
  } catch {
    // Cut off with the command.
  }
}

function written(stdin: Writable | null, data: Uint8Array): Promise<void> {
  if (!stdin || stdin.destroyed || stdin.writableEnded) return Promise.resolve();
  return new Promise((resolve) => void stdin.write(data, () => resolve()));
}

// ---- terminals -------------------------------------------------------------------------------------------------------

function onTerminal(
  { command }: ExecuteWish,
  { owner, path }: AttachOptions,
  { columns, rows }: TerminalSize,
): readonly string[] {
  const [script, stty] = ['script', 'stty'].map((program) => findTool(program, path));
  const size = columns > 0 && rows > 0 ? ` cols ${columns} rows ${rows}` : '';
  const inside = [
    `t=$(tty)`,
    // It is not a terminal for `script`, which then leaves the settings to us.
    `${stty} sane${size}`,
    ...(owner === undefined ? [] : [`chown ${owner} "$t"`]),
    `echo "$t" >&3`,
    'exec 3>&-',
    'unset SHELL t',
    `exec ${command.map(quoted).join(' ')}`,
  ];
  return [script as string, '-qefc', inside.join('; '), '/dev/null'];
}

function findTool(program: string, path: string): string {
  try {
    return findProgram(program, '/', path);
  } catch (thrown) {
    const advice = 'install util-linux and coreutils on the node, or leave -t out';
    throw new BerthError('not_found', `this node cannot make a terminal, it has no "${program}": ${advice}`, {
      cause: thrown,
    });
  }
}

/** For a shell, whatever it holds. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

async function firstLine(stream: Readable): Promise<string> {
  let text = '';
  for await (const data of stream) {
    text += String(data);
    if (text.includes('\n') || text.length > 256) break;
  }
  return text.split('\n')[0] ?? '';
}

/** The kernel tells whoever is in the foreground. */
function resize(device: string, { columns, rows }: TerminalSize, path: string): void {
  if (!TERMINAL.test(device)) return;
  const size = ['cols', String(columns), 'rows', String(rows)];
  spawn(findTool('stty', path), ['-F', device, ...size], { stdio: 'ignore' }).on('error', () => {});
}
