/** Saved contexts: which coordinator commands talk to, and as whom, when nothing else is said. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BerthError, nearest } from '@berth/core';
import { writePrivateFile } from '@berth/identity';

export const DEFAULT_ADDRESS = '127.0.0.1:7420';
/** Of the last `berth up`. */
export const LOCAL_CONTEXT = 'local';

export type Context = {
  readonly address: string;
  /** File of who asks there; absent with a token, and where nobody has to prove who he is. */
  readonly identity?: string;
  /** Of a user; with the certificate (PEM) of the authority that it names. */
  readonly token?: string;
  readonly authority?: string;
};

export type Contexts = {
  readonly current?: string;
  readonly all: ReadonlyMap<string, Context>;
};

export function contextFile(env: Readonly<Record<string, string | undefined>>): string {
  return join(env.XDG_CONFIG_HOME ?? join(env.HOME ?? '.', '.config'), 'berth', 'context.json');
}

/** None where there is no file, or none of ours. */
export async function readContexts(file: string): Promise<Contexts> {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  try {
    const { current, contexts, ...old } = JSON.parse(text) as { current?: unknown; contexts?: unknown };
    // Written by an earlier version: one context without a name.
    const first = readOne(old);
    if (first) return { current: LOCAL_CONTEXT, all: new Map([[LOCAL_CONTEXT, first]]) };
    const all = new Map<string, Context>();
    for (const [name, value] of Object.entries(contexts ?? {})) {
      const context = readOne(value);
      if (context) all.set(name, context);
    }
    return { all, ...(typeof current === 'string' && all.has(current) && { current }) };
  } catch {
    return { all: new Map() };
  }
}

function readOne(value: unknown): Context | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { address, identity, token, authority } = value as Record<string, unknown>;
  if (typeof address !== 'string') return undefined;
  return {
    address,
    ...(typeof identity === 'string' && { identity }),
    ...(typeof token === 'string' && { token }),
    ...(typeof authority === 'string' && { authority }),
  };
}

/** For its owner's eyes only: it may hold tokens. */
export async function writeContexts(file: string, { current, all }: Contexts): Promise<void> {
  const contexts = Object.fromEntries(all);
  await writePrivateFile(file, `${JSON.stringify({ current, contexts }, null, 2)}\n`);
}

/** The one that counts: as the variable says, or the one that is used. Throws "not_found". */
export function chosenContext(
  contexts: Contexts,
  variable: string | undefined,
): (Context & { readonly name: string }) | undefined {
  const name = variable || contexts.current;
  if (name === undefined) return undefined;
  return { name, ...namedContext(contexts, name) };
}

/** Throws "not_found". */
export function namedContext({ all }: Contexts, name: string): Context {
  const context = all.get(name);
  if (context) return context;
  const guess = nearest(name, [...all.keys()]);
  const advice = guess === undefined ? '`berth context ls` lists them' : `did you mean "${guess}"?`;
  throw new BerthError('not_found', `there is no context "${name}": ${advice}`);
}
