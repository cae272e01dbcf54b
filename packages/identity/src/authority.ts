/**
 * The authority of one cluster: a key that signs the certificates of coordinators, nodes and users, and the certificate
 * that they all trust. It lives in a folder that every coordinator has a copy of, or shares:
 *
 *   authority.pem   certificates, PEM; the first one signs, the others are trusted besides (while it is replaced)
 *   authority.key   key of the first one, PKCS #8, mode 0600
 */
import { webcrypto, X509Certificate } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BerthError } from '@berth/core';
import { requestCertificate } from './certificate-request.js';
import type { Credentials } from './identity-file.js';
import { loadX509, type X509Library } from './load-x509.js';
import { type PeerName, peerUri, serialOf } from './peer.js';
import { requirePrivate, syncFolder } from './private-file.js';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const AUTHORITY_YEARS = 10;
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;
/** A host's clock may be behind by so much. */
export const SKEW_MS = 5 * 60 * 1000;
/** A request for one key with one name has about 250 bytes. */
const REQUEST_BYTES_MAX = 4_096;
const SERIAL_BYTES = 16;

export type Validity = { readonly notBeforeMs: number; readonly notAfterMs: number };

export type Grant = Validity & {
  /** Lower-case hex, at most 20 bytes. */
  readonly serial: string;
};

export type AuthorityDeps = {
  readonly nowMs: () => number;
  readonly secureBytes: (count: number) => Uint8Array;
};

/** A request that was read, and whose key has signed it. */
export type CheckedRequest = { readonly publicKey: Uint8Array; readonly name: string };

export class Authority {
  /** Everything that is trusted, PEM. */
  readonly bundle: string;
  /** SHA-256 of each trusted certificate, lower-case hex; the signing one first. */
  readonly fingerprints: readonly string[];
  readonly #deps: AuthorityDeps;
  readonly #x509: X509Library;
  readonly #certificate: X509Certificate;
  readonly #key: webcrypto.CryptoKey;

  private constructor(
    deps: AuthorityDeps,
    x509: X509Library,
    certificates: readonly X509Certificate[],
    key: webcrypto.CryptoKey,
  ) {
    this.#deps = deps;
    this.#x509 = x509;
    this.#certificate = certificates[0] as X509Certificate;
    this.#key = key;
    this.bundle = certificates.map((certificate) => certificate.toString()).join('');
    this.fingerprints = certificates.map(fingerprintOf);
  }

  /** Opens the one in the folder, or makes it when there is none. Safe when several coordinators start at once. */
  static async open(folder: string, deps: AuthorityDeps): Promise<Authority> {
    if (!(await exists(folder))) await create(folder, deps);
    const [pem, key] = await readBoth(folder);
    const certificates = splitPem(pem, folder);
    const [first] = certificates;
    try {
      const imported = await webcrypto.subtle.importKey('pkcs8', derOf(key), ALGORITHM, false, ['sign']);
      if (!first?.ca) throw new Error('authority.pem holds no authority');
      return new Authority(deps, await loadX509(), certificates, imported);
    } catch (thrown) {
      const advice = 'put back the folder from another coordinator or a copy';
      const why = (thrown as Error).message || 'authority.key is not its key';
      throw new BerthError('corrupt', `${folder} is damaged (${why}): ${advice}`, { cause: thrown });
    }
  }

  /** What is granted when nothing else is said: from five minutes ago, for so long. */
  grant(validityMs: number): Grant {
    const nowMs = this.#deps.nowMs();
    return {
      serial: this.serial(),
      // Certificates know whole seconds.
      notBeforeMs: Math.floor((nowMs - SKEW_MS) / 1000) * 1000,
      notAfterMs: Math.ceil((nowMs + validityMs) / 1000) * 1000,
    };
  }

  /** A number for a certificate, which nobody can guess. */
  serial(): string {
    return newSerial(this.#deps);
  }

  /** Reads a request (DER). Throws "invalid_request" when it is none, or its key has not signed it, or is of another kind. */
  async check(request: Uint8Array): Promise<CheckedRequest> {
    const refuse = (why: string) => new BerthError('invalid_request', `the certificate request ${why}`);
    if (request.length > REQUEST_BYTES_MAX) throw refuse(`is over ${REQUEST_BYTES_MAX} bytes`);
    try {
      const read = new this.#x509.Pkcs10CertificateRequest(Uint8Array.from(request));
      const { name, namedCurve } = read.publicKey.algorithm as { name?: string; namedCurve?: string };
      if (name !== 'ECDSA' || namedCurve !== 'P-256') throw refuse('is not for a P-256 key');
      if (!(await read.verify())) throw refuse('was not signed with its own key');
      const names = read.extensions.flatMap((extension) =>
        extension instanceof this.#x509.SubjectAlternativeNameExtension ? extension.names.items : [],
      );
      const [uri] = names;
      if (names.length !== 1 || uri?.type !== 'url') throw refuse('has to name exactly one berth:// name');
      return { publicKey: new Uint8Array(read.publicKey.rawData), name: uri.value };
    } catch (thrown) {
      if (thrown instanceof BerthError) throw thrown;
      throw refuse('cannot be read');
    }
  }

  /** Signs. Throws "refused" when the request asks for another name than `peer`. Gives PEM. */
  async issue(request: CheckedRequest, peer: PeerName, { serial, ...validity }: Grant): Promise<string> {
    const uri = peerUri(peer);
    if (request.name !== uri) {
      throw new BerthError('refused', `the certificate request is for ${request.name}, not for ${uri}`);
    }
    const x509 = this.#x509;
    const isServer = peer.kind === 'coordinator';
    const { clientAuth, serverAuth } = x509.ExtendedKeyUsage;
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: serial,
      issuer: new x509.X509Certificate(this.#certificate.raw).subject,
      // A role is by the authority's word, never by the request's.
      subject: [
        { CN: [peer.name] },
        { OU: [peer.kind] },
        ...(peer.role === undefined ? [] : [{ OU: [`role:${peer.role}`] }]),
      ],
      notBefore: new Date(validity.notBeforeMs),
      notAfter: new Date(validity.notAfterMs),
      publicKey: await new x509.PublicKey(request.publicKey).export(),
      signingKey: this.#key,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension(isServer ? [serverAuth, clientAuth] : [clientAuth]),
        new x509.SubjectAlternativeNameExtension([{ type: 'url', value: uri }]),
        await x509.AuthorityKeyIdentifierExtension.create(new x509.X509Certificate(this.#certificate.raw)),
      ],
    });
    return `${certificate.toString('pem')}\n`;
  }

  /** A key and a certificate of its own making, for a coordinator or a user of this machine. */
  async credentials(peer: PeerName, validityMs: number): Promise<Credentials> {
    const { key, request } = requestCertificate(peer);
    const certificate = await this.issue(await this.check(request), peer, this.grant(validityMs));
    return { authority: this.bundle, certificate, key };
  }

  /** The signing certificate, PEM: servers send it along, so that a host can compare its fingerprint. */
  get certificate(): string {
    return this.#certificate.toString();
  }

  /** Whether one of the trusted certificates has signed this one. */
  hasIssued(certificate: X509Certificate): boolean {
    return splitPem(this.bundle, '').some(
      (issuer) => certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey),
    );
  }
}

export function fingerprintOf(certificate: X509Certificate): string {
  return certificate.fingerprint256.replaceAll(':', '').toLowerCase();
}

async function create(folder: string, deps: AuthorityDeps): Promise<void> {
  const x509 = await loadX509();
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const nowMs = deps.nowMs();
  const serial = newSerial(deps);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial,
    // Two authorities of one cluster, while one replaces the other, are told apart by name.
    name: [{ CN: [`Berth authority ${serial.slice(0, 8)}`] }],
    notBefore: new Date(nowMs - SKEW_MS),
    notAfter: new Date(nowMs + AUTHORITY_YEARS * YEAR_MS),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const lines = pkcs8.match(/.{1,64}/g) ?? [];
  const key = ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\n');
  await place(folder, `${folder}.${serial}`, {
    'authority.pem': `${certificate.toString('pem')}\n`,
    'authority.key': key,
  });
}

/** The folder appears with everything in it, or not at all: of several that try, the first one counts. */
async function place(folder: string, draft: string, files: Readonly<Record<string, string>>): Promise<void> {
  try {
    await mkdir(dirname(folder), { recursive: true });
    await mkdir(draft, { mode: 0o700 });
    for (const [name, text] of Object.entries(files)) {
      await writeFile(join(draft, name), text, { mode: 0o600, flag: 'wx', flush: true });
    }
    await syncFolder(draft);
    await rename(draft, folder);
    await syncFolder(dirname(folder));
  } catch (thrown) {
    await rm(draft, { recursive: true, force: true });
    const { code, message } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return;
    throw new BerthError('storage', `cannot make ${folder}: ${message}`, { cause: thrown });
  }
}

async function exists(folder: string): Promise<boolean> {
  try {
    await readFile(join(folder, 'authority.pem'));
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw new BerthError('storage', `cannot read ${folder}: ${(thrown as Error).message}`, { cause: thrown });
  }
}

async function readBoth(folder: string): Promise<readonly [pem: string, key: string]> {
  const key = join(folder, 'authority.key');
  try {
    await requirePrivate(key);
    return [await readFile(join(folder, 'authority.pem'), 'utf8'), await readFile(key, 'utf8')];
  } catch (thrown) {
    if (thrown instanceof BerthError) throw thrown;
    const why = `cannot read the authority in ${folder}: ${(thrown as Error).message}`;
    throw new BerthError('storage', why, { cause: thrown });
  }
}

function splitPem(pem: string, folder: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch (thrown) {
    throw new BerthError('corrupt', `${folder}/authority.pem is damaged`, { cause: thrown });
  }
}

function derOf(pem: string): Uint8Array {
  return Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
}

function newSerial({ secureBytes }: AuthorityDeps): string {
  const bytes = Uint8Array.from(secureBytes(SERIAL_BYTES));
  // Positive as DER reads it, and never all zeros.
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return serialOf(Buffer.from(bytes).toString('hex'));
}
