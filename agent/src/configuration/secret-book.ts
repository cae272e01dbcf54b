/**
 * The secrets that copies of this node use: asked for when they are needed, and kept sealed with a key of this node, so that
 * copies start again without a coordinator. One folder a copy, which goes with it:
 *
 *   FOLDER/node.key              mode 0600; whoever has the disk with it has the secrets, too
 *   FOLDER/PLACEMENT/NAME.VERSION
 */
import { createPrivateKey, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  Clock,
  Log,
  NodeId,
  PlacementId,
  RunSpec,
  SecretGiven,
  SecretName,
  SecretsRequest,
} from '@berth/core';
import {
  type Credentials,
  openFor,
  openWith,
  SEALING_KEY_BYTES,
  type SecureBytes,
  sealWith,
  writePrivateFile,
} from '@berth/identity';
import { closedFolder, createOwn, readOwn } from '../drivers/process/own-files.js';
import type { SecretSource } from './configured-driver.js';
import type { SecretValues } from './fill-file.js';

export type SecretBookDeps = {
  readonly folder: string;
  readonly node: NodeId;
  /** Of this node as they are now; undefined: nobody has to prove who he is here. */
  readonly credentials: () => Credentials | undefined;
  readonly secureBytes: SecureBytes;
  readonly clock: Clock;
  readonly log: Log;
};

type Send = (message: SecretsRequest) => void;
type Waiting = SecretName & {
  readonly arrived: (value: Buffer) => void;
  readonly placement: PlacementId;
  why: string;
};

const ASK_AGAIN_MS = 5_000;
const ASK_AT_ONCE = 32;

export class SecretBook implements SecretSource {
  readonly #deps: SecretBookDeps;
  readonly #key: Buffer;
  readonly #waiting = new Set<Waiting>();
  /** Keys that were asked with: an answer may cross a renewal. */
  #asked: KeyObject[] = [];
  #fresh: { readonly privateKey: KeyObject; readonly spki: Uint8Array } | undefined;
  #send: Send | undefined;
  #cancel: () => void = () => {};

  private constructor(deps: SecretBookDeps, key: Buffer) {
    this.#deps = deps;
    this.#key = key;
  }

  static async open(deps: SecretBookDeps): Promise<SecretBook> {
    await closedFolder(deps.folder);
    const path = join(deps.folder, 'node.key');
    const made = Buffer.from(deps.secureBytes(SEALING_KEY_BYTES)).toString('hex');
    await createOwn(path, made);
    return new SecretBook(deps, Buffer.from((await readOwn(path)) ?? '', 'hex'));
  }

  async get(placement: PlacementId, wanted: NonNullable<RunSpec['secrets']>): Promise<SecretValues> {
    const values = new Map<string, Buffer>();
    await Promise.all(
      Object.entries(wanted).map(async ([name, version]) => {
        const secret = { name, version };
        values.set(name, (await this.#read(placement, secret)) ?? (await this.#ask(placement, secret)));
      }),
    );
    await this.#tidy(placement, wanted);
    return values;
  }

  async forget(placement: PlacementId): Promise<void> {
    for (const waiting of this.#waiting) if (waiting.placement === placement) this.#waiting.delete(waiting);
    await rm(this.#folder(placement), { recursive: true, force: true });
  }

  notes(): readonly string[] {
    return [...this.#waiting].map(({ placement, name, version, why }) => {
      const reason = why || (this.#send ? 'asked for' : 'no coordinator in reach');
      return `${placement} waits for secret ${name} version ${version}: ${reason}`;
    });
  }

  // ---- the conversation ----------------------------------------------------------------------------------------------

  /** A coordinator listens now; undefined: it does no more. */
  linked(send: Send | undefined): void {
    this.#send = send;
    if (send) this.#askAll();
    else this.#cancel();
  }

  async take({ secret, sealed, refused }: SecretGiven): Promise<void> {
    const { node, log } = this.#deps;
    const { name, version } = secret;
    const value = refused === undefined ? this.#open(sealed, `node ${node} ${name} ${version}`) : undefined;
    for (const waiting of [...this.#waiting]) {
      if (waiting.name !== name || waiting.version !== version) continue;
      if (!value) {
        waiting.why = refused ?? 'it could not be opened';
        log.warn('a secret is not given', { secret: name, version, why: waiting.why });
        continue;
      }
      this.#waiting.delete(waiting);
      await this.#keep(waiting.placement, secret, value);
      waiting.arrived(value);
    }
  }

  #open(sealed: Uint8Array, context: string): Buffer | undefined {
    for (const key of this.#asked) {
      try {
        return openFor(key, sealed, context);
      } catch {
        // Sealed for another one.
      }
    }
    return undefined;
  }

  #ask(placement: PlacementId, secret: SecretName): Promise<Buffer> {
    return new Promise((arrived) => {
      this.#waiting.add({ ...secret, placement, arrived, why: '' });
      this.#askAll();
    });
  }

  /** All that is missing, and again until it is here. */
  #askAll(): void {
    this.#cancel();
    if (!this.#send || this.#waiting.size === 0) return;
    // What was refused before keeps nothing else waiting.
    const byHope = [...this.#waiting].sort((a, b) => Number(a.why !== '') - Number(b.why !== ''));
    const wanted = new Map(byHope.map(({ name, version }) => [`${name} ${version}`, { name, version }]));
    this.#send({
      kind: 'secrets-request',
      wanted: [...wanted.values()].slice(0, ASK_AT_ONCE),
      key: this.#ownKey(),
    });
    this.#cancel = this.#deps.clock.schedule(ASK_AGAIN_MS, () => this.#askAll());
  }

  #ownKey(): Uint8Array {
    const credentials = this.#deps.credentials();
    if (credentials) {
      this.#asking(createPrivateKey(credentials.key));
      return new Uint8Array(new X509Certificate(credentials.certificate).raw);
    }
    if (!this.#fresh) {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
      this.#fresh = { privateKey, spki: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })) };
    }
    this.#asking(this.#fresh.privateKey);
    return this.#fresh.spki;
  }

  #asking(key: KeyObject): void {
    if (!this.#asked[0]?.equals(key)) this.#asked = [key, ...this.#asked].slice(0, 2);
  }

  // ---- what is kept --------------------------------------------------------------------------------------------------

  async #read(placement: PlacementId, secret: SecretName): Promise<Buffer | undefined> {
    const box = await readFile(this.#file(placement, secret)).catch(() => undefined);
    if (!box) return undefined;
    try {
      return openWith(this.#key, Buffer.from(box.toString('utf8'), 'base64'), context(placement, secret));
    } catch {
      return undefined;
    }
  }

  async #keep(placement: PlacementId, secret: SecretName, value: Buffer): Promise<void> {
    const box = sealWith(this.#key, value, context(placement, secret), this.#deps.secureBytes);
    await mkdir(this.#folder(placement), { recursive: true, mode: 0o700 });
    await writePrivateFile(this.#file(placement, secret), box.toString('base64'));
  }

  /** Versions that this copy uses no more. */
  async #tidy(placement: PlacementId, wanted: NonNullable<RunSpec['secrets']>): Promise<void> {
    const kept = new Set(Object.entries(wanted).map(([name, version]) => `${name}.${version}`));
    for (const file of await readdir(this.#folder(placement)).catch(() => []))
      if (!kept.has(file)) await rm(join(this.#folder(placement), file), { force: true });
  }

  #folder(placement: PlacementId): string {
    return join(this.#deps.folder, placement.replaceAll('/', '~'));
  }

  #file(placement: PlacementId, { name, version }: SecretName): string {
    return join(this.#folder(placement), `${name}.${version}`);
  }
}

function context(placement: PlacementId, { name, version }: SecretName): string {
  return `kept ${placement} ${name} ${version}`;
}
