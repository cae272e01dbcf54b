/** What the jetstream store makes of single answers, of damage, and of streams that are set up otherwise. */
import { createHash } from 'node:crypto';
import {
  type AppendStep,
  type BlockStream,
  deviations,
  EMPTY_HEAD,
  type JetStreamStoreDeps,
  judgeServerVersion,
  type LedgerStore,
  type LocalRecords,
  openJetStreamStore,
  type Published,
  type StoredBlock,
  sealRecord,
  streamConfig,
} from '@berth/ledger';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { stream, streamIds } from '../simulator/random-streams.js';
import { ProcessClock, VirtualTime } from '../simulator/virtual-time.js';
import { memoryRecords } from './memory-records.js';
import { type ModelClient, ModelStream, NO_FAULTS } from './model-stream.js';
import { QUIET_LOG } from './nats-places.js';

const SETTINGS = { subject: 'ledger', replicas: 3, maxBytes: 2 ** 30 };

/** A stream, and the time that passes for it while a test waits. */
class Bench {
  readonly time = new VirtualTime();
  readonly model = new ModelStream(this.time, stream(1, 'model'), NO_FAULTS, () => {});
  readonly steps: AppendStep[] = [];
  readonly client: ModelClient = this.model.connect();

  #running = true;

  constructor(t: ExecutionContext) {
    t.teardown(() => this.end());
    const run = async () => {
      while (this.#running)
        if (!(await this.time.step(this.time.nowMs + 10_000))) await new Promise(setImmediate);
    };
    void run();
  }

  end(): void {
    this.#running = false;
  }

  open(local: LocalRecords, deps: Partial<JetStreamStoreDeps> = {}): Promise<LedgerStore> {
    return openJetStreamStore({
      ...{ stream: this.client, local, settings: SETTINGS, ids: streamIds(1, 'ids'), log: QUIET_LOG },
      ...{ clock: new ProcessClock(this.time, { offsetMs: 0 }), random: stream(1, 'store') },
      onStep: (step) => void this.steps.push(step),
      ...deps,
    });
  }
}

/** A store with blocks 1 to `count`, and what it keeps. */
async function filled(t: ExecutionContext, count: number, deps: Partial<JetStreamStoreDeps> = {}) {
  const bench = new Bench(t);
  const local = memoryRecords();
  const store = await bench.open(local, deps);
  for (let index = 1; index <= count; index++) await store.append(nextBlock(store));
  bench.steps.length = 0;
  return { bench, local, store };
}

function nextBlock(store: LedgerStore, text = 'block'): StoredBlock {
  const { index, hash: previousHash } = store.head();
  const hash = createHash('sha256').update(`${text} ${index}`).digest('hex');
  return { index: index + 1, previousHash, hash, bytes: Buffer.from(`${text} ${index + 1}`) };
}

/** A client whose next publishes are answered as told; "stored" ones reach the stream first. */
function answering(client: ModelClient, answers: { stored: boolean; answer: Published }[]): BlockStream {
  const publish = async (bytes: Uint8Array, expected: number | undefined): Promise<Published> => {
    const next = answers.shift();
    if (!next) return client.publish(bytes, expected);
    if (next.stored) await client.publish(bytes, expected);
    return next.answer;
  };
  return {
    name: client.name,
    serverVersion: () => client.serverVersion(),
    publish,
    get: (sequence) => client.get(sequence),
    look: () => client.look(),
    create: (config, identity) => client.create(config, identity),
    follow: (from, signal) => client.follow(from, signal),
    purge: (sequence) => client.purge(sequence),
    close: () => client.close(),
  };
}

const NO_ANSWER: Published = { kind: 'unknown', why: 'timed out' };
const WRONG_LAST: Published = { kind: 'wrong_last_sequence' };

// ---- one append ------------------------------------------------------------------------------------------------------

type Case = readonly [
  title: string,
  answers: readonly { stored: boolean; answer: Published }[],
  steps: readonly AppendStep[],
];

const RESOLVED: readonly Case[] = [
  [
    'not stored and not answered',
    [{ stored: false, answer: NO_ANSWER }],
    ['no_answer', 'acknowledged_after_resend'],
  ],
  [
    'stored and not answered',
    [{ stored: true, answer: NO_ANSWER }],
    ['no_answer', 'wrong_last_sequence', 'own_record_found'],
  ],
  [
    'a wrong last sequence that names what is not committed',
    [{ stored: false, answer: WRONG_LAST }],
    ['wrong_last_sequence', 'nothing_there', 'acknowledged_after_resend'],
  ],
  [
    'an acknowledgement of another sequence, and not stored',
    [{ stored: false, answer: { kind: 'stored', sequence: 1 } }],
    ['wrong_acknowledgement', 'nothing_there', 'acknowledged_after_resend'],
  ],
  [
    'an acknowledgement of another sequence, and stored',
    [{ stored: true, answer: { kind: 'stored', sequence: 9 } }],
    ['wrong_acknowledgement', 'own_record_found'],
  ],
];

for (const [title, answers, steps] of RESOLVED) {
  test(`${title}: stands once`, async (t) => {
    const { bench, local, store } = await filled(t, 2);
    await store.close();
    const again = await bench.open(local, { stream: answering(bench.client, [...answers]) });
    await again.append(nextBlock(again));
    t.deepEqual(bench.steps, steps);
    t.is(bench.model.last, 3);
    t.is(again.head().index, 3);
  });
}

test('nobody answers for too long: the store takes no more until it is opened again', async (t) => {
  const { bench, local, store } = await filled(t, 2);
  const answers = Array.from({ length: 999 }, () => ({ stored: false, answer: NO_ANSWER }));
  answers.unshift({ stored: true, answer: NO_ANSWER });
  const silent = await bench.open(local, { stream: answering(bench.client, answers) });
  const fromMs = bench.time.nowMs;
  await t.throwsAsync(silent.append(nextBlock(silent)), { code: 'storage', message: /block 3 .*timed out/ });
  t.true(bench.time.nowMs - fromMs >= 30_000);
  t.is(bench.steps.at(-1), 'gave_up');
  await t.throwsAsync(silent.append(nextBlock(silent)), { code: 'storage' });
  t.is((await bench.open(local)).head().index, 3, 'what was unknown is known then');
  await store.close();
});

test('a record that the server does not take is refused at once, with its words', async (t) => {
  const { bench, local } = await filled(t, 0);
  const refusing = answering(bench.client, [
    { stored: false, answer: { kind: 'refused', why: 'too large' } },
  ]);
  const store = await bench.open(local, { stream: refusing });
  await t.throwsAsync(store.append(nextBlock(store)), { code: 'storage', message: /block 1: too large/ });
  t.deepEqual(bench.steps, ['refused']);
});

test('appending stops, with words, when the stream was replaced meanwhile', async (t) => {
  const { bench, store } = await filled(t, 4);
  bench.model.recreate('stream-other');
  await t.throwsAsync(store.append(nextBlock(store)), {
    code: 'corrupt',
    message: /made anew.*index 4.*docs\/replicated\.md/,
  });
  await t.throwsAsync(store.append(nextBlock(store)), { code: 'corrupt' });
});

// ---- damage ----------------------------------------------------------------------------------------------------------

const flip = (bytes: Uint8Array) => {
  bytes[70] = (bytes[70] ?? 0) ^ 4;
  return bytes;
};

type Damage = readonly [title: string, harm: (model: ModelStream) => void, message: RegExp];

const LOSSES: readonly Damage[] = [
  ['truncated', (model) => model.truncate(17), /block 18 and later are missing: .* index 17, but index 20/],
  ['truncated to nothing', (model) => model.truncate(0), /block 1 and later are missing/],
  [
    'made anew',
    (model) => model.recreate('stream-other'),
    /not the stream that it was: .* index 0, while index 20/,
  ],
  ['gone', (model) => model.remove(), /is gone, and with it block 1 and later, up to index 20/],
];

/** Of a block that a running store has behind it. */
const CHANGES: readonly Damage[] = [
  ['forked at the head', (model) => model.replace(20, fork(20)), /block 20 is damaged: .* forked/],
  ['damaged in the head', (model) => model.replace(20, flip), /block 20 is damaged: its checksum/],
  ['without its head', (model) => model.replace(20, () => undefined), /block 20 is damaged: it is missing/],
];

async function nextOf(store: LedgerStore): Promise<StoredBlock | undefined> {
  for await (const block of store.follow(new AbortController().signal)) return block;
  return undefined;
}

function fork(index: number) {
  return (bytes: Uint8Array) => {
    // Sealed rightly, but another block: of another log with as many blocks.
    const hash = Buffer.alloc(32, 7);
    return reseal(index, bytes.subarray(4, 36), hash, Buffer.from('another'));
  };
}

function reseal(index: number, previousHash: Uint8Array, hash: Uint8Array, bytes: Uint8Array): Uint8Array {
  const key = `b!${String(index).padStart(16, '0')}`;
  return sealRecord(key, Buffer.concat([previousHash, hash, bytes]));
}

for (const [title, harm, message] of [...LOSSES, ...CHANGES]) {
  test(`a stream that is ${title} is refused at the start, and nothing is changed`, async (t) => {
    const { bench, local, store } = await filled(t, 20);
    await store.close();
    harm(bench.model);
    const error = await t.throwsAsync(bench.open(local), { code: 'corrupt', message });
    t.regex(error?.message ?? '', /docs\/replicated\.md/);
    await t.throwsAsync(bench.open(local), { code: 'corrupt', message });
  });
}

for (const [title, harm, message] of LOSSES) {
  test(`a stream that is ${title} under a running follower stops it`, async (t) => {
    const { bench, store } = await filled(t, 20);
    const following = nextOf(store);
    harm(bench.model);
    await t.throwsAsync(following, { code: 'corrupt', message });
    await t.throwsAsync(store.append(nextBlock(store)), { code: 'corrupt', message });
  });
}

test('a damaged or missing block further back is named when it is read', async (t) => {
  const { bench, store } = await filled(t, 20);
  bench.model.replace(3, flip);
  const all = async (from: number) => {
    for await (const _ of store.read(from));
  };
  await t.throwsAsync(all(1), { code: 'corrupt', message: /block 3 is damaged: its checksum/ });
  bench.model.replace(12, () => undefined);
  await t.throwsAsync(all(4), { code: 'corrupt', message: /block 12 is damaged: it is missing/ });
  await t.notThrowsAsync(all(13));
});

type Harm = { readonly named: readonly number[]; readonly apply: (model: ModelStream) => void };

const HARMS = fc.oneof(
  fc.record({ index: fc.integer({ min: 1, max: 20 }), at: fc.nat(), bit: fc.nat(7) }).map(
    ({ index, at, bit }): Harm => ({
      named: [index],
      apply: (model) =>
        model.replace(index, (bytes) => {
          bytes[at % bytes.length] = (bytes[at % bytes.length] as number) ^ (1 << bit);
          return bytes;
        }),
    }),
  ),
  fc
    .integer({ min: 1, max: 20 })
    .map((index): Harm => ({ named: [index], apply: (model) => model.replace(index, () => undefined) })),
  fc
    .integer({ min: 0, max: 19 })
    .map((last): Harm => ({ named: [last + 1], apply: (model) => model.truncate(last) })),
  fc.uniqueArray(fc.integer({ min: 1, max: 20 }), { minLength: 2, maxLength: 2 }).map(
    ([one = 1, two = 1]): Harm => ({
      named: [one, two],
      apply: (model) => {
        const bytes = model.record(one) as Uint8Array;
        model.replace(one, () => model.record(two));
        model.replace(two, () => bytes);
      },
    }),
  ),
);

test('whatever is changed, missing, cut off or exchanged is found, and named', async (t) => {
  await fc.assert(
    fc.asyncProperty(HARMS, async ({ named, apply }) => {
      const { bench, local, store } = await filled(t, 20);
      await store.close();
      apply(bench.model);
      const reading = (async () => {
        const again = await bench.open(local);
        for await (const _ of again.read(1));
      })();
      const error = await t.throwsAsync(reading, { code: 'corrupt' });
      const index = Number(/block (\d+) /.exec(error?.message ?? '')?.[1]);
      t.true(named.includes(index), error?.message);
      bench.end();
    }),
    { numRuns: 60 },
  );
});

test('who is behind what another one purged is told so', async (t) => {
  const { bench, local, store } = await filled(t, 3);
  const behind = await bench.open(memoryRecords(), { stream: bench.model.connect() });
  for (let count = 0; count < 20; count++) await store.append(nextBlock(store));
  await store.purgeBelow(10);
  t.is(store.oldest(), 10);
  await t.throwsAsync(nextOf(behind), { code: 'too_old', message: /below 10/ });
  const newcomer = await bench.open(memoryRecords(), { stream: bench.model.connect() });
  t.is(newcomer.oldest(), 10);
  t.is(newcomer.head().index, 23);
  await store.close();
  t.is((await bench.open(local)).oldest(), 10);
});

test('a server that answers with an older end for a while is waited for', async (t) => {
  const { bench, local, store } = await filled(t, 20);
  await store.close();
  bench.client.isolatedAt = { last: 12, proposed: 0 };
  bench.time.schedule(14_700, () => {
    bench.client.isolatedAt = undefined;
  });
  const again = await bench.open(local);
  t.is(again.head().index, 20);
});

test('blocks that continue another log are refused by who follows', async (t) => {
  const { bench, store } = await filled(t, 20);
  bench.model.truncate(19);
  const other = await bench.open(memoryRecords(), { stream: bench.model.connect() });
  await other.append(nextBlock(other, 'other'));
  await other.append(nextBlock(other, 'other'));
  const following = nextOf(store);
  await t.throwsAsync(following, { code: 'corrupt', message: /block 21 .*does not follow block 20.*forked/ });
});

// ---- setting up ------------------------------------------------------------------------------------------------------

test('a newcomer reads everything, and makes no stream when it may not', async (t) => {
  const { bench, store } = await filled(t, 20);
  const newcomer = await bench.open(memoryRecords(), { stream: bench.model.connect(), mayCreate: false });
  t.deepEqual(newcomer.head(), store.head());
  const empty = new Bench(t);
  await t.throwsAsync(empty.open(memoryRecords(), { mayCreate: false }), { code: 'not_found' });
  t.deepEqual((await empty.open(memoryRecords())).head(), EMPTY_HEAD);
});

test('each setting that is wrong is named on a line of its own', async (t) => {
  const { bench, local, store } = await filled(t, 1);
  await store.close();
  bench.model.reconfigure({ discard: 'old', num_replicas: 1, max_bytes: -1, allow_direct: true });
  const error = await t.throwsAsync(bench.open(local), { code: 'conflict' });
  t.deepEqual(error?.message.split('\n'), [
    'stream "model": num_replicas is 1, and has to be 3',
    'stream "model": discard is "old", and has to be "new"',
    'stream "model": max_bytes is -1, and has to be 1073741824',
    'stream "model": allow_direct is true, and has to be false',
  ]);
  t.deepEqual(deviations(streamConfig(SETTINGS), SETTINGS), []);
  t.deepEqual(deviations({ ...streamConfig(SETTINGS), max_bytes: 5 }, SETTINGS), []);
});

test('servers are judged by their version', async (t) => {
  const verdicts = ['2.9.25', 'junk', '2.10.0', '2.14.2', '2.14.3-RC.1', '2.14.3', '2.15.1', '3.0.0'].map(
    (version) => judgeServerVersion(version).verdict,
  );
  t.deepEqual(verdicts, ['refuse', 'refuse', 'warn', 'warn', 'fine', 'fine', 'fine', 'fine']);
  const bench = new Bench(t);
  bench.client.version = '2.9.25';
  await t.throwsAsync(bench.open(memoryRecords()), { code: 'refused', message: /2\.9\.25 .*2\.14\.3/ });
  bench.client.version = '2.10.27';
  const warnings: string[] = [];
  const log = { ...QUIET_LOG, warn: (message: string) => void warnings.push(message) };
  await bench.open(memoryRecords(), { log });
  t.regex(warnings.join(), /2\.10\.27 has known ways/);
});
