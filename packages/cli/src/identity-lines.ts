/** Events about who nodes are, for people. */
import { assertNever, formatDuration, type IdentityEvent } from '@berth/core';

export function identityLines(event: IdentityEvent): string[] {
  switch (event.kind) {
    case 'authority.trusted':
      return [
        `authority ${event.fingerprints.map((fingerprint) => fingerprint.slice(0, 16)).join(', ')} is trusted`,
      ];
    case 'token.created': {
      const { id, node, profile, expiresAtMs } = event.token;
      const whom = node === undefined ? `a new node of site ${profile.site}` : `node ${node}`;
      const lasts = formatDuration(expiresAtMs - event.atMs);
      return [`join token ${id} for ${whom}, lasts ${lasts}, by ${event.actor.name}`];
    }
    case 'token.revoked':
      return [`join token ${event.token} revoked, by ${event.actor.name}`];
    case 'node.enrolled':
      return [`node ${event.node} enrolled with token ${event.token} of ${event.actor.name}`];
    case 'certificate.renewed':
      return [`node ${event.node} renewed its certificate`];
    case 'node.revoked': {
      const what = event.serial === undefined ? 'is out' : `lost certificate ${event.serial}`;
      return [`node ${event.node} ${what}, by ${event.actor.name}${event.reason ? `: ${event.reason}` : ''}`];
    }
    case 'node.quarantined':
      return [`node ${event.node} is in quarantine: ${event.reason}`];
    case 'node.readmitted':
      return [`node ${event.node} is let back in, by ${event.actor.name}`];
    case 'node.profile-changed':
      return [`node ${event.node} is now of site ${event.profile.site}, by ${event.actor.name}`];
    case 'node.claim-refused':
      return [`node ${event.node} was not believed (${event.claim}): ${event.detail}`];
    default:
      return assertNever(event);
  }
}
