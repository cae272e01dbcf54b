/**
 * A key and a request for a certificate (PKCS #10), made where the key is to stay. Written by hand for the one form that is
 * ever sent, with Node's own cryptography: an agent would have to hold 20 MB of an X.509 library for these few bytes.
 */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { type PeerName, peerUri } from './peer.js';

export type CertificateRequest = {
  /** PKCS #8, PEM. */
  readonly key: string;
  /** DER. */
  readonly request: Uint8Array;
};

const OID_EXTENSION_REQUEST = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x0e];
const OID_SUBJECT_ALT_NAME = [0x55, 0x1d, 0x11];
const OID_ECDSA_SHA256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];

/** A new P-256 key, and the request that it be certified under this name. */
export function requestCertificate(name: PeerName): CertificateRequest {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    request: signedRequest(name, privateKey, publicKey.export({ type: 'spki', format: 'der' })),
  };
}

function signedRequest(name: PeerName, key: KeyObject, publicKey: Uint8Array): Uint8Array {
  const altNames = sequence(der(0x86, Buffer.from(peerUri(name), 'ascii')));
  const extension = sequence(der(0x06, OID_SUBJECT_ALT_NAME), der(0x04, altNames));
  const attribute = sequence(der(0x06, OID_EXTENSION_REQUEST), der(0x31, sequence(extension)));
  const info = sequence(der(0x02, [0]), sequence(), publicKey, der(0xa0, attribute));
  const signature = sign('sha256', info, key);
  return sequence(info, sequence(der(0x06, OID_ECDSA_SHA256)), der(0x03, [0], signature));
}

function sequence(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  return der(0x30, ...parts);
}

/** Tag, length, value. Longer than 65,535 bytes nothing here becomes. */
function der(tag: number, ...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const value = Buffer.concat(parts.map((part) => Uint8Array.from(part)));
  const { length } = value;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.from([tag, ...size]), value]);
}
