/** Who may do what: one table, so that an action without a rule does not compile. */
import type { ControlCommand } from '../control/commands.js';
import type { ActorKind } from '../model/model.js';
import { fitsPattern, type Grant, ROLES, type Role, WHOLE_CLUSTER } from './users.js';

/** A command that changes something, or a kind of reading. */
export type Action =
  | ControlCommand['kind']
  | 'read'
  /** What workloads print. */
  | 'read-logs'
  | 'read-tokens'
  | 'read-users'
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
  dispatch: 'operator',
  'stop-dispatch': 'operator',
  rollout: 'operator',
  retry: 'operator',
  'set-secret': 'operator',
  'remove-secret': 'operator',
  'set-eligibility': 'operator',
  exec: 'operator',
  'read-tokens': 'operator',
  'remove-node': 'admin',
  'remove-volume': 'admin',
  // It changes what runs as root on every host.
  'update-agents': 'admin',
  'create-token': 'admin',
  'revoke-token': 'admin',
  'revoke-node': 'admin',
  'readmit-node': 'admin',
  'set-profile': 'admin',
  'read-users': 'admin',
  'set-user': 'admin',
  'remove-user': 'admin',
  'create-user-token': 'admin',
  'revoke-user-token': 'admin',
  // Whoever could name a certificate could put any of his own on the list of those that count.
  'redeem-token': 'coordinator',
  'renew-certificate': 'coordinator',
};

/** Who asks, as it was proved. A user without a role is a viewer. */
export type Requester = {
  readonly kind: ActorKind;
  readonly name: string;
  /** For the whole cluster. */
  readonly role?: Role;
  /** Instead, when the ledger lists the user. */
  readonly grants?: readonly Grant[];
};

/** What an action is about. */
export type About =
  /** These stacks; what holds a reservation counts as the name of one. */
  | { readonly stacks: readonly string[] }
  /** All of it. */
  | 'cluster'
  /** Nodes and the like, which everybody sees; or a list, of which everybody sees his part. */
  | 'his part';

/** Why not, for whoever asked; undefined when it may. A coordinator may do everything, for whoever asked it. */
export function whyMayNot(who: Requester, action: Action, about: About = 'cluster'): string | undefined {
  if (who.kind === 'coordinator') return undefined;
  const needs = NEEDS[action];
  if (needs === 'coordinator') return 'only a coordinator asks for this: hosts join at the enrolment address';
  if (who.kind !== 'user') return `a ${who.kind} ("${who.name}") has no business here`;
  const high = grantsOf(who).filter(({ role }) => ROLES.indexOf(role) >= ROLES.indexOf(needs));
  if (high.length === 0) {
    const role = highest(who);
    return `user "${who.name}" is ${role === 'viewer' ? 'a' : 'an'} ${role}, and ${action} needs the role ${needs}: ${cure(who, needs)}`;
  }
  if (about === 'his part' || high.some(({ stacks }) => stacks === WHOLE_CLUSTER)) return undefined;
  if (about === 'cluster') {
    return `user "${who.name}" is ${needs} of some stacks only, and ${action} is about the whole cluster: ${cure(who, needs)}`;
  }
  const beyond = about.stacks.find((name) => !high.some(({ stacks }) => fitsPattern(stacks, name)));
  if (beyond === undefined) return undefined;
  return `user "${who.name}" is no ${needs} of "${beyond}", and ${action} needs that: ${cure(who, needs, beyond)}`;
}

/** Whether anything about this stack may be shown; undefined: all may. */
export function maySee(who: Requester): ((stack: string) => boolean) | undefined {
  if (who.kind !== 'user') return undefined;
  const grants = grantsOf(who);
  if (grants.some(({ stacks }) => stacks === WHOLE_CLUSTER)) return undefined;
  return (stack) => grants.some(({ stacks }) => fitsPattern(stacks, stack));
}

export function grantsOf({ grants, role = 'viewer' }: Requester): readonly Grant[] {
  return grants ?? [{ role, stacks: WHOLE_CLUSTER }];
}

function highest(who: Requester): Role {
  const ranks = grantsOf(who).map(({ role }) => ROLES.indexOf(role));
  return ROLES[Math.max(0, ...ranks)] ?? 'viewer';
}

/** What an admin types for it. */
function cure({ name, grants }: Requester, needs: Role, stack?: string): string {
  const verb = grants ? 'set' : 'add';
  const where = stack === undefined || needs === 'admin' ? '' : ` --stacks ${stack}`;
  return `an admin gives it with \`berth user ${verb} ${name} --role ${needs}${where}\``;
}
