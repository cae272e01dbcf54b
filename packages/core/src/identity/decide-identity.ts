/** Decides who may join, who stays, and who is out. Redeeming a token is one decision: of many that try, one wins. */

import type { ErrorCode } from '../basics/errors.js';
import { isName, type NodeId } from '../basics/ids.js';
import { LIMITS } from '../basics/limits.js';
import { parseLocation } from '../basics/location.js';
import type {
  CreateTokenCommand,
  NodeReadmitted,
  NodeRevoked,
  ProfileSet,
  ReadmitNodeCommand,
  RedeemTokenCommand,
  Rejected,
  RenewCertificateCommand,
  Renewed,
  RevokeNodeCommand,
  RevokeTokenCommand,
  SetProfileCommand,
  TokenCreated,
  TokenRedeemed,
  TokenRevoked,
} from '../control/commands.js';
import type { Turn } from '../control/turn.js';
import {
  type NodeProfile,
  RECORD_CLAIMS_EVERY_MS,
  RENEW_GRACE_MS,
  type RefusedClaim,
  whyNotTrusted,
} from './node-identity.js';

function reject(code: ErrorCode, message: string): Rejected {
  return { kind: 'rejected', code, message };
}

// ---- tokens ----------------------------------------------------------------------------------------------------------

export function createToken(turn: Turn, command: CreateTokenCommand): TokenCreated | Rejected {
  const { hash, node, profile, ttlMs, actor } = command;
  if (!/^[0-9a-f]{64}$/.test(hash))
    return reject('invalid_request', 'a token is named by its SHA-256, in hex');
  if (!(ttlMs >= 1000 && ttlMs <= LIMITS.tokenTtlMsMax)) {
    const most = LIMITS.tokenTtlMsMax / 3_600_000;
    return reject('invalid_request', `a join token lasts 1s to ${most}h, not ${ttlMs} ms`);
  }
  if (node !== undefined && !isName(node))
    return reject('invalid_request', `"${node}" is not a name of a node`);
  const wrong = wrongProfile(profile);
  if (wrong) return reject('invalid_request', wrong);
  if (turn.state.tokens.has(hash)) return reject('conflict', 'this token is there already: make a new one');
  let open = 0;
  for (const token of turn.state.tokens.values()) if (token.expiresAtMs > turn.nowMs) open++;
  if (open >= LIMITS.joinTokens) {
    return reject('overloaded', `${open} join tokens are open: revoke some, or wait until they run out`);
  }
  const id = turn.uniqueName('t');
  const expiresAtMs = turn.nowMs + ttlMs;
  const token = { id, hash, ...(node !== undefined && { node }), profile, expiresAtMs };
  turn.emit({ kind: 'token.created', token, actor, atMs: turn.nowMs });
  return { kind: 'token-created', id, expiresAtMs };
}

export function wrongProfile(profile: NodeProfile): string | undefined {
  if (!isName(profile.site)) return `site "${profile.site}" is not a name: use a-z, 0-9 and inner dashes`;
  if (!isName(profile.region))
    return `region "${profile.region}" is not a name: use a-z, 0-9 and inner dashes`;
  if (profile.location !== undefined && !parseLocation(profile.location)) {
    return `location must be "latitude,longitude" in degrees, not "${profile.location}"`;
  }
  for (const [name, most] of Object.entries(profile.ceiling ?? {})) {
    if (!Number.isSafeInteger(most) || most < 0)
      return `the ceiling of ${name} must be a whole number, not ${most}`;
  }
  return undefined;
}

export function revokeToken(turn: Turn, { token: id, actor }: RevokeTokenCommand): TokenRevoked | Rejected {
  const known = [...turn.state.tokens.values()].find((token) => token.id === id);
  if (!known) return reject('not_found', `there is no token "${id}": \`berth token ls\` lists them`);
  if (known.usedBy !== undefined) {
    const advice = `\`berth node revoke ${known.usedBy}\` shuts out who joined with it`;
    return reject('conflict', `token "${id}" has been used by node "${known.usedBy}": ${advice}`);
  }
  turn.emit({ kind: 'token.revoked', token: id, actor, atMs: turn.nowMs });
  return { kind: 'token-revoked', token: id };
}

export function redeemToken(turn: Turn, command: RedeemTokenCommand): TokenRedeemed | Rejected {
  const { state, nowMs } = turn;
  const { node, site, certificate } = command;
  const token = state.tokens.get(command.hash);
  if (!token)
    return reject(
      'refused',
      'this join token is not known here: it was revoked, or is long over; ask for a new one',
    );
  if (token.usedBy !== undefined) {
    return reject(
      'refused',
      `join token ${token.id} has been used already, by node "${token.usedBy}": ask for a new one`,
    );
  }
  if (token.expiresAtMs <= nowMs)
    return reject('refused', `join token ${token.id} has run out: ask for a new one`);
  if (token.node !== undefined && token.node !== node) {
    return reject('refused', `join token ${token.id} is for node "${token.node}", not for "${node}"`);
  }
  if (site !== undefined && site !== token.profile.site) {
    return reject('refused', `join token ${token.id} is for site "${token.profile.site}", not for "${site}"`);
  }
  if (token.node === undefined && (state.identities.has(node) || state.nodes.has(node))) {
    const advice = `take another name, or a token of its own: \`berth token create --node ${node}\``;
    return reject('refused', `there is a node "${node}" already: ${advice}`);
  }
  const { id, profile, actor } = token;
  turn.emit({ kind: 'node.enrolled', node, token: id, profile, certificate, actor, atMs: nowMs });
  return { kind: 'token-redeemed', node, profile };
}

// ---- certificates ----------------------------------------------------------------------------------------------------

export function renewCertificate(turn: Turn, command: RenewCertificateCommand): Renewed | Rejected {
  const { node, used, certificate } = command;
  const known = turn.state.identities.get(node);
  // One that has run out may still do this, and this only.
  const inTime = { ...used, notAfterMs: used.notAfterMs + RENEW_GRACE_MS };
  const why = whyNotTrusted(known, node, inTime, turn.nowMs);
  if (why || !known) return reject('refused', why ?? `node "${node}" is not enrolled here`);
  turn.emit({ kind: 'certificate.renewed', node, used: used.serial, certificate, atMs: turn.nowMs });
  return { kind: 'renewed', node, profile: known.profile };
}

export function revokeNode(turn: Turn, command: RevokeNodeCommand): NodeRevoked | Rejected {
  const { node, serial, reason, actor } = command;
  const known = turn.state.identities.get(node);
  if (!known) return reject('not_found', `node "${node}" is not enrolled: \`berth node ls\` lists the nodes`);
  if (serial !== undefined && !known.certificates.some((certificate) => certificate.serial === serial)) {
    return reject('not_found', `node "${node}" has no certificate ${serial} that counts`);
  }
  const already = known.standing === 'revoked' && serial === undefined;
  const of = { node, ...(serial !== undefined && { serial }) };
  if (!already) turn.emit({ kind: 'node.revoked', ...of, reason, actor, atMs: turn.nowMs });
  return { kind: 'node-revoked', ...of };
}

export function readmitNode(turn: Turn, { node, actor }: ReadmitNodeCommand): NodeReadmitted | Rejected {
  const known = turn.state.identities.get(node);
  if (!known) return reject('not_found', `node "${node}" is not enrolled: \`berth node ls\` lists the nodes`);
  if (known.standing !== 'quarantined') return reject('conflict', `node "${node}" is not in quarantine`);
  if (known.certificates.length === 0) {
    const advice = `enrol it again first: \`berth token create --node ${node}\``;
    return reject('conflict', `both copies of node "${node}" hold its old key: ${advice}`);
  }
  turn.emit({ kind: 'node.readmitted', node, actor, atMs: turn.nowMs });
  return { kind: 'node-readmitted', node };
}

export function setProfile(turn: Turn, { node, profile, actor }: SetProfileCommand): ProfileSet | Rejected {
  const known = turn.state.identities.get(node);
  if (!known) return reject('not_found', `node "${node}" is not enrolled: its agent's flags say what it is`);
  const wrong = wrongProfile(profile);
  if (wrong) return reject('invalid_request', wrong);
  turn.emit({ kind: 'node.profile-changed', node, profile, actor, atMs: turn.nowMs });
  return { kind: 'profile-set', node, profile };
}

/** The same node was seen twice: neither is talked to any more. Its copies stay what they are. */
export function decideQuarantine(turn: Turn, node: NodeId, reason: string): void {
  const known = turn.state.identities.get(node);
  if (known?.standing !== 'enrolled') return;
  turn.emit({ kind: 'node.quarantined', node, reason, atMs: turn.nowMs });
}

/** Something that a node claimed and that was not believed: recorded once, not each time, and not too often. */
export function decideRefusedClaim(turn: Turn, node: NodeId, claim: RefusedClaim, detail: string): void {
  const known = turn.state.identities.get(node);
  const last = known?.refused[claim];
  if (!known || last?.detail === detail) return;
  if (last && turn.nowMs - last.atMs < RECORD_CLAIMS_EVERY_MS) return;
  turn.emit({ kind: 'node.claim-refused', node, claim, detail, atMs: turn.nowMs });
}

/** Of several coordinators each has to hold the same authority. Gives a line when this one holds another. */
export function decideAuthority(turn: Turn, fingerprints: readonly string[]): string | undefined {
  const known = turn.state.authority;
  const common = known.length === 0 || fingerprints.some((fingerprint) => known.includes(fingerprint));
  if (!common) {
    return "this coordinator holds another authority than the ledger's: copy the folder --authority from another coordinator";
  }
  const same = known.length === fingerprints.length && fingerprints.every((one, at) => one === known[at]);
  if (!same) turn.emit({ kind: 'authority.trusted', fingerprints, atMs: turn.nowMs });
  return undefined;
}
