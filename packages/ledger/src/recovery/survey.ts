/** What there is of a ledger: its stream, and the folders of its coordinators. Reads only. */
import { access, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { BerthError, type Clock, type Log, type Random } from '@berth/core';
import { decodeBlock } from '../block-record.js';
import type { RecoverableStream, StreamConfig } from '../jetstream/block-stream.js';
import { type BlockRange, LevelBlocks } from '../jetstream/local-blocks.js';
import { backoffMs, wait } from '../jetstream/waiting.js';
import type { BlockCodec } from '../ledger.js';
import { LevelCheckpoints } from '../level-checkpoints.js';
import { type Database, openDatabase } from '../level-database.js';
import { type Noted, NotedHead } from '../noted-head.js';
import type { Checkpoint, StoredBlock } from '../store.js';
import { type Strand, StrandReader, type Strands } from './strand.js';

export const STREAM = 'stream';

export type SurveyDeps = {
  readonly stream: RecoverableStream;
  readonly codec: BlockCodec;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
};

export type StreamSurvey =
  | { readonly kind: 'missing' }
  | ({
      readonly kind: 'there';
      readonly first: number;
      readonly last: number;
      readonly identity: string;
      /** Of a recovery that was cut off. */
      readonly recovery?: string;
      readonly config: StreamConfig;
    } & Strands);

export type CopySurvey = Strands & {
  /** The data folder, as it was given. */
  readonly folder: string;
  readonly noted?: Noted;
  readonly checkpoint?: Pick<Checkpoint, 'index' | 'hash' | 'epoch' | 'ledgerId'>;
  /** What else of it is damaged, a line each. */
  readonly damage: readonly string[];
};

export type Survey = { readonly stream: StreamSurvey; readonly copies: readonly CopySurvey[] };

/** How often one record is asked for before it counts as unreadable while others are read. */
const READ_ATTEMPTS = 4;
/** How long servers may need to answer at all. */
const PATIENCE_MS = 30_000;
const TELL_EVERY = 10_000;

/** Throws "unreachable" when no server answers. */
export async function surveyStream(deps: SurveyDeps): Promise<StreamSurvey> {
  const looked = await lookAtStream(deps);
  if (looked.kind === 'missing') return looked;
  const { first, last, identity, config, recovery } = looked;
  const reader = new StrandReader(STREAM, deps.codec);
  for await (const { index, bytes, why } of recordsOf(deps, first, last)) {
    const block = bytes && decodeBlock(index, bytes);
    if (block) reader.take(block);
    else reader.missing(index, why ?? 'its checksum is wrong');
    if (index % TELL_EVERY === 0) deps.log.info('reading the stream', { block: index, of: last });
  }
  const marked = recovery !== undefined && { recovery };
  return { kind: 'there', first, last, identity, ...marked, config, ...reader.found };
}

async function lookAtStream({ stream, clock, random }: SurveyDeps) {
  const startedMs = clock.monotonicMs();
  for (let attempt = 0; ; attempt++) {
    const looked = await stream.look();
    if (looked.kind === 'state') return looked;
    // A server that has just started may not know its streams yet.
    if (looked.kind === 'missing' && attempt >= READ_ATTEMPTS) return looked;
    if (clock.monotonicMs() - startedMs >= PATIENCE_MS) {
      const why = looked.kind === 'unknown' ? looked.why : 'it comes and goes';
      throw new BerthError('unreachable', `${stream.name}: no server answers (${why})`);
    }
    await wait(clock, backoffMs(attempt, random));
  }
}

type Found = { readonly index: number; readonly bytes?: Uint8Array; readonly why?: string };

/** Every index once: from a consumer, and what that does not bring one by one. */
async function* recordsOf(deps: SurveyDeps, first: number, last: number): AsyncGenerator<Found> {
  const abort = new AbortController();
  try {
    let next = first;
    let missing = 0;
    while (next <= last) {
      for await (const record of deps.stream.follow(next, abort.signal)) {
        if (record === 'quiet' || record.sequence !== next) break;
        yield { index: next, bytes: record.bytes };
        missing = 0;
        if (++next > last) return;
      }
      // A consumer takes seconds to say that nothing comes; and where a whole file is lost thousands are missing.
      for (let isThere = false; !isThere && next <= last; next++) {
        const found = await ask(deps, next, missing < READ_ATTEMPTS ? READ_ATTEMPTS : 1);
        isThere = found.bytes !== undefined;
        missing = isThere ? 0 : missing + 1;
        yield found;
      }
    }
  } finally {
    abort.abort();
  }
}

async function ask({ stream, clock, random }: SurveyDeps, index: number, attempts: number): Promise<Found> {
  let why = '';
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (attempt > 0) await wait(clock, backoffMs(attempt, random));
    const got = await stream.get(index);
    if (got.kind === 'record') return { index, bytes: got.bytes };
    why = got.kind === 'nothing' ? 'it is missing' : `it cannot be read (${got.why})`;
  }
  return { index, why };
}

/** A coordinator's folder, open: nobody else can have it. */
export class OpenCopy {
  readonly survey: CopySurvey;
  readonly #database: Database | undefined;
  readonly #blocks: LevelBlocks | undefined;

  private constructor(survey: CopySurvey, database?: Database, blocks?: LevelBlocks) {
    this.survey = survey;
    this.#database = database;
    this.#blocks = blocks;
  }

  /** Throws "conflict" when its coordinator runs, and "not_found" when nothing of a coordinator is in the folder. */
  static async open(data: string, codec: BlockCodec): Promise<OpenCopy> {
    const folder = replicaFolder(data);
    await finishReplacing(folder);
    if (!(await exists(folder))) {
      throw new BerthError(
        'not_found',
        `${data} is no data folder of a replicated coordinator: ${folder} is missing`,
      );
    }
    const damage: string[] = [];
    const told = (thrown: unknown) => {
      const error = BerthError.from(thrown, 'corrupt');
      if (error.code === 'conflict') throw error;
      damage.push(error.message);
      return undefined;
    };
    const noted = await readNoted(join(folder, 'head')).catch(told);
    const database = await openDatabase(folder, 'checkpoints').catch(told);
    const head = noted && { noted };
    if (!database) return new OpenCopy({ folder: data, ...head, damage, strands: [], faults: [] });
    const checkpoint = await new LevelCheckpoints(database).load().catch(told);
    const blocks = await LevelBlocks.open(database).catch(told);
    const extent = await LevelBlocks.extent(database).catch(told);
    const found =
      blocks && extent ? await strandsOf(data, blocks, extent, codec) : { strands: [], faults: [] };
    if (noted && found.strands.some((strand) => differs(strand, noted)))
      damage.push(`block ${noted.index} is another one than the head that was noted`);
    const { index = 0, hash = '', epoch = 0, ledgerId } = checkpoint ?? {};
    const kept = checkpoint && {
      checkpoint: { index, hash, epoch, ...(ledgerId !== undefined && { ledgerId }) },
    };
    return new OpenCopy({ folder: data, ...head, ...kept, damage, ...found }, database, blocks);
  }

  get isReadable(): boolean {
    return this.#blocks !== undefined;
  }

  /** As they are kept; the survey says which are whole. */
  read(from: number, to: number): AsyncIterable<StoredBlock> {
    if (!this.#blocks) throw new BerthError('corrupt', `${this.survey.folder} cannot be read`);
    return this.#blocks.read(from, to);
  }

  /** Durable when it resolves. */
  async fill(blocks: AsyncIterable<StoredBlock>): Promise<void> {
    if (!this.#blocks) throw new BerthError('corrupt', `${this.survey.folder} cannot be written`);
    for await (const block of blocks) await this.#blocks.fill(block);
    await this.#blocks.sync();
  }

  async loadCheckpoint(): Promise<Checkpoint | undefined> {
    return this.#database && new LevelCheckpoints(this.#database).load();
  }

  async close(): Promise<void> {
    await this.#database?.close();
  }
}

/** An earlier recovery may have ended between its two renames. */
async function finishReplacing(folder: string): Promise<void> {
  if (!(await exists(folder)) && (await exists(newFolder(folder)))) await rename(newFolder(folder), folder);
}

/** Where the folder that takes its place is made. */
export function newFolder(folder: string): string {
  return `${folder}.new`;
}

export function replicaFolder(data: string): string {
  return join(data, 'replica');
}

export function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function readNoted(path: string): Promise<Noted | undefined> {
  if (!(await exists(path))) return undefined;
  const head = await NotedHead.open(path);
  const { noted } = head;
  await head.close();
  return noted;
}

function differs(strand: Strand, { index, hash }: Noted): boolean {
  const is = index >= strand.first ? strand.hashAt(index) : undefined;
  return is !== undefined && is !== hash;
}

/** Reads on behind each block that is damaged. */
async function strandsOf(
  source: string,
  blocks: LevelBlocks,
  { first, last }: BlockRange,
  codec: BlockCodec,
): Promise<Strands> {
  const reader = new StrandReader(source, codec);
  for (let next = first; next <= last; ) {
    try {
      for await (const block of blocks.read(next, last)) {
        reader.take(block);
        next = block.index + 1;
      }
    } catch (thrown) {
      reader.missing(next++, BerthError.from(thrown, 'corrupt').message);
    }
  }
  return reader.found;
}
