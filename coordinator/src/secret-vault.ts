/**
 * The only place of a coordinator where a secret is in clear, and only for a moment: sealed for the ledger when it is set,
 * opened and sealed for a node when its agent asks. The key is a file beside the authority, which all coordinators of the
 * cluster share or have a copy of:
 *
 *   secrets.key   { current, keys: { ID: base64 } }, mode 0600; older keys stay to open what was sealed with them
 */
import { createHash, type KeyObject } from 'node:crypto';
import { link, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BerthError,
  type ClusterState,
  type NodeId,
  type SecretGiven,
  type SecretName,
  type SecretsRequest,
  type SecretVersion,
  secretFor,
  whyNotTrusted,
} from '@berth/core';
import {
  certifiedKey,
  openWith,
  publicKeyOf,
  requirePrivate,
  SEALING_KEY_BYTES,
  type SecureBytes,
  sealFor,
  sealWith,
  writePrivateFile,
} from '@berth/identity';

export type SecretVault = {
  readonly seal: (
    name: string,
    value: Uint8Array,
  ) => Promise<{ readonly keyId: string; readonly sealed: string }>;
  /** What the agent of this node gets for its question: read from the state at once, given one after the other. */
  readonly give: (
    state: ClusterState,
    node: NodeId,
    request: SecretsRequest,
    nowMs: number,
  ) => AsyncIterable<SecretGiven>;
};

export type VaultOptions = {
  readonly folder: string;
  readonly secureBytes: SecureBytes;
  /** Certificates that are trusted (PEM); absent where nobody has to prove who he is. */
  readonly authority?: string;
};

type Keys = { readonly current: string; readonly keys: Readonly<Record<string, string>> };

export function openVault({ folder, secureBytes, authority }: VaultOptions): SecretVault {
  const file = join(folder, 'secrets.key');
  return {
    seal: async (name, value) => {
      const { current, keys } = (await readKeys(file)) ?? (await makeKeys(file, secureBytes));
      const key = Buffer.from(keys[current] ?? '', 'base64');
      return { keyId: current, sealed: sealWith(key, value, atRest(name), secureBytes).toString('base64') };
    },
    give: (state, node, { wanted, key }, nowMs) => {
      const found = wanted.map((secret) => ({
        secret,
        version: secretFor(state, state.nodes.get(node), secret.name, secret.version),
      }));
      const { recipient, why } = recipientOf(state, node, key, authority, nowMs);
      return (async function* () {
        for (const { secret, version } of found) {
          if (recipient && version) yield await given(secret, version, node, recipient);
          else
            yield refuse(
              secret,
              why ?? `no copy on this node uses version ${secret.version} of it, or it is not kept any more`,
            );
        }
      })();
    },
  };

  async function given(
    secret: SecretName,
    version: SecretVersion,
    node: NodeId,
    recipient: KeyObject,
  ): Promise<SecretGiven> {
    try {
      const key = (await readKeys(file))?.keys[version.keyId];
      if (key === undefined)
        throw new BerthError(
          'not_found',
          `key ${version.keyId} is not in ${file}: copy it from the coordinator that set the secret`,
        );
      const value = openWith(
        Buffer.from(key, 'base64'),
        Buffer.from(version.sealed, 'base64'),
        atRest(secret.name),
      );
      const sealed = sealFor(recipient, value, onTheWay(node, secret), secureBytes);
      value.fill(0);
      return { kind: 'secret-given', secret, sealed: new Uint8Array(sealed) };
    } catch (thrown) {
      return refuse(secret, BerthError.from(thrown).message);
    }
  }
}

function refuse(secret: SecretName, refused: string): SecretGiven {
  return { kind: 'secret-given', secret, sealed: new Uint8Array(), refused };
}

function recipientOf(
  state: ClusterState,
  node: NodeId,
  key: Uint8Array,
  authority: string | undefined,
  nowMs: number,
): { readonly recipient?: KeyObject; readonly why?: string } {
  try {
    if (authority === undefined) return { recipient: publicKeyOf(key) };
    const { key: recipient, record } = certifiedKey(key, authority, node);
    const why = whyNotTrusted(state.identities.get(node), node, record, nowMs);
    return why === undefined ? { recipient } : { why };
  } catch (thrown) {
    return { why: BerthError.from(thrown).message };
  }
}

/** What a box is bound to. */
function atRest(name: string): string {
  return `ledger ${name}`;
}

/** The agent says the same (agent/src/configuration/secret-book.ts). */
function onTheWay(node: NodeId, { name, version }: SecretName): string {
  return `node ${node} ${name} ${version}`;
}

async function readKeys(file: string): Promise<Keys | undefined> {
  const text = await readFile(file, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return undefined;
    throw new BerthError('storage', `cannot read ${file}: ${thrown.message}`, { cause: thrown });
  });
  if (text === undefined) return undefined;
  await requirePrivate(file);
  try {
    return JSON.parse(text) as Keys;
  } catch (thrown) {
    throw new BerthError('corrupt', `${file} is damaged: put back a copy`, { cause: thrown });
  }
}

/** Several coordinators may come here at once: one key wins. */
async function makeKeys(file: string, secureBytes: SecureBytes): Promise<Keys> {
  const key = Buffer.from(secureBytes(SEALING_KEY_BYTES));
  const id = createHash('sha256').update(key).digest('hex').slice(0, 12);
  const draft = `${file}.${id}`;
  await mkdir(join(file, '..'), { recursive: true });
  await writePrivateFile(
    draft,
    `${JSON.stringify({ current: id, keys: { [id]: key.toString('base64') } })}\n`,
  );
  try {
    await link(draft, file).catch((thrown: NodeJS.ErrnoException) => {
      if (thrown.code !== 'EEXIST')
        throw new BerthError('storage', `cannot write ${file}: ${thrown.message}`);
    });
  } finally {
    await rm(draft, { force: true });
  }
  return (await readKeys(file)) as Keys;
}
