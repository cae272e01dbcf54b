/** Which action each call of the control API is, and what it is about. A call without a rule does not compile. */
import { type About, type Action, BerthError, grantsOf, WHOLE_CLUSTER, whyMayNot } from '@berth/core';
import type { Received } from '@berth/proto';
import type { Metadata } from '@grpc/grpc-js';
import { type Access, authenticated } from './access.js';
import type { Caller } from './callers.js';
import type { Grpc, ServerCallOf } from './load.js';

type Definition = Grpc['proto']['berth']['control']['v1']['ControlService']['service'];
export type ControlCall = keyof {
  readonly [Name in keyof Definition as string extends Name ? never : Name]: true;
};

type Wish<Name extends string> = Received<`berth.control.v1.${Name}Request`>;
type Rule<Name extends ControlCall> = {
  readonly action: Action;
  /** The stacks, when it is about some. Looked at only for users who have a role for some stacks only. */
  readonly about: About | ((request: Wish<Name>, access: Access) => About | Promise<About>);
};
type Rules = { readonly [Name in ControlCall]: Rule<Name> };

const rule = (action: Action): { readonly action: Action; readonly about: About } => ({
  action,
  about: 'cluster',
});
const read = { action: 'read', about: 'his part' } as const;

const RULES: Rules = {
  // Who sees a part of lists gets that part: `maySee` in the methods.
  Info: read,
  WhoAmI: read,
  ListStacks: read,
  ListNodes: read,
  GetNode: read,
  ListPlacements: read,
  ListReservations: read,
  ListCoordinators: read,
  ReadIndex: read,
  Watch: read,
  Plan: { action: 'read', about: ({ source }, access) => stacks(access.stackOf(source)) },
  GetStack: { action: 'read', about: ({ stack }) => stacks(stack) },
  GetPlacement: { action: 'read', about: ({ id }) => stacks(id) },
  ListEndpoints: { action: 'read', about: ({ workload }) => stacks(workload) },
  WatchEndpoints: { action: 'read', about: ({ workload }) => stacks(workload) },
  ListRollouts: {
    action: 'read',
    about: ({ target }) => (target === undefined ? 'his part' : stacks(target)),
  },
  ListDispatches: { action: 'read', about: ({ target }) => stacks(target) },
  Why: { action: 'read', about: ({ target }) => stacks(target) },
  Rebalance: {
    action: 'read',
    about: ({ workloads }) => (workloads.length > 0 ? stacks(...workloads) : 'cluster'),
  },
  Diagnose: rule('read'),
  GetAgentUpdate: rule('read'),
  VerifyLedger: rule('read'),
  Logs: { action: 'read-logs', about: ({ placement }) => stacks(placement) },
  ReadLedger: rule('copy-ledger'),
  ReadCheckpoint: rule('copy-ledger'),
  ListTokens: rule('read-tokens'),
  Apply: { action: 'apply', about: ({ source }, access) => stacks(access.stackOf(source)) },
  DeleteStack: { action: 'delete', about: ({ stack }) => stacks(stack) },
  SetEligibility: rule('set-eligibility'),
  RemoveNode: rule('remove-node'),
  Place: { action: 'place', about: ({ wishes }) => ({ stacks: wishes.map(({ holder }) => holder) }) },
  Confirm: { action: 'confirm', about: heldBy },
  Release: { action: 'release', about: heldBy },
  Exec: { action: 'exec', about: ({ start }) => stacks(start?.placement ?? '') },
  Move: { action: 'move', about: ({ placement }) => stacks(placement) },
  Rollout: { action: 'rollout', about: ({ target }) => stacks(target) },
  Retry: { action: 'retry', about: ({ target }) => stacks(target) },
  Dispatch: { action: 'dispatch', about: ({ workload }) => stacks(workload) },
  StopDispatch: { action: 'stop-dispatch', about: ({ workload }) => stacks(workload) },
  UpdateAgents: rule('update-agents'),
  SetSecret: rule('set-secret'),
  ListSecrets: rule('read'),
  RemoveSecret: rule('remove-secret'),
  ListVolumes: read,
  RemoveVolume: { action: 'remove-volume', about: ({ volume }) => stacks(volume) },
  CreateToken: rule('create-token'),
  RevokeToken: rule('revoke-token'),
  RevokeNode: rule('revoke-node'),
  ReadmitNode: rule('readmit-node'),
  SetProfile: rule('set-profile'),
  ListUsers: rule('read-users'),
  SetUser: rule('set-user'),
  RemoveUser: rule('remove-user'),
  CreateUserToken: rule('create-user-token'),
  RevokeUserToken: rule('revoke-user-token'),
  RedeemToken: rule('redeem-token'),
  RenewCertificate: rule('renew-certificate'),
};

export const CONTROL_CALLS = Object.keys(RULES) as readonly ControlCall[];

/** Of a stack's name, "stack/workload", or a placement's id. */
function stacks(...targets: readonly string[]): About {
  return { stacks: targets.map((target) => target.split('/', 1)[0] ?? '') };
}

async function heldBy(request: { readonly reservation: string }, access: Access): Promise<About> {
  return { stacks: [await access.holderOf(request.reservation)] };
}

export type PermittedCall = Pick<ServerCallOf, 'getAuthContext'> & {
  getPath(): string;
  readonly metadata: Metadata;
  readonly request: unknown;
};

/** Throws "refused" when whoever calls may not do this. Agents have no business here at all. */
export async function permittedCaller(call: PermittedCall, access: Access | undefined): Promise<Caller> {
  const caller = authenticated(call, call.metadata, access);
  if (!caller || !access) return caller;
  const path = call.getPath();
  const known = RULES[path.slice(path.lastIndexOf('/') + 1) as ControlCall] as Rule<ControlCall> | undefined;
  if (!known) throw new BerthError('refused', `${path} has no rule`);
  const { action, about } = known;
  // The role first: what a request is about is looked up for those only who may do it somewhere.
  refuseUnless(whyMayNot(caller, action, isLimited(caller) ? 'his part' : 'cluster'));
  if (!isLimited(caller)) return caller;
  const found = typeof about === 'function' ? await about(call.request as never, access) : about;
  refuseUnless(whyMayNot(caller, action, found));
  return caller;
}

function isLimited(caller: NonNullable<Caller>): boolean {
  return caller.kind === 'user' && grantsOf(caller).some(({ stacks: pattern }) => pattern !== WHOLE_CLUSTER);
}

function refuseUnless(why: string | undefined): void {
  if (why !== undefined) throw new BerthError('refused', why);
}
