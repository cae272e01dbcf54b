/** Credentials of registries: they stand in a file of the node, never in a stack or in the ledger. */
import { readFile } from 'node:fs/promises';
import { BerthError } from '@berth/core';

type Config = { readonly auths?: Readonly<Record<string, { readonly auth?: string }>> };

/** The header for the registry of an image, from a file as `podman login --authfile` writes it; undefined when it has none. */
export async function registryAuth(file: string, image: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch((thrown: Error) => {
    throw new BerthError('storage', `cannot read the credentials in ${file}: ${thrown.message}`);
  });
  let config: Config;
  try {
    config = JSON.parse(text) as Config;
  } catch {
    throw new BerthError(
      'invalid_request',
      `the credentials in ${file} are not JSON; make it by: podman login --authfile`,
    );
  }
  const host = hostOf(image);
  const { auth } = config.auths?.[host] ?? {};
  if (auth === undefined) return undefined;
  const [username = '', ...password] = Buffer.from(auth, 'base64').toString().split(':');
  const header = { username, password: password.join(':'), serveraddress: host };
  // The alphabet for URLs, and with padding: engines take no other form.
  return Buffer.from(JSON.stringify(header)).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}

/** The first part of a name is a host when it looks like one. */
function hostOf(image: string): string {
  const [first = '', ...rest] = image.split('/');
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost') ? first : 'docker.io';
}
