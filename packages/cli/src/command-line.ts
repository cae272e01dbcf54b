/** The whole command line: the real effects, and what becomes of errors. Whose environment and streams, its caller says. */

import { once } from 'node:events';
import { accessSync, constants, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type ClientIdentity, connect, tokenIdentity } from '@berth/client';
import { BerthError, type Clock, ERROR_CODES, EXIT } from '@berth/core';
import { parseUserToken, readIdentity } from '@berth/identity';
import { systemClock } from '@berth/runtime';
import { CommanderError } from 'commander';
import {
  type Context,
  chosenContext,
  contextFile,
  DEFAULT_ADDRESS,
  LOCAL_CONTEXT,
  readContexts,
  writeContexts,
} from './context.js';
import type { Effects } from './effects.js';
import { createProgram, usageError } from './program.js';
import { natsServer, startNatsServer, startProgram } from './programs.js';
import { realTerminal, type Streams } from './real-terminal.js';

const VERSION = '0.1.0';
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

export type Surroundings = Streams & {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stderr: Writable;
  /** Aborted by Ctrl-C, and when nobody reads any more. */
  readonly signal: AbortSignal;
};

/** Returns the exit code. Errors are told on standard error, none is thrown. */
export async function commandLine(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { env, stderr, signal } = surroundings;
  let code: number = EXIT.done;
  const fail = (thrown: unknown) => {
    const error = BerthError.from(thrown);
    stderr.write(`berth: ${error.message}\n`);
    code = ERROR_CODES[error.code].exit;
  };
  try {
    const file = contextFile(env);
    const context = chosenContext(await readContexts(file), env.BERTH_CONTEXT);
    const program = createProgram({
      effects: realEffects(context, file, surroundings),
      version: VERSION,
      demoFile: join(ROOT, 'examples', 'demo.yaml'),
      defaultData: env.BERTH_DATA || join(process.cwd(), '.berth'),
      exit: (said) => {
        code = said;
      },
    });
    try {
      await program.parseAsync([...args], { from: 'user' });
    } catch (thrown) {
      const error = thrown instanceof CommanderError ? usageError(thrown, program, args) : thrown;
      if (error !== undefined && !signal.aborted) fail(error);
    }
  } catch (thrown) {
    fail(thrown);
  }
  return code;
}

/** Who asks: as the flag says, or a variable; else as the context says, for its own coordinators only. */
async function identityFor(
  address: string,
  flag: string | undefined,
  context: Context | undefined,
  env: Surroundings['env'],
  clock: Clock,
): Promise<ClientIdentity | undefined> {
  const saved = context?.address === address ? context : undefined;
  const said = flag ?? (env.BERTH_IDENTITY || undefined);
  if (said === undefined && env.BERTH_TOKEN) return tokenIdentity(env.BERTH_TOKEN, { address, clock });
  const { token, authority } = saved ?? {};
  if (said === undefined && token !== undefined && authority !== undefined)
    return { authority, userToken: parseUserToken(token) };
  const file = said ?? saved?.identity;
  if (file === undefined) return undefined;
  const identity = await readIdentity(file);
  if (identity) return identity;
  throw new BerthError('not_found', `there is no identity in ${file}: name another file with --identity`);
}

function realEffects(
  before: Effects['contexts']['chosen'],
  file: string,
  { env, stdin, stdout, stderr, signal }: Surroundings,
): Effects {
  let context: Context | undefined = before;
  const defaultAddress = env.BERTH_ADDRESS || context?.address || DEFAULT_ADDRESS;
  const clock = systemClock();
  return {
    out: (line) => void stdout.write(line),
    err: (line) => void stderr.write(line),
    write: (data, to = 'out') => written(to === 'out' ? stdout : stderr, data, signal),
    terminal: realTerminal({ stdin, stdout }, env.TERM),
    isTerminal: stdout.isTTY === true,
    // A terminal that does not know its width says 0.
    columns: stdout.columns || 80,
    colour: stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb',
    clock,
    signal,
    userName: userName(env.USER),
    connect: (address, linearizable = false, identity) =>
      connect({
        ...{ address, clock, linearizable },
        identity: () =>
          typeof identity === 'object' ? identity : identityFor(address, identity, context, env, clock),
      }),
    identify: (token, address) => tokenIdentity(token, { address, clock }),
    defaultAddress,
    saveContext: async (saved) => {
      context = saved;
      const { all } = await readContexts(file);
      await writeContexts(file, {
        current: LOCAL_CONTEXT,
        all: new Map([...all, [LOCAL_CONTEXT, saved]]),
      }).catch(() => {});
    },
    contexts: {
      chosen: before,
      variables: env,
      read: () => readContexts(file),
      write: (contexts) => writeContexts(file, contexts),
    },
    absolutePath: (path) => resolve(path),
    readFile: (path) => readSource(path, stdin),
    readBytes: (path) => readBytes(path, stdin),
    writeFile: writeResult,
    writeSecret,
    startNats: (folder, config, port) =>
      startNatsServer(natsServer(ROOT, env), { folder, config, port, clock }),
    start: (name, args, onOutput) =>
      startProgram(name, join(ROOT, name, 'bin', `${name}.js`), args, onOutput),
    getJson,
    host: {
      nodeVersion: process.version,
      platform: process.platform,
      cgroups: cgroups(),
      cores: availableParallelism(),
    },
  };
}

/** A reader that is slow slows us down; one that goes away is no reason to wait. */
function written(stream: Writable, data: string | Uint8Array, signal: AbortSignal): Promise<void> {
  if (signal.aborted || stream.write(data)) return Promise.resolve();
  return once(stream, 'drain', { signal }).then(
    () => {},
    () => {},
  );
}

function userName(user: string | undefined): string {
  if (user) return user;
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}

async function getJson(url: string): Promise<unknown> {
  try {
    return await (await fetch(url)).json();
  } catch (thrown) {
    const { message, cause } = thrown as Error;
    const why = cause instanceof Error ? cause.message : message;
    throw new BerthError('unreachable', `cannot read ${url}: ${why}`, { cause: thrown });
  }
}

async function readSource(path: string, stdin: Streams['stdin']): Promise<string> {
  if (path === '-') return text(stdin);
  return readFile(path, 'utf8').catch(cannotRead(path));
}

async function readBytes(path: string | undefined, stdin: Streams['stdin']): Promise<Uint8Array> {
  if (path !== undefined && path !== '-') return readFile(path).catch(cannotRead(path));
  // What is typed would stand on the screen.
  return stdin.isTTY ? new Uint8Array() : buffer(stdin);
}

function cannotRead(path: string): (thrown: { code?: string; message: string }) => never {
  return (thrown) => {
    const why = thrown.code === 'ENOENT' ? 'there is no such file' : thrown.message;
    throw new BerthError('not_found', `cannot read ${path}: ${why}`);
  };
}

async function writeResult(path: string, content: string): Promise<void> {
  await writeFile(path, content).catch((thrown: Error) => {
    throw new BerthError('storage', `cannot write ${path}: ${thrown.message}`, { cause: thrown });
  });
}

async function writeSecret(path: string, content: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(path, content, { mode: 0o600, flag: 'wx' });
  } catch (thrown) {
    throw new BerthError('storage', `cannot write ${path}: ${(thrown as Error).message}`, { cause: thrown });
  }
}

function cgroups(): string {
  const writable = (path: string) => {
    try {
      accessSync(path, constants.W_OK);
      return true;
    } catch {
      return false;
    }
  };
  const unified = () => readFileSync('/sys/fs/cgroup/cgroup.controllers', 'utf8').includes('memory');
  try {
    if (unified() && writable('/sys/fs/cgroup/cgroup.subtree_control')) return 'version 2';
  } catch {
    // No unified hierarchy here.
  }
  return writable('/sys/fs/cgroup/memory') ? 'version 1' : 'none';
}
