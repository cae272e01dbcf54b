/** What changes in place and what replaces a copy, by the rules alone. */
import { entitiesOf, type FileSpec, runKeyOf, stateDigest, stateFromEntities } from '@berth/core';
import test from 'ava';
import { ClusterFixture, stack, workload } from './cluster-fixture.js';

function withFiles(files: Readonly<Record<string, FileSpec>>) {
  const web = workload({ replicas: 2, command: ['serve'] });
  return { ...web, run: { ...web.run, files } };
}

const told = (content: string): FileSpec => ({ content, mode: 0o400, onChange: 'signal', signal: 'SIGHUP' });
const kept = (content: string): FileSpec => ({ content, mode: 0o400, onChange: 'restart' });

test('a file with onChange signal changes in place: the same copies, a new version of the assignment, no rollout', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a', 'b');
  cluster.apply(
    stack('shop', {
      web: withFiles({ a: told('1'), b: kept('1') }),
      other: withFiles({ a: told('9'), b: kept('1') }),
    }),
  );
  cluster.observeAll();
  const before = cluster.wanted().map(({ id }) => id);
  const versions = [...cluster.state.nodes.values()].map(({ assignmentVersion }) => assignmentVersion);
  cluster.apply(
    stack('shop', {
      web: withFiles({ a: told('2'), b: kept('1') }),
      other: withFiles({ a: told('9'), b: kept('1') }),
    }),
  );
  const after = cluster.wanted();
  t.deepEqual(
    after.map(({ id }) => id),
    before,
  );
  const web = after.filter((copy) => copy.workload === 'shop/web');
  const other = after.filter((copy) => copy.workload === 'shop/other');
  t.true(web.every(({ run }) => run.files?.a?.content === '2'));
  t.true(other.every(({ run }) => run.files?.a?.content === '9'));
  t.is(web[0]?.runHash, other[0]?.runHash as string);
  t.not(runKeyOf(web[0] as { runHash: string }), runKeyOf(other[0] as { runHash: string }), 'both travel');
  t.true([...cluster.state.nodes.values()].some((node, at) => node.assignmentVersion > (versions[at] ?? 0)));
  t.is(cluster.state.workloads.get('shop/web' as never)?.rollout, undefined);
  const restored = stateFromEntities(new Map(entitiesOf(cluster.state)));
  t.is(stateDigest(restored), stateDigest(cluster.state));
  t.deepEqual(restored.placements.get(web[0]?.id as never)?.run.files, web[0]?.run.files);
});

test('a file with onChange restart replaces the copies', (t) => {
  const cluster = new ClusterFixture();
  cluster.join('a', 'b');
  cluster.apply(stack('shop', { web: withFiles({ a: told('1'), b: kept('1') }) }));
  cluster.observeAll();
  const before = cluster.wanted().map(({ id }) => id);
  cluster.apply(stack('shop', { web: withFiles({ a: told('1'), b: kept('2') }) }));
  t.true(cluster.wanted().some(({ id }) => !before.includes(id)));
  t.not(cluster.state.workloads.get('shop/web' as never)?.rollout, undefined);
});
