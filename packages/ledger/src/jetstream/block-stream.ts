/**
 * The narrow border between the jetstream store and a JetStream stream. `nats-stream.ts` is the real one, the only file of
 * the ledger that knows the client; the model of the tests is in test/src/jetstream/model-stream.ts.
 *
 * Nothing here throws for what a network or a server does: no answer is an answer, and what follows from it is decided
 * by the store. Every call ends within a time-out of its own.
 */

/** What became of a publish. `unknown`: stored, not stored, or still to be stored; `why` is for people. */
export type Published =
  | { readonly kind: 'stored'; readonly sequence: number }
  /** Says nothing about what is committed: the sequence that it names may be in flight, and may be dropped again. */
  | { readonly kind: 'wrong_last_sequence' }
  /** The server takes no such record, now or later: too large, or the stream is full. */
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string };

export type StreamRecord = { readonly sequence: number; readonly bytes: Uint8Array };

/** `nothing`: as far as the server that answered knows; one that is cut off from the others may be behind. */
export type Got =
  | { readonly kind: 'record'; readonly bytes: Uint8Array }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unknown'; readonly why: string };

/** Settings of a stream under the names that `nats stream info --json` shows. */
export type StreamConfig = Readonly<Record<string, string | number | boolean>>;

export type StreamState = {
  readonly kind: 'state';
  /** The first sequence that is kept; last + 1 when none is. */
  readonly first: number;
  /** 0 when nothing was ever stored. */
  readonly last: number;
  /** That the records take up, of the `max_bytes` of `config`. */
  readonly bytes?: number;
  /** Made when the stream was: tells a stream from another one of the same name. Empty on a stream not made by Berth. */
  readonly identity: string;
  /** A recovery is under way, or was cut off: nobody may use the stream. Says which. */
  readonly recovery?: string;
  readonly config: StreamConfig;
};

export type Looked =
  | StreamState
  | { readonly kind: 'missing' }
  | { readonly kind: 'unknown'; readonly why: string };

export interface BlockStream {
  /** For messages, e.g. `stream "berth-ledger"`. */
  readonly name: string;
  /** Of the server that this client is connected to, e.g. "2.15.1"; empty while there is none. */
  serverVersion(): string;
  /** Stores the record if the stream ends at `expectedLast`; without it, wherever it ends (for tests of the fence only). */
  publish(bytes: Uint8Array, expectedLast: number | undefined): Promise<Published>;
  get(sequence: number): Promise<Got>;
  look(): Promise<Looked>;
  /** Makes the stream, with an identity. "exists" also when another one was faster. */
  create(config: StreamConfig, identity: string): Promise<'created' | 'exists' | { readonly why: string }>;
  /**
   * Records from `from` on, in the stream's order, then new ones as they come; "quiet" when there was none for some
   * seconds. May skip, stall or end at any point: the reader checks the sequences, and asks again.
   */
  follow(from: number, signal: AbortSignal): AsyncIterable<StreamRecord | 'quiet'>;
  /** Removes what is below `sequence`. False when nobody answered. */
  purge(sequence: number): Promise<boolean>;
  /** Asks another server from now on, where there is one; not again and again. What is under way may stay unanswered. */
  elsewhere?(why: string): void;
  close(): Promise<void>;
}

/** What only the recovery of a lost stream does. */
export interface RecoverableStream extends BlockStream {
  /** Makes the stream so that its first record gets the sequence `first`, and marks it as being recovered. */
  createFrom(
    first: number,
    config: StreamConfig,
    marks: { readonly identity: string; readonly recovery?: string },
  ): Promise<'created' | 'exists' | { readonly why: string }>;
  /** Sets or takes away the mark of a recovery. False when nobody answered. */
  mark(recovery: string | undefined): Promise<boolean>;
  /** Removes the stream with all that it holds. False when nobody answered; true also when there is none. */
  remove(): Promise<boolean>;
}
