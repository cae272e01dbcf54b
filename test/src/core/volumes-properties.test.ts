/** Random clusters with volumes: no replica ever runs beside its data, or twice beside it, and no disk is over its capacity. */
import {
  decideVolumesDeleted,
  entitiesOf,
  isTerminal,
  type NodeInfo,
  nodeId,
  type Placement,
  removedOn,
  SIZED_VOLUMES_ATTRIBUTE,
  splitWorkloadKey,
  stateDigest,
  stateFromEntities,
  type Turn,
  type VolumeUse,
  volumeId,
} from '@berth/core';
import test from 'ava';
import fc from 'fast-check';
import { ACTOR, ClusterFixture, nodeInfo, stack, workload } from './cluster-fixture.js';

const NODES = ['a', 'b', 'c'] as const;

type Step =
  | { readonly apply: number; readonly replicas: number; readonly sizeMiB: number }
  | { readonly tell: number; readonly phase: 'running' | 'failed' }
  | { readonly away: number }
  | { readonly back: number }
  | { readonly gone: number }
  | { readonly close: number; readonly force: boolean }
  | { readonly open: number }
  | { readonly remove: number; readonly force: boolean }
  | { readonly delete: true };

class Watched extends ClusterFixture {
  /** Of every volume: the node that it was bound to, by its number. */
  readonly #homes = new Map<string, string>();

  override turn<Reply>(decide: (turn: Turn) => Reply): Reply {
    const reply = super.turn(decide);
    this.#look();
    return reply;
  }

  #look(): void {
    const { state } = this;
    for (const { id, number, node } of state.volumes.values()) {
      const home = this.#homes.get(`${id}#${number}`) ?? node;
      if (home !== node) throw new Error(`${id} was on ${home}, and is on ${node}`);
      this.#homes.set(`${id}#${number}`, node);
    }
    const users = new Map<string, Placement>();
    for (const placement of state.placements.values()) {
      if (isTerminal(placement.observed)) continue;
      for (const [name, number] of Object.entries(placement.volumes ?? {})) {
        const { stack: own } = splitWorkloadKey(placement.workload);
        const key = `${volumeId(own, name, placement.replica)}#${number}`;
        if (this.#homes.get(key) !== placement.node) throw new Error(`${placement.id} is away from ${key}`);
        const other = users.get(`${key} ${placement.workload}`);
        if (other) throw new Error(`${placement.id} and ${other.id} both have ${key}`);
        users.set(`${key} ${placement.workload}`, placement);
      }
    }
    for (const [id, { load, placements }] of state.nodes) {
      const held = load.held.disk ?? 0;
      if (held > (load.capacity.disk ?? 0)) throw new Error(`${id} holds ${held} of its disk`);
      let sum = 0;
      for (const volume of state.volumes.values()) if (volume.node === id) sum += volume.sizeMiB;
      for (const { claim } of placements.values()) sum += claim.quantities.disk ?? 0;
      if (sum !== held) throw new Error(`${id} holds ${held} of its disk, and ${sum} is bound`);
    }
  }
}

function node(id: string): NodeInfo {
  return nodeInfo(id, { attributes: { [SIZED_VOLUMES_ATTRIBUTE]: 'ext4' } });
}

function specOf(version: number, replicas: number, sizeMiB: number) {
  const uses = (...names: string[]) =>
    names.map((volume): VolumeUse => ({ volume, readOnly: false, ...(volume === 'data' && { sizeMiB }) }));
  const keeping = (wish: Parameters<typeof workload>[0], volumes: readonly VolumeUse[]) => {
    const spec = workload({ command: ['serve', String(version)], cpu: 10, memory: 8, ...wish });
    return { ...spec, run: { ...spec.run, volumes } };
  };
  const disconnect = { policy: version % 2 === 0 ? 'replace' : 'exclusive', afterMs: 0 } as const;
  return stack('shop', {
    db: keeping({ replicas, update: { maxSurge: version % 2 } }, uses('data')),
    log: keeping({ replicas: 1, disconnect }, uses('data', 'log')),
    plain: workload({ replicas, cpu: 10, memory: 8 }),
  });
}

function take(cluster: Watched, step: Step): void {
  const at = (index: number) => NODES[index % NODES.length] as string;
  const info = (index: number) => cluster.state.nodes.get(nodeId(at(index)));
  if ('apply' in step) cluster.apply(specOf(step.apply, step.replicas, step.sizeMiB));
  else if ('tell' in step) {
    const { tell } = step;
    cluster.observeAll(step.phase, (copy) => copy.desired === 'stopped' || copy.replica % 3 === tell % 3);
  } else if ('away' in step) {
    if (info(step.away)?.connection === 'up') cluster.disconnect(at(step.away), 10 * 60_000);
  } else if ('back' in step) {
    cluster.silentMs.clear();
    cluster.join(node(at(step.back)));
    const id = nodeId(at(step.back));
    cluster.turn((turn) => decideVolumesDeleted(turn, id, removedOn(turn.state, id)));
  } else if ('gone' in step)
    cluster.command({ kind: 'remove-node', node: nodeId(at(step.gone)), actor: ACTOR });
  else if ('close' in step)
    cluster.command({
      ...{ kind: 'set-eligibility', node: nodeId(at(step.close)), eligibility: 'draining', actor: ACTOR },
      ...(step.force && { deadlineMs: 1_000, force: true }),
    });
  else if ('open' in step)
    cluster.command({
      ...{ kind: 'set-eligibility', node: nodeId(at(step.open)), eligibility: 'eligible', actor: ACTOR },
    });
  else if ('remove' in step) {
    const volumes = [...cluster.state.volumes.keys()];
    const volume = volumes[step.remove % Math.max(1, volumes.length)];
    if (volume) cluster.command({ kind: 'remove-volume', volume, force: step.force, actor: ACTOR });
  } else cluster.command({ kind: 'delete', stack: 'shop', actor: ACTOR });
  cluster.nowMs += 11_000;
  for (const key of cluster.state.workloads.keys()) cluster.state.changes.dirty.add(key);
  cluster.settle();
}

const small = fc.nat({ max: 5 });
const STEP: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ apply: small, replicas: small, sizeMiB: fc.constantFrom(1, 2_000, 4_000) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ tell: small, phase: fc.constantFrom('running' as const, 'failed' as const) }),
  },
  fc.record({ away: small }),
  { weight: 2, arbitrary: fc.record({ back: small }) },
  fc.record({ gone: small }),
  fc.record({ close: small, force: fc.boolean() }),
  { weight: 2, arbitrary: fc.record({ open: small }) },
  { weight: 2, arbitrary: fc.record({ remove: small, force: fc.boolean() }) },
  fc.record({ delete: fc.constant(true as const) }),
);

test('a replica runs where its volumes are, one copy of a workload at a time; disks are never over their capacity', (t) => {
  fc.assert(
    fc.property(fc.array(STEP, { maxLength: 25 }), (steps) => {
      const cluster = new Watched();
      cluster.join(...NODES.map(node));
      for (const step of steps) take(cluster, step);
      const entities = new Map(
        [...entitiesOf(cluster.state)].map(([key, value]) => [
          key,
          JSON.parse(JSON.stringify(value)) as unknown,
        ]),
      );
      return stateDigest(stateFromEntities(entities)) === stateDigest(cluster.state);
    }),
    { numRuns: 60 },
  );
  t.pass();
});
