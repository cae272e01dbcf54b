/**
 * A model of a replicated JetStream stream, as its servers behave at their worst (nats.md holds what was measured): driven
 * by virtual time and chance from a seed. What is committed stays so; everything else may be lost, late, kept or dropped.
 * `connect` gives what one client sees.
 */
import type { BlockStream, Got, Looked, Published, StreamConfig, StreamRecord } from '@berth/ledger';
import type { Stream } from '../simulator/random-streams.js';
import type { VirtualTime } from '../simulator/virtual-time.js';

/** Chances per request, and mean pauses between what happens to servers; 0 = never. */
export type ModelFaults = {
  /** A publish never arrives. */
  readonly lost: number;
  /** It arrives after the client has given up. */
  readonly zombie: number;
  /** It is stored, and the answer is lost. */
  readonly answerLost: number;
  /** It is not stored, and acknowledged under the sequence of another one, as 2.10 does with `Nats-Msg-Id`. */
  readonly falseAck: number;
  /** A read is not answered. */
  readonly readLost: number;
  /** A follower is not given a record, is given nothing more, or is ended. */
  readonly followSkips: number;
  readonly followStalls: number;
  readonly followEnds: number;
  /** Mean pauses, ms: the leader is replaced; it loses its quorum for a while; a client is left alone with an old leader. */
  readonly electionEveryMs: number;
  readonly stallEveryMs: number;
  readonly isolationEveryMs: number;
};

export const NO_FAULTS: ModelFaults = {
  ...{ lost: 0, zombie: 0, answerLost: 0, falseAck: 0, readLost: 0 },
  ...{ followSkips: 0, followStalls: 0, followEnds: 0 },
  ...{ electionEveryMs: 0, stallEveryMs: 0, isolationEveryMs: 0 },
};

export type ModelEvent =
  | 'lost'
  | 'zombie_sent'
  | 'zombie_stored'
  | 'zombie_refused'
  | 'answer_lost'
  | 'false_ack'
  | 'wrong_last_of_uncommitted'
  | 'wrong_last_of_committed'
  | 'election'
  | 'proposal_kept'
  | 'proposal_dropped'
  | 'stall'
  | 'isolation'
  | 'isolated_proposal_dropped'
  | 'stale_read'
  | 'read_lost'
  | 'follow_skipped'
  | 'follow_stalled'
  | 'follow_ended'
  | 'refused_full'
  | 'cut_off'
  | 'damaged'
  | 'restored';

/** Where a client's process stands: what reaches the servers, what they can tell it, and when it takes notice. */
export type ClientPlace = {
  readonly sends: () => boolean;
  readonly hears: () => boolean;
  /** Runs what comes in: at once, later when the process is paused, never when it is dead. */
  readonly enter: (run: () => void) => void;
};

const BESIDE: ClientPlace = { sends: () => true, hears: () => true, enter: (run) => run() };

type Proposal = { readonly bytes: Uint8Array; readonly answer: (answer: Published) => void };

const PUBLISH_MS = 2_000;
const REQUEST_MS = 2_000;
const QUIET_MS = 5_000;
const ISOLATED_MS = 14_700;

export class ModelStream {
  readonly name = 'stream "model"';
  readonly #time: VirtualTime;
  readonly #random: Stream;
  readonly #count: (event: ModelEvent) => void;
  #faults: ModelFaults;
  #made: { identity: string; config: StreamConfig } | undefined;
  #first = 1;
  #committed: Uint8Array[] = [];
  /** What the leader has taken, in order, and its followers have not confirmed. */
  #proposed: Proposal[] = [];
  #phase: 'leading' | 'stalled' | 'electing' = 'leading';
  #term = 1;
  /** Takes no more records, as a stream does whose bytes are used up. */
  full = false;
  /** Told of every record that is committed. */
  onCommit: (sequence: number, bytes: Uint8Array) => void = () => {};
  readonly #clients = new Set<ModelClient>();

  constructor(time: VirtualTime, random: Stream, faults: ModelFaults, count: (event: ModelEvent) => void) {
    this.#time = time;
    this.#random = random;
    this.#faults = faults;
    this.#count = count;
    this.#every(faults.electionEveryMs, () => this.#elect(this.#random.between(500, 6_000)));
    this.#every(faults.stallEveryMs, () => this.#stall(this.#random.between(500, 8_000)));
    this.#every(faults.isolationEveryMs, () => this.#isolate());
  }

  connect(place: ClientPlace = BESIDE): ModelClient {
    const client = new ModelClient(this, place);
    this.#clients.add(client);
    return client;
  }

  /** No more faults from now on; those that are under way end. */
  heal(): void {
    this.#faults = NO_FAULTS;
    this.#phase = 'leading';
    this.#term++;
    this.#settleProposals(this.#proposed.length);
    for (const client of this.#clients) client.isolatedAt = undefined;
    this.full = false;
    this.wake();
  }

  /** Clients may hear again what they did not. */
  wake(): void {
    for (const client of this.#clients) client.wake();
  }

  get last(): number {
    return this.#first - 1 + this.#committed.length;
  }

  record(sequence: number): Uint8Array | undefined {
    return this.#committed[sequence - this.#first];
  }

  // ---- damage --------------------------------------------------------------------------------------------------------

  /** What is there now, to be put back later: as whoever runs the servers does from a copy. */
  backup(): () => void {
    const [made, first, committed] = [this.#made, this.#first, [...this.#committed]];
    return () => {
      this.#dropProposals();
      [this.#made, this.#first, this.#committed] = [made, first, committed];
      this.#count('restored');
      this.wake();
    };
  }

  /** Whatever damages a log has its servers down. */
  #dropProposals(): void {
    this.#term++;
    this.#phase = 'leading';
    this.#proposed = [];
    for (const client of this.#clients) client.isolatedAt = undefined;
  }

  truncate(last: number): void {
    this.#count('damaged');
    this.#dropProposals();
    this.#committed.length = last - this.#first + 1;
  }

  recreate(identity: string): void {
    this.#count('damaged');
    this.#dropProposals();
    this.#committed = [];
    this.#first = 1;
    if (this.#made) this.#made = { ...this.#made, identity };
  }

  remove(): void {
    this.recreate('');
    this.#made = undefined;
  }

  /** Undefined bytes: the record is gone. */
  replace(sequence: number, change: (bytes: Uint8Array) => Uint8Array | undefined): void {
    const at = sequence - this.#first;
    const changed = change(Uint8Array.from(this.#committed[at] as Uint8Array));
    if (changed) this.#committed[at] = changed;
    else delete this.#committed[at];
  }

  reconfigure(change: StreamConfig): void {
    if (this.#made) this.#made = { ...this.#made, config: { ...this.#made.config, ...change } };
  }

  // ---- what happens to servers -----------------------------------------------------------------------------------------

  #every(meanMs: number, run: () => void): void {
    if (meanMs === 0) return;
    this.#time.schedule(this.#random.between(meanMs / 2, meanMs * 1.5), () => {
      if (this.#faults === NO_FAULTS) return;
      if (this.#phase === 'leading') run();
      this.#every(meanMs, run);
    });
  }

  #elect(tookMs: number): void {
    this.#count('election');
    this.#phase = 'electing';
    const term = ++this.#term;
    this.#time.schedule(tookMs, () => {
      if (term !== this.#term) return;
      this.#settleProposals(this.#random.between(0, this.#proposed.length));
      this.#phase = 'leading';
    });
  }

  /** The new leader has got so many of the old one's proposals; nobody answers those who made them. */
  #settleProposals(kept: number): void {
    for (const [at, { bytes }] of this.#proposed.entries()) {
      this.#count(at < kept ? 'proposal_kept' : 'proposal_dropped');
      if (at < kept) this.#commit(bytes);
    }
    this.#proposed = [];
  }

  #stall(tookMs: number): void {
    this.#count('stall');
    this.#phase = 'stalled';
    const term = ++this.#term;
    this.#time.schedule(tookMs, () => {
      if (term !== this.#term) return;
      if (this.#random.chance(0.5)) return this.#elect(this.#random.between(500, 6_000));
      this.#phase = 'leading';
      for (const _ of [...this.#proposed]) this.#commitNext();
    });
  }

  #isolate(): void {
    if (this.#clients.size === 0) return;
    const client = this.#random.pick([...this.#clients]);
    this.#count('isolation');
    client.isolatedAt = { last: this.last, proposed: 0 };
    this.#time.schedule(this.#random.between(1_000, ISOLATED_MS), () => {
      for (let at = 0; at < (client.isolatedAt?.proposed ?? 0); at++)
        this.#count('isolated_proposal_dropped');
      client.isolatedAt = undefined;
    });
  }

  #commit(bytes: Uint8Array): void {
    this.#committed.push(bytes);
    this.onCommit(this.last, bytes);
    this.wake();
  }

  #commitNext(): void {
    const proposal = this.#proposed.shift();
    if (!proposal) return;
    this.#commit(proposal.bytes);
    const sequence = this.last;
    if (this.#random.chance(this.#faults.answerLost)) this.#count('answer_lost');
    else this.#later(() => proposal.answer({ kind: 'stored', sequence }));
  }

  #later(run: () => void): void {
    this.#time.schedule(this.#random.between(1, 10), run);
  }

  // ---- requests ------------------------------------------------------------------------------------------------------

  publish(client: ModelClient, bytes: Uint8Array, expected: number | undefined): Promise<Published> {
    return new Promise((resolve) => {
      const answer = this.#answerTo(client, PUBLISH_MS, { kind: 'unknown', why: 'timed out' }, resolve);
      if (!client.place.sends()) return this.#count('cut_off');
      if (client.isolatedAt) return this.#proposeAlone(client.isolatedAt, expected, answer);
      if (this.#random.chance(this.#faults.lost)) return this.#count('lost');
      const zombie = this.#random.chance(this.#faults.zombie);
      if (zombie) this.#count('zombie_sent');
      const afterMs = zombie ? PUBLISH_MS + this.#random.between(1, 4_000) : this.#random.between(1, 10);
      this.#time.schedule(afterMs, () => {
        const taken = this.#arrive(bytes, expected, answer);
        if (zombie) this.#count(taken ? 'zombie_stored' : 'zombie_refused');
      });
    });
  }

  /** Resolves with what is answered in time and heard, or with `silence`. */
  #answerTo<Answer>(
    client: ModelClient,
    withinMs: number,
    silence: Answer,
    resolve: (answer: Answer) => void,
  ): (answer: Answer) => void {
    const { enter, hears } = client.place;
    const cancel = this.#time.schedule(withinMs, () => enter(() => resolve(silence)));
    return (answer) => {
      if (!hears()) return this.#count('cut_off');
      enter(() => {
        cancel();
        resolve(answer);
      });
    };
  }

  /** An old leader takes what fits its own end, and never hears that it was committed. */
  #proposeAlone(
    alone: { last: number; proposed: number },
    expected: number | undefined,
    answer: (answer: Published) => void,
  ): void {
    const end = alone.last + alone.proposed;
    if (expected === undefined || expected === end) alone.proposed++;
    else {
      if (alone.proposed > 0) this.#count('wrong_last_of_uncommitted');
      this.#later(() => answer({ kind: 'wrong_last_sequence' }));
    }
  }

  #arrive(bytes: Uint8Array, expected: number | undefined, answer: (answer: Published) => void): boolean {
    if (this.#phase === 'electing' || !this.#made) {
      if (this.#random.chance(0.5)) this.#later(() => answer({ kind: 'unknown', why: 'no leader' }));
      return false;
    }
    if (this.full) {
      this.#count('refused_full');
      this.#later(() => answer({ kind: 'refused', why: 'maximum bytes exceeded' }));
      return false;
    }
    const end = this.last + this.#proposed.length;
    if (expected !== end - 1 && this.#random.chance(this.#faults.falseAck)) {
      this.#count('false_ack');
      this.#later(() => answer({ kind: 'stored', sequence: end }));
      return false;
    }
    if (expected !== undefined && expected !== end) {
      this.#count(this.#proposed.length > 0 ? 'wrong_last_of_uncommitted' : 'wrong_last_of_committed');
      this.#later(() => answer({ kind: 'wrong_last_sequence' }));
      return false;
    }
    this.#proposed.push({ bytes: Uint8Array.from(bytes), answer });
    const term = this.#term;
    if (this.#phase === 'leading') {
      this.#time.schedule(this.#random.between(1, 5), () => {
        if (term === this.#term && this.#phase === 'leading') this.#commitNext();
      });
    }
    return true;
  }

  /** What a client may know of the log now, or undefined when nobody answers. */
  #ask<Answer>(client: ModelClient, read: (last: number) => Answer): Promise<Answer | undefined> {
    return new Promise((resolve) => {
      const answer = this.#answerTo<Answer | undefined>(client, REQUEST_MS, undefined, resolve);
      if (!client.place.sends()) return this.#count('cut_off');
      if (this.#random.chance(this.#faults.readLost)) return this.#count('read_lost');
      if (this.#phase === 'electing' && !client.isolatedAt) return;
      this.#later(() => {
        if ((client.isolatedAt?.last ?? this.last) < this.last) this.#count('stale_read');
        answer(read(client.isolatedAt?.last ?? this.last));
      });
    });
  }

  async get(client: ModelClient, sequence: number): Promise<Got> {
    const got = await this.#ask<Got>(client, (last) => {
      const bytes = sequence <= last ? this.record(sequence) : undefined;
      return bytes ? { kind: 'record', bytes } : { kind: 'nothing' };
    });
    return got ?? { kind: 'unknown', why: 'timed out' };
  }

  async look(client: ModelClient): Promise<Looked> {
    const looked = await this.#ask<Looked>(client, (last) =>
      this.#made ? { kind: 'state', ...{ first: this.#first, last }, ...this.#made } : { kind: 'missing' },
    );
    return looked ?? { kind: 'unknown', why: 'timed out' };
  }

  async create(client: ModelClient, config: StreamConfig, identity: string) {
    const made = await this.#ask(client, () => {
      if (this.#made) return 'exists' as const;
      this.#made = { config, identity };
      return 'created' as const;
    });
    return made ?? { why: 'timed out' };
  }

  async *follow(
    client: ModelClient,
    from: number,
    signal: AbortSignal,
  ): AsyncGenerator<StreamRecord | 'quiet'> {
    let next = Math.max(from, this.#first);
    let stalled = false;
    let quietAtMs = this.#time.nowMs + QUIET_MS;
    while (!signal.aborted) {
      if (!stalled && this.#random.chance(this.#faults.followStalls)) {
        this.#count('follow_stalled');
        stalled = true;
      }
      const bytes =
        !stalled && client.place.hears() && next <= (client.isolatedAt?.last ?? this.last)
          ? this.record(next)
          : undefined;
      if (!bytes) {
        if (!(await client.news(this.#time, quietAtMs, signal))) {
          yield 'quiet';
          quietAtMs = this.#time.nowMs + QUIET_MS;
        }
        continue;
      }
      quietAtMs = this.#time.nowMs + QUIET_MS;
      if (this.#random.chance(this.#faults.followEnds)) return this.#count('follow_ended');
      if (this.#random.chance(this.#faults.followSkips)) this.#count('follow_skipped');
      else yield { sequence: next, bytes };
      next++;
    }
  }

  async purge(client: ModelClient, sequence: number): Promise<boolean> {
    const done = await this.#ask(client, () => {
      this.#committed.splice(0, Math.max(0, sequence - this.#first));
      this.#first = Math.max(this.#first, sequence);
      return true;
    });
    return done ?? false;
  }

  forget(client: ModelClient): void {
    this.#clients.delete(client);
  }
}

/** One client's view; its requests end with the virtual time-outs, whatever happens. */
export class ModelClient implements BlockStream {
  readonly #model: ModelStream;
  readonly place: ClientPlace;
  readonly #waiting = new Set<() => void>();
  version = '2.15.1';
  /** Where the log ended when this client was left alone with a leader that is none any more. */
  isolatedAt: { readonly last: number; proposed: number } | undefined;

  constructor(model: ModelStream, place: ClientPlace) {
    this.#model = model;
    this.place = place;
  }

  get name(): string {
    return this.#model.name;
  }

  serverVersion(): string {
    return this.version;
  }

  publish(bytes: Uint8Array, expectedLast: number | undefined): Promise<Published> {
    return this.#model.publish(this, bytes, expectedLast);
  }

  get(sequence: number): Promise<Got> {
    return this.#model.get(this, sequence);
  }

  look(): Promise<Looked> {
    return this.#model.look(this);
  }

  create(config: StreamConfig, identity: string) {
    return this.#model.create(this, config, identity);
  }

  follow(from: number, signal: AbortSignal): AsyncGenerator<StreamRecord | 'quiet'> {
    return this.#model.follow(this, from, signal);
  }

  purge(sequence: number): Promise<boolean> {
    return this.#model.purge(this, sequence);
  }

  async close(): Promise<void> {
    this.#model.forget(this);
    this.wake();
  }

  wake(): void {
    const waiting = [...this.#waiting];
    if (waiting.length > 0) this.place.enter(() => waiting.forEach((wake) => void wake()));
  }

  /** False when the time has come without a new record. */
  news(time: VirtualTime, untilMs: number, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (news: boolean) => () => {
        cancel();
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve(news);
      };
      const wake = done(true);
      const quiet = done(false);
      const cancel = time.schedule(untilMs - time.nowMs, () => this.place.enter(quiet));
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }
}
