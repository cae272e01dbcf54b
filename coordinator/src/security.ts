/** What a coordinator proves itself with: the authority's folder, its own certificate, and one for who runs it. */
import { join } from 'node:path';
import { BerthError, type Clock, type Log } from '@berth/core';
import { Authority, type Credentials, isPeerName, readIdentity, writeIdentity } from '@berth/identity';

export type Security = {
  readonly authority: Authority;
  /** Its own, as they are now. */
  readonly credentials: () => Credentials;
  readonly close: () => void;
};

export type SecurityOptions = {
  readonly folder: string;
  readonly name: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly secureBytes: (count: number) => Uint8Array;
};

const DAY_MS = 24 * 60 * 60 * 1000;
const OWN_VALIDITY_MS = 7 * DAY_MS;
const RETRY_MS = 60_000;
const ADMIN = 'admin';
const ADMIN_VALIDITY_MS = 365 * DAY_MS;

export async function openSecurity({
  folder,
  name,
  clock,
  log,
  secureBytes,
}: SecurityOptions): Promise<Security> {
  if (!isPeerName(name)) {
    throw new BerthError(
      'invalid_request',
      `--name "${name}" cannot stand in a certificate: use letters, digits, . _ @ -`,
    );
  }
  const authority = await Authority.open(folder, { nowMs: () => clock.nowMs(), secureBytes });
  const own = () => authority.credentials({ kind: 'coordinator', name }, OWN_VALIDITY_MS);
  let credentials = await own();
  let cancel = () => {};
  const renewAfter = (afterMs: number) => {
    cancel = clock.schedule(afterMs, () => {
      own().then(
        (renewed) => {
          credentials = renewed;
          renewAfter(OWN_VALIDITY_MS / 2);
        },
        (thrown: unknown) => {
          log.error('its own certificate could not be renewed', { why: String(thrown) });
          renewAfter(RETRY_MS);
        },
      );
    });
  };
  renewAfter(OWN_VALIDITY_MS / 2);
  return { authority, credentials: () => credentials, close: () => cancel() };
}

/** For the command line of who runs this coordinator: made once, and anew when half of its time is over. Gives its path. */
export async function provideAdmin(
  { authority }: Pick<Security, 'authority'>,
  folder: string,
  control: string,
  nowMs: number,
): Promise<string> {
  const path = join(folder, `${ADMIN}.json`);
  const known = await readIdentity(path);
  const fresh =
    known !== undefined &&
    known.authority === authority.bundle &&
    known.peer.role === 'admin' &&
    (known.peer.notBeforeMs + known.peer.notAfterMs) / 2 > nowMs;
  const credentials = fresh
    ? known
    : await authority.credentials({ kind: 'user', name: ADMIN, role: 'admin' }, ADMIN_VALIDITY_MS);
  const { certificate, key } = credentials;
  await writeIdentity(path, { authority: authority.bundle, certificate, key, control: [control] });
  return path;
}
