/**
 * Secrets as the ledger knows them: sealed. Nothing here can read one; who can is the coordinator's shell, with a key that
 * stands in no ledger.
 *
 * A stack is kept with the version of each secret that it uses. A new version is therefore a new version of every stack that
 * uses it: whether copies are replaced, told by a signal or left alone follows as for any other change (files.ts).
 */

import { canonicalJson } from '../basics/fingerprint.js';
import { splitWorkloadKey, type WorkloadKey, workloadKey } from '../basics/ids.js';
import { LIMITS } from '../basics/limits.js';
import type {
  Rejected,
  RemoveSecretCommand,
  SecretRemoved,
  SecretSet,
  SetSecretCommand,
} from '../control/commands.js';
import type { Turn } from '../control/turn.js';
import { goesOn } from '../dispatches/runs.js';
import { fitsPattern, isStackPattern, WHOLE_CLUSTER } from '../identity/users.js';
import type { Actor, StackSpec, WorkloadSpec } from '../model/model.js';
import { settleStack } from '../placing/settle-workloads.js';
import type { SecretEvent } from '../state/events.js';
import type { ClusterState, NodeRecord } from '../state/state.js';
import { isSecretName } from './files.js';

export type SecretVersion = {
  readonly version: number;
  /** Which key it is sealed with, and what that made of it, in base64. */
  readonly keyId: string;
  readonly sealed: string;
  readonly bytes: number;
  readonly setAtMs: number;
  readonly actor: Actor;
};

/** One that was removed has no versions, and is remembered so that no version is ever given twice. */
export type SecretRecord = {
  readonly name: string;
  /** A pattern: the stacks that may use it. */
  readonly stacks: string;
  readonly version: number;
  /** Oldest first; at most LIMITS.secretVersionsKept. */
  readonly versions: readonly SecretVersion[];
};

/** For people: nothing of the value. */
export type SecretView = {
  readonly name: string;
  readonly stacks: string;
  readonly version: number;
  readonly bytes: number;
  readonly setAtMs: number;
  readonly actor: Actor;
  readonly usedBy: readonly WorkloadKey[];
};

// ---- facts -----------------------------------------------------------------------------------------------------------

export function applySecret(state: ClusterState, event: SecretEvent): void {
  const known = state.secrets.get(event.name);
  state.changes.entities.secret.add(event.name);
  if (event.kind === 'secret.removed') {
    if (known) state.secrets.set(event.name, { ...known, versions: [] });
    return;
  }
  const { name, stacks, version, keyId, sealed, bytes, actor, atMs } = event;
  const made: SecretVersion = { version, keyId, sealed, bytes, setAtMs: atMs, actor };
  const versions = [...(known?.versions ?? []), made].slice(-LIMITS.secretVersionsKept);
  state.secrets.set(name, { name, stacks, version, versions });
}

// ---- questions -------------------------------------------------------------------------------------------------------

/** By name. */
export function listSecrets(state: ClusterState): SecretView[] {
  const views = [...state.secrets.values()].flatMap(({ name, stacks, versions }) => {
    const newest = versions.at(-1);
    if (!newest) return [];
    const { version, bytes, setAtMs, actor } = newest;
    return [{ name, stacks, version, bytes, setAtMs, actor, usedBy: usersOf(state, name) }];
  });
  return views.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Undefined: this node has no copy that uses it, or it is gone; nobody gets it then. */
export function secretFor(
  state: ClusterState,
  node: NodeRecord | undefined,
  name: string,
  version: number,
): SecretVersion | undefined {
  for (const { run } of node?.placements.values() ?? []) {
    if (run.secrets && Object.hasOwn(run.secrets, name) && run.secrets[name] === version)
      return state.secrets.get(name)?.versions.find((one) => one.version === version);
  }
  return undefined;
}

function usersOf(state: ClusterState, name: string): WorkloadKey[] {
  const users: WorkloadKey[] = [];
  for (const stack of state.stacks.values()) {
    if (stack.deleted) continue;
    for (const [workload, spec] of Object.entries(stack.spec.workloads))
      if (uses(spec, name)) users.push(workloadKey(stack.name, workload));
  }
  return users;
}

/** Of an earlier version of its workload, maybe. */
function runUsing(state: ClusterState, name: string): WorkloadKey | undefined {
  for (const parent of state.dispatches.parents()) {
    for (const key of state.dispatches.of(parent)) {
      const run = state.workloads.get(key);
      if (run && uses(run.spec, name) && goesOn(run)) return key;
    }
  }
  return undefined;
}

function uses({ run: { secrets } }: WorkloadSpec, name: string): boolean {
  return secrets !== undefined && Object.hasOwn(secrets, name);
}

// ---- decisions -------------------------------------------------------------------------------------------------------

/** With the newest version of every secret that it uses; or what is missing, for people. */
export function pinSecrets(state: ClusterState, spec: StackSpec): StackSpec | string {
  const workloads: Record<string, WorkloadSpec> = {};
  for (const [workload, wish] of Object.entries(spec.workloads)) {
    const names = Object.keys(wish.run.secrets ?? {});
    if (names.length > LIMITS.secretsPerWorkload)
      return `workload "${workload}" uses more than ${LIMITS.secretsPerWorkload} secrets: put some into one`;
    const pinned: Record<string, number> = {};
    for (const name of names) {
      const known = state.secrets.get(name);
      const version = known?.versions.at(-1)?.version;
      if (known && version !== undefined && !fitsPattern(known.stacks, spec.stack))
        return notFor(workload, known, spec.stack);
      if (version === undefined)
        return `workload "${workload}" needs secret "${name}", which does not exist: \`berth secret set ${name} --from-file FILE\` makes it`;
      pinned[name] = version;
    }
    workloads[workload] = names.length === 0 ? wish : { ...wish, run: { ...wish.run, secrets: pinned } };
  }
  return { ...spec, workloads };
}

function notFor(workload: string, { name, stacks }: SecretRecord, stack: string): string {
  const cure = `\`berth secret set ${name} --stacks PATTERN\` says who may use it`;
  return `workload "${workload}" needs secret "${name}", which is for stacks ${stacks}, not for "${stack}": ${cure}`;
}

export function setSecret(turn: Turn, command: SetSecretCommand): SecretSet | Rejected {
  const { name, keyId, sealed, bytes, actor } = command;
  if (!isSecretName(name)) {
    const form = 'use 1 to 63 letters, digits, dots, dashes and _';
    return {
      kind: 'rejected',
      code: 'invalid_request',
      message: `"${name}" is no name of a secret: ${form}`,
    };
  }
  const known = turn.state.secrets.get(name);
  if (!known && turn.state.secrets.size >= LIMITS.secrets) {
    const message = `there are ${LIMITS.secrets} secrets already: \`berth secret rm NAME\` removes one`;
    return { kind: 'rejected', code: 'conflict', message };
  }
  const stacks = command.stacks ?? known?.stacks ?? WHOLE_CLUSTER;
  const wrong = wrongStacks(turn.state, name, stacks);
  if (wrong) return { kind: 'rejected', ...wrong };
  const version = (known?.version ?? 0) + 1;
  turn.emit({ kind: 'secret.set', name, stacks, version, keyId, sealed, bytes, actor, atMs: turn.nowMs });
  const usedBy = usersOf(turn.state, name);
  const why = { ...actor, reason: actor.reason ?? `secret ${name} has a new version` };
  for (const stack of new Set(usedBy.map((key) => splitWorkloadKey(key).stack))) applyAgain(turn, stack, why);
  return { kind: 'secret-set', name, version, usedBy };
}

/** It is not taken from under a stack that uses it. */
function wrongStacks(
  state: ClusterState,
  name: string,
  stacks: string,
): Pick<Rejected, 'code' | 'message'> | undefined {
  if (!isStackPattern(stacks)) {
    const form = 'use a-z, 0-9, inner dashes and *, e.g. shops-*';
    return { code: 'invalid_request', message: `"${stacks}" is no pattern of stack names: ${form}` };
  }
  const user = usersOf(state, name).find((key) => !fitsPattern(stacks, splitWorkloadKey(key).stack));
  if (user === undefined) return undefined;
  const message = `${user} uses secret "${name}" and is not in ${stacks}: apply its stack without the secret first`;
  return { code: 'conflict', message };
}

function applyAgain(turn: Turn, stack: string, actor: Actor): void {
  const record = turn.state.stacks.get(stack);
  const pinned = record && pinSecrets(turn.state, record.spec);
  // What else it uses was there when it was applied, and is not removed while it is used.
  if (!record || typeof pinned !== 'object') return;
  const spec = JSON.parse(canonicalJson(pinned)) as StackSpec;
  const version = record.version + 1;
  turn.emit({ kind: 'stack.applied', stack, version, spec, actor, atMs: turn.nowMs });
  settleStack(turn, [...(turn.state.stacks.get(stack)?.workloads ?? [])]);
}

export function removeSecret(turn: Turn, { name, actor }: RemoveSecretCommand): SecretRemoved | Rejected {
  if (!turn.state.secrets.get(name)?.versions.length) {
    const message = `there is no secret "${name}": \`berth secret ls\` lists them`;
    return { kind: 'rejected', code: 'not_found', message };
  }
  const users = usersOf(turn.state, name);
  if (users.length > 0) {
    const more = users.length > 1 ? ` and ${users.length - 1} more` : '';
    const message = `secret "${name}" is used by ${users[0]}${more}: apply the stack without it first`;
    return { kind: 'rejected', code: 'conflict', message };
  }
  const run = runUsing(turn.state, name);
  if (run) {
    const message = `secret "${name}" is used by ${run}, which has not ended: wait, or \`berth dispatch stop ${run}\``;
    return { kind: 'rejected', code: 'conflict', message };
  }
  turn.emit({ kind: 'secret.removed', name, actor, atMs: turn.nowMs });
  return { kind: 'secret-removed', name };
}
