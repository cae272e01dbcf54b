/** `berth exec`: a command beside a copy, with this terminal as its terminal. */
import type { BerthClient, ExecIn } from '@berth/client';
import { BerthError, LIMITS, type TerminalSize } from '@berth/core';
import { type CommonOptions, type Effects, printJson, withClient } from '../effects.js';
import { EscapeKeys } from '../escape-keys.js';

export type ExecOptions = CommonOptions & {
  readonly interactive?: boolean;
  readonly tty?: boolean;
  readonly reason?: string;
};

/** As of a program that Ctrl-C has ended. */
const INTERRUPTED = 130;

/** Returns the exit code of the command. */
export async function exec(
  target: string,
  command: readonly string[],
  options: ExecOptions,
  effects: Effects,
): Promise<number> {
  const { interactive = false, tty = false, json = false, reason } = options;
  if (json && (interactive || tty)) {
    const advice = 'leave -i and -t out, or --json';
    throw new BerthError('invalid_request', `--json collects what a command prints: ${advice}`);
  }
  const { terminal, userName } = effects;
  const request = {
    ...{ placement: target, command, input: interactive, term: tty ? terminal.term : '' },
    ...(tty && { terminal: terminal.size() }),
    actor: { name: userName, ...(reason !== undefined && { reason }) },
  };
  const detached = new AbortController();
  const signal = AbortSignal.any([effects.signal, detached.signal]);
  const keys = interactive && tty && terminal.isTerminal ? new EscapeKeys() : undefined;
  const restore = keys ? terminal.raw() : () => {};
  try {
    return await withClient(options, effects, async (client) => {
      const input = inputOf(effects, { interactive, tty, keys }, () => detached.abort());
      const items = client.exec(request, input, signal);
      return json ? await collected(items, target, options, effects) : await shown(items, effects);
    });
  } finally {
    restore();
    terminal.close();
    if (detached.signal.aborted) effects.err('berth: detached, and the command was ended\n');
  }
}

async function shown(items: ReturnType<BerthClient['exec']>, effects: Effects): Promise<number> {
  for await (const item of items) {
    if (item.kind === 'exit') return item.exitCode;
    await effects.write(item.data, item.isError ? 'err' : 'out');
  }
  return INTERRUPTED;
}

async function collected(
  items: ReturnType<BerthClient['exec']>,
  target: string,
  options: ExecOptions,
  effects: Effects,
): Promise<number> {
  const parts = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[] };
  let bytes = 0;
  let exitCode = INTERRUPTED;
  for await (const item of items) {
    if (item.kind === 'exit') exitCode = item.exitCode;
    else {
      bytes += item.data.length;
      if (bytes > LIMITS.logTailBytes) {
        const bound = `more than ${LIMITS.logTailBytes} bytes`;
        throw new BerthError('overloaded', `the command prints ${bound}: leave --json out`);
      }
      parts[item.isError ? 'stderr' : 'stdout'].push(item.data);
    }
  }
  const [stdout, stderr] = [parts.stdout, parts.stderr].map((some) => Buffer.concat(some).toString());
  printJson(options, effects, { target, exitCode, stdout, stderr });
  return exitCode;
}

type InputWish = {
  readonly interactive: boolean;
  readonly tty: boolean;
  readonly keys: EscapeKeys | undefined;
};

/** What is typed, and how large the terminal is now; each as it comes. */
async function* inputOf(
  { terminal }: Effects,
  { interactive, tty, keys }: InputWish,
  detach: () => void,
): AsyncGenerator<ExecIn> {
  let resized = signalled();
  const stop = tty ? terminal.onResize(() => resized.tell()) : () => {};
  try {
    const source = interactive ? terminal.input()[Symbol.asyncIterator]() : undefined;
    let typed = source?.next();
    for (;;) {
      const which = await Promise.race([resized.told, ...(typed ? [typed] : [])]);
      if (which === 'resized') {
        resized = signalled();
        yield { kind: 'resize', size: terminal.size() satisfies TerminalSize };
      } else if (which.done) {
        typed = undefined;
        yield { kind: 'end' };
      } else {
        const { data, isOver } = keys?.pressed(which.value) ?? { data: which.value, isOver: false };
        if (data.length > 0) yield { kind: 'input', data };
        if (isOver) detach();
        typed = source?.next();
      }
    }
  } finally {
    stop();
  }
}

function signalled(): { readonly told: Promise<'resized'>; readonly tell: () => void } {
  let tell = () => {};
  const told = new Promise<'resized'>((resolve) => {
    tell = () => resolve('resized');
  });
  return { told, tell };
}
