export {
  Authority,
  type AuthorityDeps,
  type CheckedRequest,
  fingerprintOf,
  type Grant,
  SKEW_MS,
  type Validity,
} from './authority.js';
export { type CertificateRequest, requestCertificate } from './certificate-request.js';
export { type Credentials, type Identity, peerOf, readIdentity, writeIdentity } from './identity-file.js';
export {
  formatJoinToken,
  type JoinToken,
  parseJoinToken,
  TOKEN_SECRET_BYTES,
  tokenHash,
} from './join-token.js';
export { isPeerName, type Peer, type PeerKind, type PeerName, peerUri, readPeer, serialOf } from './peer.js';
export { requirePrivate, writePrivateFile } from './private-file.js';
export {
  certifiedKey,
  openFor,
  openWith,
  publicKeyOf,
  SEALING_KEY_BYTES,
  type SecureBytes,
  sealFor,
  sealWith,
} from './sealing.js';
export { bearerOf, formatUserToken, parseBearer, parseUserToken, type UserToken } from './user-token.js';
