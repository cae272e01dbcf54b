/** From the ledger to the state: the last checkpoint, then every block after it. */
import { apply, BerthError, type ClusterState, emptyState, type Log, stateFromEntities } from '@berth/core';
import type { Ledger } from '@berth/ledger';

export type Recovered = {
  readonly state: ClusterState;
  /** Of the checkpoint that it was built on; 0 when there was none to build on. */
  readonly checkpointIndex: number;
};

export async function recoverState(ledger: Ledger, log: Log): Promise<Recovered> {
  const state = (await fromCheckpoint(ledger, log)) ?? emptyState();
  const checkpointIndex = state.index;
  for await (const { block } of ledger.read(checkpointIndex + 1)) {
    for (const event of block.events) apply(state, event, { index: block.index });
    state.index = block.index;
  }
  log.info('state recovered', {
    index: state.index,
    checkpoint: checkpointIndex,
    placements: state.placements.size,
  });
  return { state, checkpointIndex };
}

/** A damaged checkpoint is no loss while the log reaches back to its first block: it is only a shortcut. */
async function fromCheckpoint(ledger: Ledger, log: Log): Promise<ClusterState | undefined> {
  try {
    const checkpoint = await ledger.loadCheckpoint();
    if (!checkpoint) return undefined;
    const entities = new Map<string, unknown>();
    for (const [key, bytes] of checkpoint.entities) entities.set(key, JSON.parse(decoder.decode(bytes)));
    return stateFromEntities(entities);
  } catch (thrown) {
    const error = BerthError.from(thrown, 'corrupt');
    if (error.code !== 'corrupt' || ledger.oldest > 1) throw error;
    log.warn('the checkpoint is damaged: replaying the whole ledger instead', { why: error.message });
    return undefined;
  }
}

const decoder = new TextDecoder();
