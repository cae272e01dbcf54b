/** A checkpoint handed from one coordinator to another that starts without: how it travels, and how it is checked. */
import { createHash } from 'node:crypto';
import { BerthError, type Clock, type Log } from '@berth/core';
import type { Checkpoint, Ledger } from '@berth/ledger';
import type { Announcement, CheckpointPart, ControlClient, PeerCarrier } from '@berth/transport';
import { CHECKPOINT_EVERY_BLOCKS } from './checkpointer.js';

/** Values that travel together, at least; one may be larger. */
const PART_BYTES = 256 * 1024;

export async function* checkpointParts(ledger: Ledger): AsyncGenerator<CheckpointPart> {
  const checkpoint = await ledger.loadCheckpoint();
  if (!checkpoint) throw new BerthError('not_found', 'this coordinator has written no checkpoint yet');
  const { index, epoch, hash, entities } = checkpoint;
  const about = { index, epoch, hash, count: entities.size, digest: digestOf(entities) };
  yield { kind: 'about', ledgerId: ledger.ledgerId, ...about };
  let part: (readonly [string, Uint8Array])[] = [];
  let bytes = 0;
  for (const [key, value] of entities) {
    part.push([key, value]);
    bytes += key.length + value.length;
    if (bytes < PART_BYTES) continue;
    yield { kind: 'entities', entities: part };
    part = [];
    bytes = 0;
  }
  if (part.length > 0) yield { kind: 'entities', entities: part };
}

/** Throws "corrupt" when it did not come whole. */
export async function joinCheckpoint(parts: AsyncIterable<CheckpointPart>): Promise<Checkpoint> {
  let about: Extract<CheckpointPart, { kind: 'about' }> | undefined;
  const entities = new Map<string, Uint8Array>();
  for await (const part of parts) {
    if (part.kind === 'about') about = part;
    else for (const [key, value] of part.entities) entities.set(key, value);
  }
  if (!about || entities.size !== about.count || digestOf(entities) !== about.digest)
    throw new BerthError('corrupt', 'the checkpoint did not come whole');
  const { index, epoch, hash, ledgerId } = about;
  return { index, epoch, hash, ledgerId, entities };
}

/** Lengths stand between, so that nothing moves from one into the next unseen. */
function digestOf(entities: ReadonlyMap<string, Uint8Array>): string {
  const hash = createHash('sha256');
  for (const [key, value] of entities) hash.update(`${key.length} ${key} ${value.length} `).update(value);
  return hash.digest('hex');
}

export type FetchDeps = {
  readonly ledger: Ledger;
  readonly peers: PeerCarrier;
  readonly connect: (control: string) => ControlClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly name: string;
};

/** Coordinators announce themselves once a second; one that just starts too may take longer. */
const LISTEN_MS = { nice: 3_000, needed: 30_000 };
const LOOK_MS = 100;

/**
 * Takes over a peer's checkpoint where its own is missing, useless or far behind. Throws "too_old" when the state cannot
 * be had without one, and nobody hands one over.
 */
export async function fetchCheckpoint(deps: FetchDeps): Promise<void> {
  const { ledger, peers, clock, log, name } = deps;
  const need = await needOf(ledger);
  if (need === 'none') return;
  const heard = new Map<string, Announcement>();
  peers.onAnnouncement((said) => heard.set(said.name, said));
  const startedMs = clock.monotonicMs();
  const refused = new Map<string, string>();
  while (clock.monotonicMs() - startedMs < LISTEN_MS[need]) {
    for (const said of heard.values()) {
      const useful = (said.checkpoint ?? 0) >= Math.max(1, ledger.oldest - 1);
      if (said.name === name || !useful || refused.has(said.name)) continue;
      const why = await takeFrom(deps, said);
      if (why === undefined) return;
      log.warn('no checkpoint from a peer', { peer: said.name, why });
      refused.set(said.name, why);
    }
    await new Promise<void>((resolve) => clock.schedule(LOOK_MS, resolve));
  }
  if (need === 'nice') return;
  throw new BerthError(
    'too_old',
    `blocks below ${ledger.oldest} are purged, this coordinator has no checkpoint that reaches them, and no other one ` +
      'hands one over: start one that has its data first, or see `berth ledger recover --help`',
  );
}

async function needOf(ledger: Ledger): Promise<'none' | 'nice' | 'needed'> {
  const own = await ledger.loadCheckpoint().catch((thrown: unknown) => {
    const { code } = BerthError.from(thrown);
    if (code !== 'corrupt' && code !== 'too_old') throw thrown;
    return undefined;
  });
  if (own) return 'none';
  if (ledger.oldest > 1) return 'needed';
  return ledger.head.index >= CHECKPOINT_EVERY_BLOCKS ? 'nice' : 'none';
}

/** Why not; undefined when it was taken over. */
async function takeFrom(
  { ledger, connect, log }: FetchDeps,
  { name, control }: Announcement,
): Promise<string | undefined> {
  const client = connect(control);
  try {
    const checkpoint = await joinCheckpoint(client.readCheckpoint(new AbortController().signal));
    await ledger.takeCheckpoint(checkpoint);
    log.info('checkpoint taken over', { from: name, index: checkpoint.index });
    return undefined;
  } catch (thrown) {
    return BerthError.from(thrown).message;
  } finally {
    client.close();
  }
}
