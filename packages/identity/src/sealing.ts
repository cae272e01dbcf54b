/**
 * What only one key can open again. Two boxes: with a key that both sides have (AES-256-GCM), and for a public key (a fresh key
 * pair on its curve, ECDH, HKDF-SHA256, then the first box). `context` is bound in: what was sealed for one purpose opens for no
 * other.
 */
import {
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  X509Certificate,
} from 'node:crypto';
import { BerthError, type CertificateRecord } from '@berth/core';
import { readPeer } from './peer.js';

export const SEALING_KEY_BYTES = 32;
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CURVES: ReadonlySet<string | undefined> = new Set(['prime256v1', 'secp384r1']);

export type SecureBytes = (count: number) => Uint8Array;

export function sealWith(key: Uint8Array, value: Uint8Array, context: string, bytes: SecureBytes): Buffer {
  const nonce = bytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce);
  cipher.setAAD(Buffer.from(context));
  const sealed = Buffer.concat([cipher.update(value), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** Throws "corrupt" when it was sealed with another key, for another context, or was changed. */
export function openWith(key: Uint8Array, box: Uint8Array, context: string): Buffer {
  try {
    const decipher = createDecipheriv(CIPHER, key, box.subarray(0, NONCE_BYTES));
    decipher.setAAD(Buffer.from(context));
    decipher.setAuthTag(box.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(box.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  } catch (thrown) {
    throw new BerthError('corrupt', `what is sealed for "${context}" does not open with this key`, {
      cause: thrown,
    });
  }
}

export function sealFor(
  recipient: KeyObject,
  value: Uint8Array,
  context: string,
  bytes: SecureBytes,
): Buffer {
  const namedCurve = curveOf(recipient);
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
  const fresh = publicKey.export({ type: 'spki', format: 'der' });
  const key = agreed(privateKey, recipient, fresh);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(fresh.length);
  return Buffer.concat([length, fresh, sealWith(key, value, context, bytes)]);
}

export function openFor(mine: KeyObject, sealed: Uint8Array, context: string): Buffer {
  const all = Buffer.from(sealed);
  const end = 2 + (all.length < 2 ? 0 : all.readUInt16BE(0));
  const fresh = all.subarray(2, end);
  return openWith(agreed(mine, publicKeyOf(fresh), fresh), all.subarray(end), context);
}

function agreed(mine: KeyObject, theirs: KeyObject, fresh: Uint8Array): Uint8Array {
  const shared = diffieHellman({ privateKey: mine, publicKey: theirs });
  return new Uint8Array(hkdfSync('sha256', shared, fresh, 'berth sealing 1', SEALING_KEY_BYTES));
}

/** Throws "invalid_request" for what is no key of a curve that we use. */
export function publicKeyOf(spki: Uint8Array): KeyObject {
  try {
    const key = createPublicKey({ key: Buffer.from(spki), type: 'spki', format: 'der' });
    curveOf(key);
    return key;
  } catch (thrown) {
    throw new BerthError('invalid_request', 'not a public key that secrets can be sealed for', {
      cause: thrown,
    });
  }
}

function curveOf(key: KeyObject): string {
  const curve = key.asymmetricKeyDetails?.namedCurve;
  if (curve !== undefined && CURVES.has(curve)) return curve;
  throw new BerthError(
    'invalid_request',
    `secrets are sealed for keys on P-256 or P-384, not ${curve ?? 'such a key'}`,
  );
}

/** The key of a node's certificate (DER), and its record; throws "refused" when none of `authority` (PEM) signed it for this node. */
export function certifiedKey(
  certificate: Uint8Array,
  authority: string,
  node: string,
): { readonly key: KeyObject; readonly record: CertificateRecord } {
  const no = (why: string) => new BerthError('refused', `the certificate that node "${node}" sent ${why}`);
  let read: X509Certificate;
  try {
    read = new X509Certificate(certificate);
  } catch {
    throw no('cannot be read');
  }
  const trusted = authority.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  const signed = trusted
    .map((pem) => new X509Certificate(pem))
    .some((ca) => read.checkIssued(ca) && read.verify(ca.publicKey));
  if (!signed) throw no('is not of the authority of this cluster');
  const peer = readPeer(read);
  if (peer?.kind !== 'node' || peer.name !== node) throw no('is of somebody else');
  curveOf(read.publicKey);
  return { key: read.publicKey, record: { serial: peer.serial, notAfterMs: peer.notAfterMs } };
}
