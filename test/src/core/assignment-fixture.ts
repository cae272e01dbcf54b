import { type Assignment, placementId, type RunSpec, workloadKey } from '@berth/core';
import { workload } from './cluster-fixture.js';

const KEY = workloadKey('shop', 'task');

/** A snapshot of so many copies, each with a run of its own, which has a file of so many bytes. */
export function assignmentOf(copies: number, fileBytes: number): Assignment {
  const { run } = workload();
  const all = Array.from({ length: copies }, (_, at) => at);
  const runOf = (at: number): RunSpec => {
    const content = String(at).padEnd(fileBytes, '.');
    return { ...run, files: { input: { content, mode: 0o400, onChange: 'restart' } } };
  };
  return {
    ...{ kind: 'assignment', form: 'snapshot' },
    ...{ epoch: 2, baseVersion: 0, version: 7, digest: 'd', removed: [] },
    placements: all.map((at) => ({
      ...{ id: placementId(KEY, at, 1), workload: KEY, replica: at, generation: 1, runHash: `h${at}` },
      ...{ claim: { quantities: {}, ports: {}, devices: {} }, desired: 'running' },
    })),
    runs: Object.fromEntries(all.map((at) => [`h${at}`, runOf(at)])),
  };
}
