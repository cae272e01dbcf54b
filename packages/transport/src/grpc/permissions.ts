/** Which action each call of the control API is. A call without one does not compile. */
import { type Action, BerthError, whyMayNot } from '@berth/core';
import { type Caller, callerOf } from './callers.js';
import type { Grpc, ServerCallOf } from './load.js';

type Definition = Grpc['proto']['berth']['control']['v1']['ControlService']['service'];
export type ControlCall = keyof {
  readonly [Name in keyof Definition as string extends Name ? never : Name]: true;
};

export const ACTION_OF: Readonly<Record<ControlCall, Action>> = {
  Info: 'read',
  Plan: 'read',
  ListStacks: 'read',
  GetStack: 'read',
  ListNodes: 'read',
  GetNode: 'read',
  ListPlacements: 'read',
  GetPlacement: 'read',
  ListReservations: 'read',
  ListCoordinators: 'read',
  ListEndpoints: 'read',
  ListRollouts: 'read',
  Why: 'read',
  Rebalance: 'read',
  Diagnose: 'read',
  ReadIndex: 'read',
  VerifyLedger: 'read',
  Watch: 'read',
  WatchEndpoints: 'read',
  Logs: 'read-logs',
  ReadLedger: 'copy-ledger',
  ReadCheckpoint: 'copy-ledger',
  ListTokens: 'read-tokens',
  Apply: 'apply',
  DeleteStack: 'delete',
  SetEligibility: 'set-eligibility',
  RemoveNode: 'remove-node',
  Place: 'place',
  Confirm: 'confirm',
  Release: 'release',
  Move: 'move',
  Rollout: 'rollout',
  SetSecret: 'set-secret',
  ListSecrets: 'read',
  RemoveSecret: 'remove-secret',
  CreateToken: 'create-token',
  RevokeToken: 'revoke-token',
  RevokeNode: 'revoke-node',
  ReadmitNode: 'readmit-node',
  SetProfile: 'set-profile',
  RedeemToken: 'redeem-token',
  RenewCertificate: 'renew-certificate',
};

/** Throws "refused" when whoever calls may not do this. Agents have no business here at all. */
export function permittedCaller(call: ServerCallOf & { getPath(): string }, secure: boolean): Caller {
  const caller = callerOf(call, secure, ['user', 'coordinator']);
  if (!caller) return undefined;
  const path = call.getPath();
  const action = ACTION_OF[path.slice(path.lastIndexOf('/') + 1) as ControlCall];
  const why = action === undefined ? `${path} has no rule` : whyMayNot(caller, action);
  if (why !== undefined) throw new BerthError('refused', why);
  return caller;
}
