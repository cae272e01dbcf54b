/** Events about who users are, for people. */
import { assertNever, formatDuration, formatGrants, type UserEvent } from '@berth/core';

export function userLines(event: UserEvent): string[] {
  const { name, actor, atMs } = event;
  switch (event.kind) {
    case 'user.set': {
      const lasts =
        event.expiresAtMs === undefined ? '' : `, for ${formatDuration(event.expiresAtMs - atMs)}`;
      return [`user ${name} is ${formatGrants(event.grants)}${lasts}, by ${actor.name}`];
    }
    case 'user.removed':
      return [`user ${name} is out, by ${actor.name}${event.reason ? `: ${event.reason}` : ''}`];
    case 'user.token-created': {
      const lasts = formatDuration(event.expiresAtMs - atMs);
      return [`token ${event.id} of user ${name}, lasts ${lasts}, by ${actor.name}`];
    }
    case 'user.token-revoked':
      return [`token ${event.id} of user ${name} revoked, by ${actor.name}`];
    default:
      return assertNever(event);
  }
}
