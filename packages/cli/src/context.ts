/** The coordinator that commands talk to when nothing else is said: the one of the last `berth up`. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export const DEFAULT_ADDRESS = '127.0.0.1:7420';

export function contextFile(env: Readonly<Record<string, string | undefined>>): string {
  return join(env.XDG_CONFIG_HOME ?? join(env.HOME ?? '.', '.config'), 'berth', 'context.json');
}

export type Context = {
  readonly address: string;
  /** File of who asks there; absent where nobody has to prove who he is. */
  readonly identity?: string;
};

export async function readContext(file: string): Promise<Context | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  try {
    const { address, identity } = JSON.parse(text) as { address?: unknown; identity?: unknown };
    if (typeof address !== 'string') return undefined;
    return { address, ...(typeof identity === 'string' && { identity }) };
  } catch {
    return undefined;
  }
}

export async function writeContext(file: string, context: Context): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(context)}\n`);
}
