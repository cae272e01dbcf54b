/** The bytes of a file of a stack: its text with everything filled in. A secret is bytes, and stays what it is. */
import { BerthError, LIMITS, type NodeInfo } from '@berth/core';
import type { StartRequest } from '../drivers/driver.js';
import { factOf } from '../drivers/process/environment.js';

export type SecretValues = ReadonlyMap<string, Buffer>;

export function fillFile(
  content: string,
  request: StartRequest,
  node: NodeInfo,
  secrets: SecretValues,
): Buffer {
  const parts: Buffer[] = [];
  let from = 0;
  for (const match of content.matchAll(/\$(\$\{)|\$\{([^}]*)\}/g)) {
    const [whole, escaped, name = ''] = match;
    parts.push(Buffer.from(content.slice(from, match.index)));
    parts.push(escaped === undefined ? valueIn(name, whole, request, node, secrets) : Buffer.from(escaped));
    from = match.index + whole.length;
  }
  parts.push(Buffer.from(content.slice(from)));
  const bytes = parts.reduce((sum, part) => sum + part.length, 0);
  if (bytes <= LIMITS.filledFileBytes) return Buffer.concat(parts);
  throw new BerthError(
    'invalid_request',
    `a file is larger than ${LIMITS.filledFileBytes / 1024} KiB with all filled in`,
  );
}

function valueIn(
  name: string,
  whole: string,
  request: StartRequest,
  node: NodeInfo,
  secrets: SecretValues,
): Buffer {
  const secret = name.startsWith('secret.') ? secrets.get(name.slice('secret.'.length)) : undefined;
  return secret ?? Buffer.from(factOf(name, request, node) ?? whole);
}

/** Variables with their secrets in; the rest of a text is filled in later, and a secret is never read for more. */
export function withSecrets(request: StartRequest, secrets: SecretValues): StartRequest {
  if (secrets.size === 0) return request;
  const { run } = request;
  const env = Object.entries(run.process.env).map(([variable, text]) => [
    variable,
    text.replace(/\$\$\{|\$\{secret\.([^}]*)\}/g, (whole, name: string | undefined) => {
      const value = name === undefined ? undefined : secrets.get(name)?.toString('utf8');
      if (value?.includes('\0'))
        throw new BerthError(
          'invalid_request',
          `secret "${name}" is no text, so no variable can hold it: use a file`,
        );
      return value?.replaceAll('${', () => '$${') ?? whole;
    }),
  ]);
  return { ...request, run: { ...run, process: { ...run.process, env: Object.fromEntries(env) } } };
}
