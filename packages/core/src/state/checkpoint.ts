/**
 * The state as entities: what a checkpoint stores under one key each, as plain JSON values. Derived data (loads,
 * digests, per-node and per-workload maps) is not stored but built again.
 *
 * Invariant: stateFromEntities(entitiesOf(state)) is the same state, and equals the replay of the ledger up to its index.
 */
import { assert } from '../basics/assert.js';
import { canonicalJson, fingerprint, hash53 } from '../basics/fingerprint.js';
import type { WorkloadKey } from '../basics/ids.js';
import { runKeyOf } from '../configuration/files.js';
import type { SecretRecord } from '../configuration/secrets.js';
import type { JoinTokenRecord, NodeIdentity } from '../identity/node-identity.js';
import type { UserRecord } from '../identity/users.js';
import {
  isTerminal,
  type Nomination,
  type Placement,
  type Reservation,
  type RunSpec,
} from '../model/model.js';
import { holdNomination } from '../placing/nominations.js';
import { emptyLoad, hold } from '../resources/capacity.js';
import { AssignmentDigest } from './assignment-digest.js';
import {
  type ChangedEntities,
  type ClusterState,
  emptyState,
  type NodeRecord,
  type StackRecord,
  type WorkloadRecord,
} from './state.js';

/** Every entity of the state. Run specs stand once, under their hash. */
export function* entitiesOf(state: ClusterState): Generator<readonly [key: string, value: unknown]> {
  yield ['cluster', clusterEntity(state)];
  const runs = new Set<string>();
  for (const node of state.nodes.values()) yield [`node:${node.info.id}`, nodeEntity(node)];
  for (const stack of state.stacks.values()) yield [`stack:${stack.name}`, stackEntity(stack)];
  for (const workload of state.workloads.values())
    yield [`workload:${workload.key}`, workloadEntity(workload)];
  for (const placement of state.placements.values()) {
    const key = runKeyOf(placement);
    if (!runs.has(key)) yield [`run:${key}`, placement.run];
    runs.add(key);
    yield [`placement:${placement.id}`, placementEntity(placement)];
  }
  for (const reservation of state.reservations.values()) yield [`reservation:${reservation.id}`, reservation];
  for (const nomination of state.nominations.values()) yield [`nomination:${nomination.id}`, nomination];
  for (const token of state.tokens.values()) yield [`token:${token.hash}`, token];
  for (const identity of state.identities.values()) yield [`identity:${identity.node}`, identity];
  for (const secret of state.secrets.values()) yield [`secret:${secret.name}`, secret];
  for (const user of state.users.values()) yield [`user:${user.name}`, user];
}

/** The entities that `apply` marked as changed; a key without a value is to be deleted. */
export function changedEntities(state: ClusterState): {
  readonly puts: Map<string, unknown>;
  readonly deletes: string[];
} {
  const puts = new Map<string, unknown>([['cluster', clusterEntity(state)]]);
  const deletes: string[] = [];
  const { entities } = state.changes;
  const note = <Id extends string, Value>(
    kind: keyof ChangedEntities,
    ids: ReadonlySet<Id>,
    all: ReadonlyMap<Id, Value>,
    entity: (value: Value) => unknown,
  ) => {
    for (const id of ids) {
      const value = all.get(id);
      if (value === undefined) deletes.push(`${kind}:${id}`);
      else puts.set(`${kind}:${id}`, entity(value));
    }
  };
  note('node', entities.node, state.nodes, nodeEntity);
  note('stack', entities.stack, state.stacks, stackEntity);
  note('workload', entities.workload, state.workloads, workloadEntity);
  note('placement', entities.placement, state.placements, (placement) => {
    puts.set(`run:${runKeyOf(placement)}`, placement.run);
    return placementEntity(placement);
  });
  note('reservation', entities.reservation, state.reservations, (reservation) => reservation);
  note('nomination', entities.nomination, state.nominations, (nomination) => nomination);
  note('token', entities.token, state.tokens, (token) => token);
  note('identity', entities.identity, state.identities, (identity) => identity);
  note('secret', entities.secret, state.secrets, (secret) => secret);
  note('user', entities.user, state.users, (user) => user);
  return { puts, deletes };
}

/** They stand in a checkpoint now. */
export function forgetChangedEntities({ changes }: ClusterState): void {
  for (const ids of Object.values(changes.entities)) ids.clear();
}

type ClusterEntity = Pick<
  ClusterState,
  'index' | 'epoch' | 'leader' | 'generationFloor' | 'versionFloor' | 'latestMs' | 'authority' | 'agentUpdate'
>;

function clusterEntity(state: ClusterState): ClusterEntity {
  const { index, epoch, leader, generationFloor, versionFloor, latestMs, authority, agentUpdate } = state;
  const cluster = { index, epoch, leader, generationFloor, versionFloor, latestMs, authority };
  return { ...cluster, ...(agentUpdate && { agentUpdate }) };
}

type NodeEntity = Omit<NodeRecord, 'load' | 'placements' | 'digest'> & { readonly nextPort: number };

function nodeEntity({ load, placements: _placements, digest: _digest, ...rest }: NodeRecord): NodeEntity {
  return { ...rest, nextPort: load.nextPort };
}

type StackEntity = Omit<StackRecord, 'workloads'> & { readonly workloads: readonly WorkloadKey[] };

function stackEntity({ workloads, ...rest }: StackRecord): StackEntity {
  return { ...rest, workloads: [...workloads] };
}

type WorkloadEntity = Omit<WorkloadRecord, 'placements' | 'outdated'>;

function workloadEntity({
  placements: _placements,
  outdated: _outdated,
  ...rest
}: WorkloadRecord): WorkloadEntity {
  return rest;
}

type PlacementEntity = Omit<Placement, 'run'>;

function placementEntity({ run: _run, ...rest }: Placement): PlacementEntity {
  return rest;
}

/** Builds the state from entities, in any order of keys. */
export function stateFromEntities(entities: ReadonlyMap<string, unknown>): ClusterState {
  const state = emptyState();
  const of = <T>(kind: string): T[] => {
    const found: T[] = [];
    for (const [key, value] of entities) if (key.startsWith(`${kind}:`)) found.push(value as T);
    return found;
  };
  Object.assign(state, entities.get('cluster'));
  for (const { nextPort, ...node } of of<NodeEntity>('node')) {
    const load = emptyLoad(node.info.inventory);
    load.nextPort = nextPort;
    state.nodes.set(node.info.id, { ...node, load, placements: new Map(), digest: new AssignmentDigest() });
  }
  for (const stack of of<StackEntity>('stack')) {
    state.stacks.set(stack.name, { ...stack, workloads: new Set(stack.workloads) });
  }
  for (const workload of of<WorkloadEntity>('workload')) {
    state.workloads.set(workload.key, { ...workload, placements: new Map(), outdated: 0 });
    state.dependants.set(workload.key, workload.spec.needs);
  }
  for (const entity of of<PlacementEntity>('placement')) restorePlacement(state, entity, entities);
  for (const reservation of of<Reservation>('reservation')) restoreReservation(state, reservation);
  for (const nomination of of<Nomination>('nomination')) {
    state.nominations.set(nomination.id, { ...nomination });
    const node = state.nodes.get(nomination.node);
    if (node) holdNomination(node.load, nomination.held);
  }
  for (const token of of<JoinTokenRecord>('token')) state.tokens.set(token.hash, { ...token });
  for (const identity of of<NodeIdentity>('identity')) state.identities.set(identity.node, { ...identity });
  for (const secret of of<SecretRecord>('secret')) state.secrets.set(secret.name, secret);
  for (const user of of<UserRecord>('user')) state.users.set(user.name, { ...user });
  return state;
}

function restorePlacement(
  state: ClusterState,
  entity: PlacementEntity,
  entities: ReadonlyMap<string, unknown>,
): void {
  const run = entities.get(`run:${runKeyOf(entity)}`) as RunSpec | undefined;
  assert(run, `checkpoint lacks run ${runKeyOf(entity)} of placement ${entity.id}`);
  const { observed, changedAtMs } = entity;
  // Written before there was health.
  const ready = { ready: observed === 'running', readySinceMs: changedAtMs, unready: '' };
  const placement: Placement = { ...ready, ...entity, run };
  state.placements.set(placement.id, placement);
  const workload = state.workloads.get(placement.workload);
  workload?.placements.set(placement.id, placement);
  if (workload && workload.runHash !== placement.runHash) workload.outdated++;
  const node = state.nodes.get(placement.node);
  if (!node || isTerminal(placement.observed)) return;
  node.placements.set(placement.id, placement);
  node.digest.toggle(placement.id, placement.desired);
  state.consumers.count(node.info.id, run, 1);
  const { nextPort } = node.load;
  hold(node.load, placement.claim);
  node.load.nextPort = nextPort;
}

function restoreReservation(state: ClusterState, reservation: Reservation): void {
  state.reservations.set(reservation.id, reservation);
  const node = state.nodes.get(reservation.node);
  if (!node) return;
  const { nextPort } = node.load;
  hold(node.load, reservation.claim);
  node.load.nextPort = nextPort;
}

/** Equal for equal states, whatever the order in which they came about. For comparing replicas, replays and restores. */
export function stateDigest(state: ClusterState): string {
  let sum = 0;
  // Below 2^53 addition is exact, and only exact addition does not depend on the order.
  const add = (text: string, seed: number) => {
    sum = (sum + (hash53(text, seed) % DIGEST_MODULUS)) % DIGEST_MODULUS;
  };
  for (const [key, value] of entitiesOf(state)) add(`${key}=${canonicalJson(value)}`, 0);
  for (const node of state.nodes.values()) {
    const { held, ports, devices } = node.load;
    const load = [node.info.id, held, [...ports].sort(), Object.fromEntries(devices), node.digest.toString()];
    add(canonicalJson(load), 1);
  }
  return fingerprint(String(sum));
}

const DIGEST_MODULUS = 2 ** 52;
