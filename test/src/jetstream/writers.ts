/**
 * Several writers on one stream, each with a store of its own, that compete for every index, restart and follow each other,
 * while the model does its worst; and what has to hold of the log in the end.
 */
import { createHash } from 'node:crypto';
import { BerthError, type Log } from '@berth/core';
import {
  type AppendStep,
  type LedgerStore,
  type LocalRecords,
  openJetStreamStore,
  type StoredBlock,
  type UnsafeAppends,
} from '@berth/ledger';
import { type Stream, stream, streamIds } from '../simulator/random-streams.js';
import { ProcessClock, settle, VirtualTime } from '../simulator/virtual-time.js';
import { memoryRecords } from './memory-records.js';
import { type ModelEvent, type ModelFaults, ModelStream } from './model-stream.js';

export type Step = AppendStep | ModelEvent | 'restart' | 'conflict' | 'storage' | 'append';

export type CampaignOptions = {
  readonly faults: ModelFaults;
  readonly unsafe?: UnsafeAppends;
  readonly writers?: number;
  readonly faultyMs?: number;
};

export type CampaignResult = {
  readonly violations: string[];
  readonly steps: ReadonlyMap<Step, number>;
  readonly acknowledged: number;
  /** Of everything that was stored, seen and answered: the same for the same seed. */
  readonly digest: string;
};

const SETTINGS = { subject: 'ledger', replicas: 3, maxBytes: 2 ** 30 };
const QUIET_LOG: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
/** After the faults: long enough to resolve, to restart, and to notice that a follower has stalled. */
const HEALING_MS = 120_000;

type Acknowledged = {
  readonly operation: string;
  readonly index: number;
  readonly hash: string;
  readonly fromMs: number;
  readonly toMs: number;
};

export async function runWriters(seed: number, options: CampaignOptions): Promise<CampaignResult> {
  const { faults, unsafe = {}, writers: count = 3, faultyMs = 60_000 } = options;
  const time = new VirtualTime();
  const steps = new Map<Step, number>();
  const onStep = (step: Step) => void steps.set(step, (steps.get(step) ?? 0) + 1);
  const model = new ModelStream(time, stream(seed, 'model'), faults, onStep);
  const shared = { time, model, unsafe, onStep, violations: [] as string[] };
  const writers = Array.from({ length: count }, (_, at) => new Writer(`w${at}`, seed, shared));
  for (const writer of writers) void writer.run();
  while (await time.step(faultyMs));
  model.heal();
  for (const writer of writers) writer.restarts = false;
  const healedMs = time.nowMs;
  while (!writers.every((writer) => writer.finished(healedMs)) && time.nowMs < healedMs + HEALING_MS)
    if (!(await time.step(healedMs + HEALING_MS))) break;
  for (const writer of writers) writer.stop();
  // What is still under way ends by its time-outs.
  const lastMs = model.last;
  for (let ms = 0; ms < 60; ms++) while (await time.step(healedMs + HEALING_MS + 1_000 * ms));
  await settle();
  const violations = [...shared.violations, ...check(model, writers, healedMs)];
  const all = writers.flatMap(({ acknowledged }) => acknowledged);
  const digest = createHash('sha256')
    .update(JSON.stringify([lastMs, all, time.steps]))
    .digest('hex');
  return { violations, steps, acknowledged: all.length, digest };
}

type Shared = {
  readonly time: VirtualTime;
  readonly model: ModelStream;
  readonly unsafe: UnsafeAppends;
  readonly onStep: (step: Step) => void;
  readonly violations: string[];
};

class Writer {
  readonly name: string;
  readonly acknowledged: Acknowledged[] = [];
  /** The operations in the order in which this writer has seen them; from the first block on. */
  replay: StoredBlock[] = [];
  restarts = true;
  readonly #shared: Shared;
  readonly #random: Stream;
  readonly #seed: number;
  readonly #local: LocalRecords = memoryRecords();
  #clock: ProcessClock;
  #operations = 0;
  #stopped = false;
  #store: LedgerStore | undefined;

  constructor(name: string, seed: number, shared: Shared) {
    this.name = name;
    this.#seed = seed;
    this.#shared = shared;
    this.#random = stream(seed, name);
    this.#clock = new ProcessClock(shared.time, { offsetMs: 0 });
  }

  finished(healedMs: number): boolean {
    return this.acknowledged.some(({ fromMs }) => fromMs > healedMs);
  }

  stop(): void {
    this.#stopped = true;
    void this.#store?.close();
  }

  async run(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#live();
      } catch (thrown) {
        const error = BerthError.from(thrown);
        if (error.code === 'storage' || error.code === 'unreachable') this.#shared.onStep('storage');
        else if (!this.#stopped) {
          this.#shared.violations.push(`${this.name}: ${error.code}: ${error.message}`);
          return;
        }
      }
      this.#shared.onStep('restart');
      await this.#pause(this.#random.between(10, 2_000));
    }
  }

  /** One life, from opening to a restart. */
  async #live(): Promise<void> {
    const { model, time, onStep, unsafe } = this.#shared;
    const ids = streamIds(this.#seed, `${this.name}/${time.nowMs}`);
    const store = await openJetStreamStore({
      ...{ stream: model.connect(), local: this.#local, settings: SETTINGS, ids, log: QUIET_LOG },
      ...{ clock: this.#clock, random: this.#random, onStep, unsafe },
    });
    this.#store = store;
    await this.#readAll(store);
    const dying = new AbortController();
    const following = this.#follow(store, dying.signal);
    try {
      const untilMs = time.nowMs + this.#random.between(5_000, 40_000);
      while (!this.#stopped && (!this.restarts || time.nowMs < untilMs)) await this.#appendOne(store);
    } finally {
      dying.abort();
      await store.close();
      await following;
    }
  }

  /** What was seen before has to be what is there now. */
  async #readAll(store: LedgerStore): Promise<void> {
    const read: StoredBlock[] = [];
    for await (const block of store.read(1)) read.push(block);
    for (const [at, block] of this.replay.entries()) {
      if (read[at]?.hash !== block.hash)
        this.#shared.violations.push(`${this.name}: block ${block.index} is another after a restart`);
    }
    this.replay = read;
  }

  async #follow(store: LedgerStore, signal: AbortSignal): Promise<void> {
    try {
      for await (const block of store.follow(signal)) this.replay.push(block);
    } catch (thrown) {
      const { code, message } = BerthError.from(thrown);
      if (code !== 'storage') this.#shared.violations.push(`${this.name} follows: ${code}: ${message}`);
    }
  }

  /** Until it is acknowledged: a conflict says that it was not stored. */
  async #appendOne(store: LedgerStore): Promise<void> {
    const { time, onStep } = this.#shared;
    await this.#pause(this.#random.between(0, 600));
    const operation = `${this.name}/${++this.#operations}`;
    for (let attempt = 0; !this.#stopped; attempt++) {
      const fromMs = time.nowMs;
      const block = blockOf(store, `${operation} ${this.#random.between(0, 2 ** 30)}`);
      try {
        onStep('append');
        await store.append(block);
      } catch (thrown) {
        const error = BerthError.from(thrown);
        if (error.code !== 'conflict') throw error;
        onStep('conflict');
        await this.#pause(this.#random.between(20, 300));
        if (attempt >= 20) return;
        continue;
      }
      this.replay.push(block);
      const { index, hash } = block;
      this.acknowledged.push({ operation, index, hash, fromMs, toMs: time.nowMs });
      return;
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#clock.schedule(ms, resolve));
  }
}

function blockOf(store: LedgerStore, text: string): StoredBlock {
  const { index, hash: previousHash } = store.head();
  const bytes = Buffer.from(text);
  const hash = createHash('sha256')
    .update(`${index + 1} ${previousHash} ${text}`)
    .digest('hex');
  return { index: index + 1, previousHash, hash, bytes };
}

/** One line for each law that does not hold. */
function check(model: ModelStream, writers: readonly Writer[], healedMs: number): string[] {
  const violations: string[] = [];
  const stored = new Map<string, number[]>();
  const hashes: string[] = [];
  for (let index = 1; index <= model.last; index++) {
    const record = model.record(index) as Uint8Array;
    // Of a record: checksum, previous hash, hash, bytes.
    hashes[index] = Buffer.from(record.subarray(36, 68)).toString('hex');
    const previous = Buffer.from(record.subarray(4, 36)).toString('hex');
    if (index > 1 && previous !== hashes[index - 1]) violations.push(`block ${index} is not chained`);
    const operation = Buffer.from(record.subarray(68)).toString().split(' ')[0] as string;
    stored.set(operation, [...(stored.get(operation) ?? []), index]);
  }
  for (const [operation, at] of stored)
    if (at.length > 1) violations.push(`${operation} stands ${at.length} times: at ${at.join(', ')}`);
  const owners = new Map<number, string>();
  for (const writer of writers) {
    for (const { operation, index, hash } of writer.acknowledged) {
      if (hashes[index] !== hash)
        violations.push(`${operation} was acknowledged at ${index} and is not there`);
      if (owners.has(index))
        violations.push(`${index} was acknowledged to ${owners.get(index)} and ${operation}`);
      owners.set(index, operation);
    }
    for (const [at, { index, hash }] of writer.replay.entries())
      if (index !== at + 1 || hash !== hashes[index])
        violations.push(`${writer.name} has seen another block ${at + 1}`);
    if (!writer.finished(healedMs)) violations.push(`${writer.name} appends nothing after the faults`);
  }
  const all = writers.flatMap(({ acknowledged }) => acknowledged).sort((a, b) => a.index - b.index);
  let latest = 0;
  for (const { operation, fromMs, toMs } of all) {
    if (toMs < latest) violations.push(`${operation} ended before one began that stands before it`);
    latest = Math.max(latest, fromMs);
  }
  return violations;
}
