/**
 * Writers that compete on one stream while everything fails that may: nothing acknowledged is lost or doubled. And each
 * safety is needed: a campaign without it finds so.
 */
import test from 'ava';
import type { ModelFaults } from './model-stream.js';
import { type CampaignOptions, runWriters, type Step } from './writers.js';

const SEEDS = 200;
const UNSAFE_SEEDS = 20;

const FAULTS: ModelFaults = {
  ...{ lost: 0.03, zombie: 0.03, answerLost: 0.03, falseAck: 0.01, readLost: 0.03 },
  ...{ followSkips: 0.02, followStalls: 0.01, followEnds: 0.02 },
  ...{ electionEveryMs: 15_000, stallEveryMs: 20_000, isolationEveryMs: 15_000 },
};

/** What has to have happened in a campaign, for it to say anything. */
const SOMETIMES: readonly Step[] = [
  ...(['acknowledged', 'acknowledged_after_resend', 'no_answer', 'wrong_last_sequence'] as const),
  ...(['wrong_acknowledgement', 'own_record_found', 'other_record_found', 'nothing_there'] as const),
  ...(['unreadable', 'lost', 'zombie_sent', 'zombie_stored', 'zombie_refused', 'answer_lost'] as const),
  ...(['false_ack', 'wrong_last_of_uncommitted', 'wrong_last_of_committed', 'election'] as const),
  ...(['proposal_kept', 'proposal_dropped', 'stall', 'isolation', 'isolated_proposal_dropped'] as const),
  ...(['stale_read', 'read_lost', 'follow_skipped', 'follow_stalled', 'follow_ended'] as const),
  ...(['restart', 'conflict'] as const),
];

async function campaign(seeds: number, options: Partial<CampaignOptions> = {}) {
  const steps = new Map<Step, number>();
  const broken: string[] = [];
  let acknowledged = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const result = await runWriters(seed, { faults: FAULTS, ...options });
    if (result.violations[0]) broken.push(`seed ${seed}: ${result.violations[0]}`);
    for (const [step, count] of result.steps) steps.set(step, (steps.get(step) ?? 0) + count);
    acknowledged += result.acknowledged;
  }
  return { steps, broken, acknowledged };
}

test(`${SEEDS} seeds: every acknowledged block stands once, at its index, and all see the same log`, async (t) => {
  const { steps, broken, acknowledged } = await campaign(SEEDS);
  t.deepEqual(broken, []);
  t.true(acknowledged > 50 * SEEDS);
  t.deepEqual(
    SOMETIMES.filter((step) => !steps.get(step)),
    [],
    'never happened',
  );
  t.log(`${acknowledged} acknowledged; ${[...steps].map(([step, count]) => `${step} ${count}`).join(', ')}`);
});

test('the same seed gives the same history', async (t) => {
  const [first, second] = [await runWriters(7, { faults: FAULTS }), await runWriters(7, { faults: FAULTS })];
  t.is(first.digest, second.digest);
  t.not(first.digest, (await runWriters(8, { faults: FAULTS })).digest);
});

test('without the fence the log breaks', async (t) => {
  const { broken } = await campaign(UNSAFE_SEEDS, { unsafe: { withoutFence: true } });
  t.true(broken.length > UNSAFE_SEEDS / 2, broken.join('\n'));
});

test('without the exact check of acknowledgements a block is lost', async (t) => {
  const { broken } = await campaign(UNSAFE_SEEDS, { unsafe: { anyAcknowledgement: true } });
  t.true(broken.length > UNSAFE_SEEDS / 2, broken.join('\n'));
});

test('without RESOLVE an operation stands twice', async (t) => {
  const { broken } = await campaign(UNSAFE_SEEDS, { unsafe: { withoutResolve: true } });
  t.true(broken.filter((line) => / stands \d times/.test(line)).length > UNSAFE_SEEDS / 2, broken.join('\n'));
});
