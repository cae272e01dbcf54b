/**
 * Does what a plan says. It may be cut off anywhere: what is there then leads to the same end when it is planned and carried
 * out again.
 *
 * Invariants: 1. a block is removed from the stream only when a folder has it, synced; 2. from before the first change until the
 * recovery itself stands in the ledger, the stream is marked, and no coordinator uses it; 3. folders are changed last, and
 * put aside, never removed.
 */
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BerthError, type Ids } from '@berth/core';
import { decodeBlock, encodeBlock } from '../block-record.js';
import { appendRecord } from '../jetstream/append.js';
import { openLocalRecords } from '../jetstream/local-records.js';
import { type StreamSettings, streamConfig } from '../jetstream/settings.js';
import { StreamGuard } from '../jetstream/stream-guard.js';
import { backoffMs, wait } from '../jetstream/waiting.js';
import { syncFolder } from '../slot-file.js';
import type { Checkpoint, Head, StoredBlock } from '../store.js';
import { hashOn, type Line, type Piece } from './line.js';
import type { RecoveryPlan } from './plan.js';
import { exists, newFolder, type OpenCopy, replicaFolder, STREAM, type SurveyDeps } from './survey.js';

export type CarryOutDeps = SurveyDeps & {
  readonly copies: readonly OpenCopy[];
  readonly settings: StreamSettings;
  readonly ids: Ids;
  /** The block that says what was done, behind the restored ones. */
  readonly recoveredBlock: (plan: RecoveryPlan) => StoredBlock;
};

export type CarriedOut = {
  readonly head: Head;
  /** Where folders were put aside, by data folder. */
  readonly aside: Readonly<Record<string, string>>;
};

/** Records that are on their way at once. */
const WINDOW = 64;
const PATIENCE_MS = 60_000;
const RESOLVE_MS = 30_000;
const TELL_EVERY = 1_000;

/** Throws "conflict" when somebody else appends meanwhile, and "unreachable" when servers do not answer. Closes the folders. */
export async function carryOut(deps: CarryOutDeps, plan: RecoveryPlan): Promise<CarriedOut> {
  const checkpoint = await checkpointOf(deps, plan);
  const { head, identity } = await restoreStream(deps, plan);
  const aside: Record<string, string> = {};
  for (const { folder, kind } of plan.copies) {
    if (kind === 'keep') continue;
    await copyOf(deps, folder).close();
    // A stream that begins at block 1 is believed from its end on; else from the checkpoint.
    const noted = checkpoint ?? plan.line.head;
    const start = {
      noted: { index: noted.index, hash: noted.hash, identity },
      ...(checkpoint && { checkpoint }),
    };
    aside[folder] = await replaceFolder(replicaFolder(folder), start);
  }
  return { head, aside };
}

function copyOf({ copies }: CarryOutDeps, folder: string): OpenCopy {
  return copies.find(({ survey }) => survey.folder === folder) as OpenCopy;
}

async function checkpointOf(
  deps: CarryOutDeps,
  { line, first }: RecoveryPlan,
): Promise<Checkpoint | undefined> {
  if (first === 1 || line.checkpoint === undefined) return undefined;
  return copyOf(deps, line.checkpoint).loadCheckpoint();
}

// ---- the stream ------------------------------------------------------------------------------------------------------

async function restoreStream(
  deps: CarryOutDeps,
  plan: RecoveryPlan,
): Promise<{ readonly head: Head; readonly identity: string }> {
  const { line, stream: action } = plan;
  const { stream, ids } = deps;
  if (action.kind === 'keep') return { head: line.head, identity: await identityOf(deps) };
  const recovery = `ending at ${line.head.index}`;
  let from: number;
  let place: OpenCopy | undefined;
  if (action.kind === 'refill') {
    place = await rescue(deps, line);
    await untilDone(deps, 'remove the stream', () => stream.remove());
    await create(deps, plan, { identity: action.identity ?? ids.next('stream'), recovery });
    from = line.base;
  } else {
    await untilDone(deps, 'mark the stream', () => stream.mark(recovery));
    from = action.from;
  }
  const identity = await identityOf(deps);
  const appending = new Appending(deps, identity);
  for (const piece of line.pieces) {
    const start = Math.max(piece.from, from);
    if (start <= piece.to)
      await appending.all(blocksOf(deps, { ...piece, from: start }, place), line.head.index);
  }
  let { head } = line;
  // A recovery that was cut off may have got so far.
  const isSaid =
    from > head.index && line.pieces.some(({ strand }) => strand.recoveries.includes(head.index));
  if (!isSaid) {
    const block = deps.recoveredBlock(plan);
    await appending.one(block);
    head = { index: block.index, hash: block.hash };
  }
  await untilDone(deps, 'take the mark off the stream', () => stream.mark(undefined));
  return { head, identity };
}

/** What only the stream holds goes into a folder that holds nothing else at these indexes. */
async function rescue(deps: CarryOutDeps, line: Line): Promise<OpenCopy | undefined> {
  const ofStream = line.pieces.filter(({ strand }) => strand.source === STREAM);
  if (ofStream.length === 0) return undefined;
  const place = deps.copies.find(
    ({ survey, isReadable }) =>
      isReadable && survey.strands.every(({ head }) => hashOn(line, head.index) === head.hash),
  );
  if (!place) {
    const words =
      'the stream has to be made anew, and some of its blocks are nowhere else: they need a place meanwhile; ' +
      'give, with --data, also the folder of a coordinator whose blocks agree with it';
    throw new BerthError('conflict', words);
  }
  for (const piece of ofStream) {
    const { from, to } = piece;
    deps.log.info('keeping blocks of the stream', { from, to, folder: place.survey.folder });
    await place.fill(blocksOf(deps, piece));
  }
  return place;
}

/** `place`: where the stream's own are after it was made anew. */
function blocksOf(
  deps: CarryOutDeps,
  { strand, from, to }: Piece,
  place?: OpenCopy,
): AsyncIterable<StoredBlock> {
  if (strand.source !== STREAM) return copyOf(deps, strand.source).read(from, to);
  return place ? place.read(from, to) : streamBlocks(deps, from, to);
}

async function* streamBlocks(
  { stream }: CarryOutDeps,
  from: number,
  to: number,
): AsyncGenerator<StoredBlock> {
  for (let index = from; index <= to; index++) {
    const got = await stream.get(index);
    const block = got.kind === 'record' ? decodeBlock(index, got.bytes) : undefined;
    if (!block)
      throw new BerthError(
        'unreachable',
        `${stream.name}: block ${index} cannot be read any more: try again`,
      );
    yield block;
  }
}

async function create(
  { stream, settings, clock, random }: CarryOutDeps,
  { line }: RecoveryPlan,
  marks: { readonly identity: string; readonly recovery: string },
): Promise<void> {
  const startedMs = clock.monotonicMs();
  for (let attempt = 0; ; attempt++) {
    const made = await stream.createFrom(line.base, streamConfig(settings), marks);
    const looked = await stream.look();
    if (looked.kind === 'state' && looked.identity === marks.identity) return;
    if (looked.kind === 'state') throw someoneElse(stream.name);
    if (clock.monotonicMs() - startedMs >= PATIENCE_MS) {
      const why = typeof made === 'string' ? 'no server answers' : made.why;
      throw new BerthError('unreachable', `${stream.name} cannot be made: ${why}`);
    }
    await wait(clock, backoffMs(attempt, random));
  }
}

async function identityOf({ stream, clock, random }: CarryOutDeps): Promise<string> {
  const startedMs = clock.monotonicMs();
  for (let attempt = 0; clock.monotonicMs() - startedMs < PATIENCE_MS; attempt++) {
    const looked = await stream.look();
    if (looked.kind === 'state') return looked.identity;
    await wait(clock, backoffMs(attempt, random));
  }
  throw new BerthError('unreachable', `${stream.name}: no server answers`);
}

async function untilDone(
  { clock, random, stream }: CarryOutDeps,
  what: string,
  run: () => Promise<boolean>,
): Promise<void> {
  const startedMs = clock.monotonicMs();
  for (let attempt = 0; !(await run()); attempt++) {
    if (clock.monotonicMs() - startedMs >= PATIENCE_MS)
      throw new BerthError(
        'unreachable',
        `${stream.name}: cannot ${what}: no server answers; run this again`,
      );
    await wait(clock, backoffMs(attempt, random));
  }
}

function someoneElse(name: string): BerthError {
  return new BerthError(
    'conflict',
    `${name}: somebody else writes to it: end all coordinators, and run this again`,
  );
}

/** Many at once; when one is not acknowledged, each of them by itself, until its outcome is known. */
class Appending {
  readonly #deps: CarryOutDeps;
  readonly #guard: StreamGuard;
  #last = 0;

  constructor(deps: CarryOutDeps, identity: string) {
    const { stream, clock } = deps;
    this.#deps = deps;
    this.#guard = new StreamGuard({
      stream,
      clock,
      staleMs: RESOLVE_MS,
      identity,
      durable: () => this.#last,
    });
  }

  async all(blocks: AsyncIterable<StoredBlock>, end: number): Promise<void> {
    let window: StoredBlock[] = [];
    for await (const block of blocks) {
      window.push(block);
      if (block.index % TELL_EVERY === 0) this.#deps.log.info('restoring', { block: block.index, of: end });
      if (window.length < WINDOW) continue;
      await this.#send(window);
      window = [];
    }
    await this.#send(window);
  }

  async #send(window: readonly StoredBlock[]): Promise<void> {
    const { stream } = this.#deps;
    const answers = await Promise.all(
      window.map((block) => stream.publish(encodeBlock(block), block.index - 1)),
    );
    const stored = answers.every(
      (answer, at) => answer.kind === 'stored' && answer.sequence === window[at]?.index,
    );
    if (!stored) for (const block of window) await this.one(block);
    this.#last = window.at(-1)?.index ?? this.#last;
  }

  async one(block: StoredBlock): Promise<void> {
    const { stream, clock, random } = this.#deps;
    const signal = new AbortController().signal;
    const options = { resolveMs: RESOLVE_MS, unsafe: {}, onStep: () => {}, signal };
    const deps = { stream, guard: this.#guard, clock, random, ...options };
    if ((await appendRecord(deps, block.index, encodeBlock(block))) === 'deposed')
      throw someoneElse(stream.name);
    this.#last = block.index;
  }
}

// ---- folders ---------------------------------------------------------------------------------------------------------

type Start = {
  readonly noted: Head & { readonly identity: string };
  readonly checkpoint?: Checkpoint;
};

/** Says where the old one is. The new one is whole before it takes its place. */
async function replaceFolder(folder: string, { noted, checkpoint }: Start): Promise<string> {
  const fresh = newFolder(folder);
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true, mode: 0o700 });
  const local = await openLocalRecords(fresh);
  try {
    if (checkpoint)
      await local.saveCheckpoint({ ...checkpoint, puts: checkpoint.entities, deletes: [], full: true });
    await local.note(noted);
  } finally {
    await local.close();
  }
  let at = 1;
  while (await exists(join(`${folder}.aside-${at}`))) at++;
  const aside = `${folder}.aside-${at}`;
  await rename(folder, aside);
  await rename(fresh, folder);
  await syncFolder(dirname(folder));
  return aside;
}
