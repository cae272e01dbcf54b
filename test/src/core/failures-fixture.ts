/** A cluster in which copies fail on their nodes, as agents say it: restarts are the agents', moves the coordinator's. */
import { decideStatus, type Placement, type PlacementStatus, type WorkloadKey } from '@berth/core';
import { ACTOR, ClusterFixture } from './cluster-fixture.js';

export class Failing extends ClusterFixture {
  /** What the agent of a copy says of it. */
  say(copy: Placement, said: Partial<PlacementStatus>): void {
    const status = { placement: copy.id, phase: 'running', restarts: copy.restarts, message: '' } as const;
    const report = {
      kind: 'status' as const,
      sequence: ++this.sequence,
      statuses: [{ ...status, atMs: this.nowMs, ...said }],
    };
    this.turn((turn) => decideStatus(turn, copy.node, report));
    this.settle();
  }

  /** Copies that are to run and have not failed. */
  live(): Placement[] {
    return this.wanted().filter(({ observed }) => observed !== 'failed');
  }

  fail(copy: Placement, message = 'exited with code 2'): void {
    this.say(copy, { phase: 'failed', exitCode: 2, message });
  }

  /** Time goes by, and every workload is looked at. */
  pass(ms: number): void {
    this.nowMs += ms;
    for (const key of this.state.workloads.keys()) this.state.changes.dirty.add(key);
    this.settle();
  }

  retry(target: string): string {
    const reply = this.command({ kind: 'retry', target, actor: ACTOR });
    return reply.kind === 'rejected' ? reply.message : reply.kind;
  }

  workload(key: string) {
    const found = this.state.workloads.get(key as WorkloadKey);
    if (!found) throw new Error(`no ${key}`);
    return found;
  }
}
