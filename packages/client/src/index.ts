/**
 * The client library: everything that the CLI can do, for programs.
 *
 * ```ts
 * const berth = connect({ address: '127.0.0.1:7420' });
 * const { results } = await berth.place({
 *   wishes: [{ resources: { quantities: { cpu: 500, memory: 256 }, ports: {}, devices: {} },
 *              rules: { require: ["node.site == 'melbourne'"], prefer: [], tolerate: [] },
 *              count: 1, ttlMs: 60_000, holder: 'camera-7' }],
 *   actor: { name: 'camera-service' },
 * });
 * ```
 */
import { BerthError, type Clock } from '@berth/core';
import { parseUserToken } from '@berth/identity';
import {
  type ClientIdentity,
  findAuthority,
  type GrpcControlClient,
  grpcControlClient,
} from '@berth/transport';

export type {
  ApplyRequest,
  ChainedBlock,
  ControlApi,
  ExecIn,
  ExecOut,
  LogOutput,
  PlacementFilter,
  Shown,
  WatchItem,
} from '@berth/transport';
export { createNatsUser, isNatsPublicKey, natsServerConfig, publicKeyOf } from '@berth/transport';
export { type FollowDispatchOptions, followDispatch } from './follow-dispatch.js';
export { type FollowOptions, followEndpoints } from './follow-endpoints.js';
export { type FollowLogsOptions, followLogs } from './follow-logs.js';

/** Every method of the control API, and `close`. Methods throw BerthError; its code says what to do. */
export type BerthClient = GrpcControlClient;

export type ConnectOptions = {
  /** "host:port" of a coordinator's control listener, or several as a list with commas: the first that answers is asked. */
  readonly address: string;
  /** For an answer; 30 s by default. Streams have no limit. */
  readonly timeoutMs?: number;
  /** Every read shows all that had been acknowledged before it was asked for; costs a round to the leader. */
  readonly linearizable?: boolean;
  /** Where the time comes from that deadlines are reckoned by. */
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Who asks, and whom to believe: `readIdentity` of @berth/identity gives it. Absent: no TLS. */
  readonly identity?: () => ClientIdentity | undefined | Promise<ClientIdentity | undefined>;
};

export type { ClientIdentity, Myself } from '@berth/transport';

/**
 * Who asks with a token of a user, for `identity` of `connect`. Looks first whether the coordinator at `address` (of
 * several, the first that answers) belongs to the authority that the token names, and says nothing to it before. Throws "refused".
 */
export async function tokenIdentity(
  token: string,
  { address, clock }: { readonly address: string; readonly clock: Clock },
): Promise<ClientIdentity> {
  const userToken = parseUserToken(token);
  let unreachable: unknown;
  for (const one of address.split(',')) {
    try {
      return {
        authority: await findAuthority({ address: one.trim(), clock }, userToken.authority),
        userToken,
      };
    } catch (thrown) {
      if (BerthError.from(thrown).code === 'refused') throw thrown;
      unreachable = thrown;
    }
  }
  throw unreachable;
}

/** Returns at once; the first call connects. */
export function connect(options: ConnectOptions): BerthClient {
  return grpcControlClient(options);
}
