/** Facts about who nodes are. Total, as all of `apply` is. */

import { assertNever } from '../basics/assert.js';
import { LIMITS } from '../basics/limits.js';
import { applyOut, applyProfile } from '../state/apply-nodes.js';
import type { IdentityEvent, LedgerEvent } from '../state/events.js';
import type { ClusterState } from '../state/state.js';
import { type CertificateRecord, type NodeIdentity, type NodeProfile, profileHash } from './node-identity.js';

type EventOf<Kind extends LedgerEvent['kind']> = Extract<LedgerEvent, { kind: Kind }>;

/** A token that ran out is remembered this long, to say so to whoever comes with it. */
const FORGET_TOKEN_AFTER_MS = 24 * 60 * 60 * 1000;
const FORMER_PROFILES = 4;

export function applyIdentity(state: ClusterState, event: IdentityEvent): void {
  switch (event.kind) {
    case 'authority.trusted':
      state.authority = event.fingerprints;
      return;
    case 'token.created':
      applyTokenCreated(state, event);
      return;
    case 'token.revoked':
      applyTokenRevoked(state, event);
      return;
    case 'node.enrolled':
      applyEnrolled(state, event);
      return;
    case 'certificate.renewed':
      applyRenewed(state, event);
      return;
    case 'node.revoked':
      applyNodeRevoked(state, event);
      if (event.serial === undefined) applyOut(state, event);
      return;
    case 'node.quarantined':
      applyQuarantined(state, event);
      applyOut(state, event);
      return;
    case 'node.readmitted':
      applyReadmitted(state, event);
      return;
    case 'node.profile-changed':
      applyProfileChanged(state, event);
      applyProfile(state, event);
      return;
    case 'node.claim-refused':
      applyClaimRefused(state, event);
      return;
    default:
      assertNever(event);
  }
}

function applyTokenCreated(state: ClusterState, { token, actor, atMs }: EventOf<'token.created'>): void {
  for (const old of [...state.tokens.values()]) {
    if (old.expiresAtMs + FORGET_TOKEN_AFTER_MS < atMs) forgetToken(state, old.hash);
  }
  state.tokens.set(token.hash, { ...token, createdAtMs: atMs, actor });
  state.changes.entities.token.add(token.hash);
}

function applyTokenRevoked(state: ClusterState, { token }: EventOf<'token.revoked'>): void {
  for (const { id, hash } of [...state.tokens.values()]) if (id === token) forgetToken(state, hash);
}

function forgetToken(state: ClusterState, hash: string): void {
  state.tokens.delete(hash);
  state.changes.entities.token.add(hash);
}

function applyEnrolled(state: ClusterState, event: EventOf<'node.enrolled'>): void {
  for (const token of state.tokens.values()) {
    if (token.id !== event.token) continue;
    token.usedBy = event.node;
    state.changes.entities.token.add(token.hash);
  }
  const known = state.identities.get(event.node);
  if (!known) {
    state.identities.set(event.node, {
      node: event.node,
      profile: event.profile,
      formerProfiles: [],
      standing: 'enrolled',
      reason: '',
      sinceMs: event.atMs,
      certificates: [event.certificate],
      refused: {},
    });
  } else {
    changeProfile(known, event.profile);
    // Whoever held the old ones is out; one in quarantine stays there until an operator has looked at it.
    known.certificates = [event.certificate];
    if (known.standing === 'revoked') stand(known, 'enrolled', '', event.atMs);
  }
  changed(state, event.node);
}

function applyRenewed(state: ClusterState, event: EventOf<'certificate.renewed'>): void {
  const known = state.identities.get(event.node);
  if (!known) return;
  known.certificates = withNewest(known.certificates, event.certificate, event.used);
  state.changes.entities.identity.add(event.node);
}

/** The newest ones, and the one that was just used: an answer that was lost must not lock anybody out. */
function withNewest(
  held: readonly CertificateRecord[],
  newest: CertificateRecord,
  used: string,
): readonly CertificateRecord[] {
  const all = [...held, newest];
  const spare = all.length - LIMITS.certificatesPerNode;
  let dropped = 0;
  return all.filter(({ serial }) => serial === used || dropped++ >= spare);
}

function applyNodeRevoked(state: ClusterState, event: EventOf<'node.revoked'>): void {
  const known = state.identities.get(event.node);
  if (!known) return;
  if (event.serial === undefined) {
    known.certificates = [];
    stand(known, 'revoked', event.reason, event.atMs);
  } else {
    known.certificates = known.certificates.filter(({ serial }) => serial !== event.serial);
  }
  changed(state, event.node);
}

function applyQuarantined(state: ClusterState, event: EventOf<'node.quarantined'>): void {
  const known = state.identities.get(event.node);
  if (!known) return;
  known.certificates = [];
  stand(known, 'quarantined', event.reason, event.atMs);
  changed(state, event.node);
}

function applyReadmitted(state: ClusterState, event: EventOf<'node.readmitted'>): void {
  const known = state.identities.get(event.node);
  if (!known) return;
  stand(known, 'enrolled', '', event.atMs);
  changed(state, event.node);
}

function applyProfileChanged(state: ClusterState, event: EventOf<'node.profile-changed'>): void {
  const known = state.identities.get(event.node);
  if (!known) return;
  changeProfile(known, event.profile);
  state.changes.entities.identity.add(event.node);
}

function applyClaimRefused(state: ClusterState, event: EventOf<'node.claim-refused'>): void {
  const known = state.identities.get(event.node);
  if (!known) return;
  known.refused = { ...known.refused, [event.claim]: { detail: event.detail, atMs: event.atMs } };
  state.changes.entities.identity.add(event.node);
}

/** A node that is gone for good: what it holds opens nothing any more. */
export function revokeRemoved(state: ClusterState, { node }: EventOf<'node.removed'>): void {
  const known = state.identities.get(node);
  if (!known) return;
  known.certificates = [];
  known.standing = 'revoked';
  known.reason = 'it was removed';
  changed(state, node);
}

function changeProfile(known: NodeIdentity, profile: NodeProfile): void {
  const former = profileHash(known.profile);
  if (former === profileHash(profile)) return;
  known.formerProfiles = [...known.formerProfiles, former].slice(-FORMER_PROFILES);
  known.profile = profile;
}

function stand(known: NodeIdentity, standing: NodeIdentity['standing'], reason: string, atMs: number): void {
  known.standing = standing;
  known.reason = reason;
  known.sinceMs = atMs;
}

function changed(state: ClusterState, node: NodeIdentity['node']): void {
  state.changes.entities.identity.add(node);
  state.changes.standings.add(node);
}
