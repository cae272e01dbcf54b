/** Facts about who users are. Total, as all of `apply` is. */
import { assertNever } from '../basics/assert.js';
import type { UserEvent } from '../state/events.js';
import type { ClusterState } from '../state/state.js';
import { USER_TTL_MS_MAX, type UserRecord, type UserTokenRecord } from './users.js';

type EventOf<Kind extends UserEvent['kind']> = Extract<UserEvent, { kind: Kind }>;

export function applyUser(state: ClusterState, event: UserEvent): void {
  state.changes.entities.user.add(event.name);
  switch (event.kind) {
    case 'user.set':
      applySet(state, event);
      return;
    case 'user.removed':
      applyRemoved(state, event);
      return;
    case 'user.token-created':
      changeTokens(state, event.name, (tokens) => {
        const { id, hash, expiresAtMs, actor, atMs } = event;
        // Who comes with one that ran out hears that it did, until the next one is made.
        const open = tokens.filter((token) => token.expiresAtMs > atMs);
        return [...open, { id, hash, createdAtMs: atMs, expiresAtMs, actor }];
      });
      return;
    case 'user.token-revoked':
      changeTokens(state, event.name, (tokens) => tokens.filter(({ id }) => id !== event.id));
      return;
    default:
      assertNever(event);
  }
}

function applySet(
  state: ClusterState,
  { name, grants, expiresAtMs, actor, atMs }: EventOf<'user.set'>,
): void {
  const known = state.users.get(name);
  const user: UserRecord = {
    ...{ name, grants },
    ...(expiresAtMs !== undefined && { expiresAtMs }),
    ...{ changedAtMs: atMs, actor },
    // What was revoked stays so when somebody of the same name comes again.
    revokedUntilMs: known?.revokedUntilMs ?? 0,
    tokens: known?.tokens ?? [],
  };
  state.users.set(name, user);
}

function applyRemoved(state: ClusterState, { name, reason, actor, atMs }: EventOf<'user.removed'>): void {
  for (const old of [...state.users.values()]) {
    // Nothing that was revoked with it can be in its time any more.
    if (old.removed === undefined || old.revokedUntilMs + USER_TTL_MS_MAX >= atMs) continue;
    state.users.delete(old.name);
    state.changes.entities.user.add(old.name);
  }
  const grants = state.users.get(name)?.grants ?? [];
  const facts = { name, grants, changedAtMs: atMs, actor, removed: reason };
  state.users.set(name, { ...facts, revokedUntilMs: atMs, tokens: [] });
}

function changeTokens(
  state: ClusterState,
  name: string,
  change: (tokens: readonly UserTokenRecord[]) => readonly UserTokenRecord[],
): void {
  const known = state.users.get(name);
  if (known) known.tokens = change(known.tokens);
}
