/** Who may do what: one table, so that an action without a rule does not compile. */
import type { ControlCommand } from './commands.js';
import type { ActorKind } from './model.js';

/** Each may do what the ones before it may. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** A command that changes something, or a kind of reading. */
export type Action =
  | ControlCommand['kind']
  | 'read'
  /** What workloads print. */
  | 'read-logs'
  | 'read-tokens'
  /** Everything that the ledger holds, in a form that another coordinator can start from. */
  | 'copy-ledger';

/** 'coordinator': no user at all. */
const NEEDS: Readonly<Record<Action, Role | 'coordinator'>> = {
  read: 'viewer',
  'read-logs': 'operator',
  'copy-ledger': 'operator',
  apply: 'operator',
  delete: 'operator',
  place: 'operator',
  confirm: 'operator',
  release: 'operator',
  move: 'operator',
  rollout: 'operator',
  'set-secret': 'operator',
  'remove-secret': 'operator',
  'set-eligibility': 'operator',
  'read-tokens': 'operator',
  'remove-node': 'admin',
  'create-token': 'admin',
  'revoke-token': 'admin',
  'revoke-node': 'admin',
  'readmit-node': 'admin',
  'set-profile': 'admin',
  // Whoever could name a certificate could put any of his own on the list of those that count.
  'redeem-token': 'coordinator',
  'renew-certificate': 'coordinator',
};

/** Who asks, as it was proved. A user without a role is a viewer. */
export type Requester = { readonly kind: ActorKind; readonly name: string; readonly role?: Role };

/** Why not, for whoever asked; undefined when it may. A coordinator may do everything, for whoever asked it. */
export function whyMayNot(who: Requester, action: Action): string | undefined {
  if (who.kind === 'coordinator') return undefined;
  const needs = NEEDS[action];
  if (needs === 'coordinator') return 'only a coordinator asks for this: hosts join at the enrolment address';
  if (who.kind !== 'user') return `a ${who.kind} ("${who.name}") has no business here`;
  const role = who.role ?? 'viewer';
  if (ROLES.indexOf(role) >= ROLES.indexOf(needs)) return undefined;
  const cure = `\`berth user add ${who.name} --role ${needs}\` on the coordinator's host gives it`;
  return `user "${who.name}" is ${role === 'viewer' ? 'a' : 'an'} ${role}, and ${action} needs the role ${needs}: ${cure}`;
}
