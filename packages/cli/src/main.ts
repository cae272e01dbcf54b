/** `berth`: the real effects, and what becomes of errors. */

import { once } from 'node:events';
import { accessSync, constants, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type ClientIdentity, connect, tokenIdentity } from '@berth/client';
import { BerthError, type Clock, ERROR_CODES, EXIT } from '@berth/core';
import { parseUserToken, readIdentity } from '@berth/identity';
import { onSignals, systemClock } from '@berth/runtime';
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
import { realTerminal } from './real-terminal.js';

const VERSION = '0.1.0';
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

async function main(args: readonly string[]): Promise<void> {
  const { env } = process;
  const file = contextFile(env);
  const contexts = await readContexts(file);
  const context = chosenContext(contexts, env.BERTH_CONTEXT);
  const effects = realEffects(context, file);
  const program = createProgram({
    effects,
    version: VERSION,
    demoFile: join(ROOT, 'examples', 'demo.yaml'),
    defaultData: env.BERTH_DATA || join(process.cwd(), '.berth'),
    exit: (code) => {
      process.exitCode = code;
    },
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (thrown) {
    const error = thrown instanceof CommanderError ? usageError(thrown, program, args) : thrown;
    if (error !== undefined && !effects.signal.aborted) fail(error);
  }
}

/** Who asks: as the flag says, or a variable; else as the context says, for its own coordinators only. */
async function identityFor(
  address: string,
  flag: string | undefined,
  context: Context | undefined,
  env: NodeJS.ProcessEnv,
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

function realEffects(before: Effects['contexts']['chosen'], file: string): Effects {
  let context: Context | undefined = before;
  const { env, stdout } = process;
  const defaultAddress = env.BERTH_ADDRESS || context?.address || DEFAULT_ADDRESS;
  const clock = systemClock();
  const abort = new AbortController();
  onSignals(['SIGINT', 'SIGTERM', 'SIGHUP'], () => abort.abort());
  // The reader may go away first, e.g. `berth events | head`, or a terminal that is closed: that is no error.
  for (const stream of [stdout, process.stderr]) {
    stream.on('error', (thrown: { code?: string }) => {
      if (thrown.code !== 'EPIPE' && thrown.code !== 'EIO') throw thrown;
      abort.abort();
    });
  }
  return {
    out: (line) => void stdout.write(line),
    err: (line) => void process.stderr.write(line),
    write: (data, to = 'out') => written(to === 'out' ? stdout : process.stderr, data, abort.signal),
    terminal: realTerminal(env.TERM),
    isTerminal: stdout.isTTY === true,
    // A terminal that does not know its width says 0.
    columns: stdout.columns || 80,
    colour: stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb',
    clock,
    signal: abort.signal,
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
    readFile: readSource,
    readBytes,
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
function written(stream: NodeJS.WriteStream, data: string | Uint8Array, signal: AbortSignal): Promise<void> {
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

async function readSource(path: string): Promise<string> {
  if (path === '-') return text(process.stdin);
  return readFile(path, 'utf8').catch(cannotRead(path));
}

async function readBytes(path: string | undefined): Promise<Uint8Array> {
  if (path !== undefined && path !== '-') return readFile(path).catch(cannotRead(path));
  // What is typed would stand on the screen.
  return process.stdin.isTTY ? new Uint8Array() : buffer(process.stdin);
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

function fail(thrown: unknown): void {
  const error = BerthError.from(thrown);
  process.stderr.write(`berth: ${error.message}\n`);
  process.exitCode = ERROR_CODES[error.code].exit;
}

await main(process.argv.slice(2)).catch((thrown: unknown) => {
  fail(thrown);
  process.exitCode ??= EXIT.failed;
});
