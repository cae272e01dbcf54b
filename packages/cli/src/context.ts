/** The coordinator that commands talk to when nothing else is said: the one of the last `berth up`. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export const DEFAULT_ADDRESS = '127.0.0.1:7420';

export function contextFile(env: Readonly<Record<string, string | undefined>>): string {
  return join(env.XDG_CONFIG_HOME ?? join(env.HOME ?? '.', '.config'), 'berth', 'context.json');
}

export async function readContext(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  try {
    const { address } = JSON.parse(text) as { address?: unknown };
    return typeof address === 'string' ? address : undefined;
  } catch {
    return undefined;
  }
}

export async function writeContext(file: string, address: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ address })}\n`);
}
